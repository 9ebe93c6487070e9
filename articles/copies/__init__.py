"""The same story elsewhere: near-copies of an article at other sources, and whether they got its corrections."""
