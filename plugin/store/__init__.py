"""Lagret. The tables, a record family a file; the only place that defines them. Derived data lives elsewhere."""
