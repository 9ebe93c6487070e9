"""A simulated news web with known truth: ten layouts, nine languages, edits, traps and noise (see benchmarks.newsweb)."""
