"""Mottagning. From a file that arrived to text, structure, and what it says: numbers, dates, sections.

`gate` decides whether a file can be opened, `extract` gets its text, `cleaning` takes away what the page added,
`inspect` tells what the text is, `registration` proposes how to register it.
"""
