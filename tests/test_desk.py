"""The desk's pages: few queries whatever the archive holds, and a first page that leads with what needs attention."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from articles.admin.attention import attention
from articles.models import Article, Check, Feed, Health, Host, Rereading, Suggestion, Survey
from benchmarks.desk import MOST_QUERIES, pages
from tests.make import add_version, make_article, make_capture, make_source
from tests.paper import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive() -> None:
    """A dozen sources with all that the desk shows of one."""
    now = timezone.now()
    for number in range(12):
        source = make_source(f"source-{number}")
        Feed.objects.add(source, f"{source.homepage}rss", due_at=now - timedelta(hours=3))
        Feed.objects.filter(source=source).update(error_count=number % 5, last_error="HTTP status 500")
        Health.objects.create(source=source, state=list(Health.State)[number % 8], since=now, judged_at=now)
        article = make_article([f"Text {number}."] * 2, source=source)
        Check.objects.create(article=article, at=now, outcome="unchanged")
        Suggestion.objects.suggest(f"https://else.example/{number}", "", client=str(number), now=now)
    article = make_article([f"Version {number}." for number in range(10)], check_count=1)
    for _ in range(10):
        capture = make_capture(article, page().encode())
    add_version(article, "News.", seen_at=now, title="T", capture=capture, extractor="5")
    Host.objects.update(due_at=now - timedelta(hours=3, minutes=1))
    Survey.objects.create(url="https://light.example/", asked_at=now)
    Rereading.objects.create(source=source, asked_at=now)


@pytest.mark.usefixtures("archive")
def test_no_page_of_the_desk_takes_more_queries_than_it_may(
    admin_client: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    ContentType.objects.get_for_models(*apps.get_models())  # a process asks for these once
    for name, address in pages():
        with django_assert_max_num_queries(MOST_QUERIES, info=name):
            assert admin_client.get(address).status_code == 200, name


@pytest.mark.usefixtures("archive")
def test_the_first_page_leads_with_what_needs_attention(admin_client: Client) -> None:
    text = admin_client.get("/admin/").content.decode()
    assert text.index("What needs attention") < text.index("Recent actions")
    Host.objects.filter(name="source-3.example").update(lease_until=timezone.now() + timedelta(minutes=1))
    found = admin_client.get("/admin/").context["attention"]
    said = {matter.text: matter.count for matter in found.matters}
    assert said["sources blocked, failing or badly read"] == 6
    assert said["sources silent or slow"] == 3
    assert said["hosts overdue, the longest by 3\xa0hours: does a scraper run?"] == 12
    assert said["feeds that cannot be read"] == 4
    assert said["suggestions from visitors"] == 12
    assert found.troubled[0].state == "blocked"
    assert found.matters[0].sign == "bad"


def test_where_all_is_well_it_says_so(admin_client: Client) -> None:
    make_article(["One."])
    Host.objects.update(due_at=None)
    assert "Nothing: all is well." in admin_client.get("/admin/").content.decode()


@pytest.mark.usefixtures("archive")
def test_who_may_see_nothing_is_told_nothing(rf: Any) -> None:
    request = rf.get("/admin/")
    request.user = get_user_model().objects.create_user("nobody", is_staff=True)
    assert attention(request, timezone.now()).matters == ()
    request.user = get_user_model().objects.create_user("viewer", is_staff=True)
    request.user.groups.add(Group.objects.get(name="Viewer"))
    assert len(attention(request, timezone.now()).matters) == 5
    assert Article.objects.exists()
