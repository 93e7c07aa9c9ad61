"""Kansli's domain: records, steps, rules and profiles. Knows no web framework."""
