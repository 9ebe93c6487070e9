"""A simulated news web with known truth: 14 layouts, nine languages, edits, traps, noise (benchmarks.newsweb)."""
