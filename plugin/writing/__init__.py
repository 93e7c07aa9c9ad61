"""Skrivande. The content of memos and statements: its shape, its saving, and what is typed between the saves."""
