"""Dokumentmallar. Word files: read, checked, filled and verified; takes and gives plain values and bytes only."""
