"""Mallarnas liv. Upload, check, trial fill, proposal, publication, where used, and the way back to an older version."""
