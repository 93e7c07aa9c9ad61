"""Webben. Kansli in the browser: the only part that knows Flask."""
