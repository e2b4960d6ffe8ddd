"""The kiosk's health without a person: is its page alive, and who starts the browser again."""
