"""Pages for analysts and partners: figures with their bases and intervals, made on the server."""
