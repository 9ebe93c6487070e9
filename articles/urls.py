"""The addresses of the site (DESIGN §3.3)."""

from django.urls import include, path, re_path, register_converter
from django.urls.converters import StringConverter
from django.urls.resolvers import URLPattern, URLResolver
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import api, syndication
from articles.api.docs import docs
from articles.views import (
    about,
    articles,
    cards,
    copies,
    diff,
    language,
    latest,
    lookup,
    mementos,
    operations,
    origins,
    search,
    sources,
    watches,
)


class FormConverter(StringConverter):
    """The forms of a feed."""

    regex = "rss|atom|json"


class ActionConverter(StringConverter):
    """What can be done with a watch."""

    regex = "pause|resume|delete|test|secret"


register_converter(FormConverter, "form")
register_converter(ActionConverter, "action")

urlpatterns: list[URLPattern | URLResolver] = [
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
    path("articles/<int:pk>/diff/<int:a>/<int:b>/card.png", require_safe(cards.card), name="card"),
    path("articles/<int:pk>/origins/", require_safe(origins.origins), name="origins"),
    path("search/", require_safe(search.search), name="search"),
    path("search/feed.<form:form>", require_safe(syndication.search_feed), name="search-feed"),
    path("articles/<int:pk>/copies/", require_safe(copies.copies), name="copies"),
    path("lookup/", require_http_methods(["GET", "HEAD", "POST"])(lookup.lookup), name="lookup"),
    path("language/", require_safe(language.language), name="language"),
    path("api/docs", require_safe(docs), name="api-docs"),
    path("api/v1/", include((api.urlpatterns, "api-v1"))),
    path("timegate/<path:url>", require_safe(mementos.timegate), name="timegate"),
    re_path(r"^timemap/(?P<form>link|json)/(?P<url>.+)$", require_safe(mementos.timemap), name="timemap"),
    re_path(r"^memento/(?P<stamp>\d{14})/raw/(?P<url>.+)$", require_safe(mementos.raw), name="memento-raw"),
    re_path(r"^memento/(?P<stamp>\d{14})/(?P<url>.+)$", require_safe(mementos.memento), name="memento"),
    path("watches/", require_safe(watches.watches), name="watches"),
    path("watches/address/", require_http_methods(["GET", "HEAD", "POST"])(watches.address), name="watch-address"),
    path("watches/new/", require_http_methods(["GET", "HEAD", "POST"])(watches.new), name="watch-new"),
    path(
        "watches/stop/<str:token>/",
        require_http_methods(["GET", "HEAD", "POST"])(watches.unsubscribe),
        name="unsubscribe",
    ),
    path("watches/<int:pk>/", require_http_methods(["GET", "HEAD", "POST"])(watches.watch), name="watch"),
    path("watches/<int:pk>/messages/<int:number>/", require_safe(watches.message), name="watch-message"),
    path("watches/<int:pk>/<action:action>/", require_POST(watches.act), name="watch-act"),
    path("about/", require_safe(about.about), name="about"),
    path("healthz", require_safe(operations.ready), name="healthz"),
    path("healthz/live", require_safe(operations.live), name="live"),
    path("healthz/ready", require_safe(operations.ready), name="ready"),
    path("robots.txt", require_safe(operations.robots), name="robots"),
    path("metrics", require_safe(operations.metrics), name="metrics"),
]
