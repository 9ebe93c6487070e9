"""The editor's desk: sources with their feeds, articles, and what the scraper wrote."""

from articles.admin import articles, records, sources

__all__ = ["articles", "records", "sources"]
