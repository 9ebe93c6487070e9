"""The API: JSON over HTTP under /api/v1, described by OpenAPI 3.1 (docs/api.md)."""

from articles.api.site import document, urlpatterns

__all__ = ["document", "urlpatterns"]
