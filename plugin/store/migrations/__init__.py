"""Migreringar. Numbered scripts, applied in order by peewee's own runner; each is tested on both engines."""
