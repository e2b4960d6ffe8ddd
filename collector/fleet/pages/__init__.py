"""The pages and the metrics of the fleet."""
