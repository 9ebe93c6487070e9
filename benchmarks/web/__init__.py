"""A simulated news web with known truth: ten layouts, nine languages, edits, traps, noise (benchmarks.newsweb)."""
