"""The pages of news both ways."""
