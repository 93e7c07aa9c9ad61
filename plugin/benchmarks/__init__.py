"""Mätningar. How quick and how small the work is, on this machine; docs/benchmarks.md tells what each figure means."""
