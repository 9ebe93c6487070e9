"""The editor's admin: sources with their feeds, articles, versions read-only, checks."""

from articles.admin import articles, sources, suggestions

__all__ = ["articles", "sources", "suggestions"]
