"""The editor's desk: sources and feeds, articles, what the scraper wrote, suggestions, watches, tokens of the API."""

from articles.admin import articles, health, records, sources, suggestions, tokens, watches

__all__ = ["articles", "health", "records", "sources", "suggestions", "tokens", "watches"]
