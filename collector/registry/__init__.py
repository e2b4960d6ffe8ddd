"""The registry's lists of Points: read from CSV files, checked row by row, handed to a store."""
