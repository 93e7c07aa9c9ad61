"""Översikter. What the pages show: read-only queries over the store, always narrowed by what the actor may see."""
