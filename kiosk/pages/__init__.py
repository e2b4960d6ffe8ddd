"""The pages, by audience: the touch screen, the visitor's phone, the agent's desk."""
