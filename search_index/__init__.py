"""Sökningen. Analysis, query language and index; knows no database and no web."""
