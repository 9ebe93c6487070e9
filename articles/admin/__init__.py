"""The editor's admin: sources with their feeds, articles, versions read-only, checks, and tokens of the API."""

from articles.admin import articles, sources, suggestions, tokens

__all__ = ["articles", "sources", "suggestions", "tokens"]
