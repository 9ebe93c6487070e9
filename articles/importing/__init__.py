"""Other archives' histories, read into ours (articles.history), so that old archives live on."""
