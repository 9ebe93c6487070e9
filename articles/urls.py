"""The addresses of the site (DESIGN §3.3)."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.urls.resolvers import URLPattern
from django.views.decorators.http import require_safe

from articles import syndication
from articles.views import about, articles, copies, diff, latest, operations, origins, sources


class FormConverter(StringConverter):
    """The forms of a feed."""

    regex = "rss|atom|json"


register_converter(FormConverter, "form")

urlpatterns: list[URLPattern] = [
    path("", require_safe(latest.latest), name="latest"),
    path("feed.<form:form>", require_safe(syndication.feed), name="feed"),
    path("feeds.opml", require_safe(syndication.opml), name="opml"),
    path("sources/", require_safe(sources.sources), name="sources"),
    path("sources/<slug:slug>/", require_safe(sources.source), name="source"),
    path("sources/<slug:slug>/feed.<form:form>", require_safe(syndication.source_feed), name="source-feed"),
    path("articles/<int:pk>/", require_safe(articles.article), name="article"),
    path("articles/<int:pk>/feed.<form:form>", require_safe(syndication.article_feed), name="article-feed"),
    path("articles/<int:pk>/versions/<int:number>/", require_safe(articles.version), name="version"),
    path("articles/<int:pk>/diff/", require_safe(articles.choose_diff), name="choose-diff"),
    path("articles/<int:pk>/diff/<int:a>/<int:b>/", require_safe(diff.diff), name="diff"),
    path("articles/<int:pk>/origins/", require_safe(origins.origins), name="origins"),
    path("articles/<int:pk>/copies/", require_safe(copies.copies), name="copies"),
    path("lookup/", require_safe(about.lookup), name="lookup"),
    path("about/", require_safe(about.about), name="about"),
    path("healthz", require_safe(operations.ready), name="healthz"),
    path("healthz/live", require_safe(operations.live), name="live"),
    path("healthz/ready", require_safe(operations.ready), name="ready"),
    path("metrics", require_safe(operations.metrics), name="metrics"),
]
