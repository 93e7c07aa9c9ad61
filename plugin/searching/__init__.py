"""Sökningen i databasen. Which units a record has, who may see them, and how the index follows the database."""
