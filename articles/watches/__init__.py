"""Watches: which of them want a change, the outbox, and what a message says. Sending is in ``articles.scraping``."""
