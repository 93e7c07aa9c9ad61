"""Arbetssidorna. What the work pages share: links, posted forms, the forms of the steps, files on their way in."""
