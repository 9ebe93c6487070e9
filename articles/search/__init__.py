"""Search in what articles say, said, added and removed: words, query, index (SQL of its own per engine), find."""
