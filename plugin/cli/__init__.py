"""Kommandoraden. The `kansli` command: names and JSON as the contract says; the program is in program.py."""
