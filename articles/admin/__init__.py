"""The editor's desk: sources with their feeds, articles, and what the scraper wrote."""

from articles.admin import articles, health, records, sources

__all__ = ["articles", "health", "records", "sources"]
