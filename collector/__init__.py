"""The collector: receives sealed responses, tallies them, and publishes perturbed figures."""
