"""The editor's desk: sources with their feeds, articles, what the scraper wrote, suggestions, and tokens of the API."""

from articles.admin import articles, health, records, sources, suggestions, tokens

__all__ = ["articles", "health", "records", "sources", "suggestions", "tokens"]
