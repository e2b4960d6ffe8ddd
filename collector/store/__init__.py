"""All of SQLAlchemy: the schema, its migrations, and one module of functions for each room."""
