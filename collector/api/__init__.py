"""The analysts' API: released figures and what they are about, as JSON and CSV. See README.md."""
