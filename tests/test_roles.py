"""Who may do what at the desk: role by role, address by address; passwords that are guessed; the second factor."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice

from articles.catalogue.plan import compare, read
from articles.models import (
    ApiToken,
    Article,
    Check,
    Feed,
    Furniture,
    Health,
    Rereading,
    Source,
    SourceList,
    Suggestion,
    Survey,
    Watch,
)
from tests.make import make_article, make_capture, make_source

pytestmark = pytest.mark.django_db
PASSWORD = "quite-a-long-one"
READ_ONLY = ("version", "check", "capture", "health")


def member(role: str, name: str = "") -> Any:
    """A member of staff with this role; "" is one without any, "superuser" may do everything."""
    users = get_user_model().objects
    if role == "superuser":
        return users.create_superuser(name or "root", password=PASSWORD)
    user = users.create_user(name or role.lower() or "nobody", password=PASSWORD, is_staff=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def logged_in(role: str) -> Client:
    """A browser of a member of staff; of the public for "anonymous"."""
    client = Client()
    if role != "anonymous":
        client.force_login(member(role))
    return client


@pytest.fixture
def archive() -> dict[str, Any]:
    """One row of everything; the ids by table."""
    article = make_article(["One.", "Two."])
    Feed.objects.add(article.source, "https://courier.example/rss", due_at=timezone.now())
    Check.objects.create(article=article, at=timezone.now(), outcome="unchanged")
    Health.objects.create(source=article.source, since=timezone.now(), judged_at=timezone.now())
    Survey.objects.create(url="https://light.example/", asked_at=timezone.now())
    Suggestion.objects.suggest("https://else.example/story", "", client="x", now=timezone.now())
    ApiToken.objects.create(name="Reader", digest="x" * 64, created_at=timezone.now())
    body = b"slug,name\nlight,Light\ncourier,Renamed\n"
    SourceList.objects.create(name="sources.csv", body=body, handed_in_at=timezone.now())
    Furniture.objects.create(source=article.source, key="x", text="Read more", last_seen_at=timezone.now())
    Rereading.objects.create(source=make_source("tides"), asked_at=timezone.now())
    Watch.objects.create(owner=member("", "reader"), name="Ferries", kind="article", article=article)
    second = article.versions.get(number=2)
    make_capture(article, b"<p>One.</p>")
    names = ("article", "source", "host", "check", "capture", "health", "survey", "suggestion", "apitoken",
             "sourcelist", "furniture", "watch")  # fmt: skip
    rows = {name: apps.get_model("articles", name).objects.order_by("pk").first().pk for name in names}
    return rows | {"version": second.pk, "plan": compare(read(body)).digest}


# What a GET answers to: the public, staff without a role, Viewer, Editor, Admin. 302 leads to the login.
ADDRESSES = {
    "index": ("302", "200", "200", "200", "200"),
    "articles_article_changelist": ("302", "403", "200", "200", "200"),
    "articles_article_change article": ("302", "403", "200", "200", "200"),
    "articles_article_history article": ("302", "403", "200", "200", "200"),
    "articles_article_delete article": ("302", "403", "403", "403", "200"),
    "articles_article_workbench article": ("302", "403", "403", "200", "200"),
    "articles_article_add": ("302", "403", "403", "403", "403"),
    "articles_source_changelist": ("302", "403", "200", "200", "200"),
    "articles_source_change source": ("302", "403", "200", "200", "200"),
    "articles_source_add": ("302", "403", "403", "200", "200"),
    "articles_source_ask": ("302", "403", "403", "200", "200"),
    "articles_source_survey survey": ("302", "403", "403", "200", "200"),
    "articles_source_import": ("302", "403", "403", "200", "200"),
    "articles_source_import_review sourcelist": ("302", "403", "403", "200", "200"),
    "articles_source_export csv": ("302", "403", "200", "200", "200"),
    "articles_source_export opml": ("302", "403", "200", "200", "200"),
    "articles_source_export json": ("302", "403", "200", "200", "200"),
    "articles_source_reread source": ("302", "403", "403", "200", "200"),
    "articles_source_history source": ("302", "403", "200", "200", "200"),
    "articles_source_delete source": ("302", "403", "403", "403", "200"),
    "articles_host_changelist": ("302", "403", "200", "200", "200"),
    "articles_host_change host": ("302", "403", "200", "200", "200"),
    "articles_furniture_changelist": ("302", "403", "200", "200", "200"),
    "articles_furniture_change furniture": ("302", "403", "200", "200", "200"),
    "articles_furniture_delete furniture": ("302", "403", "403", "200", "200"),
    "articles_furniture_add": ("302", "403", "403", "403", "403"),
    "articles_suggestion_changelist": ("302", "403", "200", "200", "200"),
    "articles_suggestion_change suggestion": ("302", "403", "200", "200", "200"),
    "articles_suggestion_add": ("302", "403", "403", "403", "403"),
    "articles_suggestion_delete suggestion": ("302", "403", "403", "403", "403"),
    "articles_apitoken_changelist": ("302", "403", "403", "403", "200"),
    "articles_apitoken_change apitoken": ("302", "403", "403", "403", "200"),
    "articles_apitoken_add": ("302", "403", "403", "403", "200"),
    "articles_apitoken_delete apitoken": ("302", "403", "403", "403", "200"),
    "articles_watch_changelist": ("302", "403", "403", "403", "200"),
    "articles_watch_change watch": ("302", "403", "403", "403", "200"),
    "articles_watch_add": ("302", "403", "403", "403", "403"),
    "articles_watch_delete watch": ("302", "403", "403", "403", "200"),
    "articles_capture_change capture": ("302", "403", "200", "200", "200"),
    "articles_health_change health": ("302", "403", "200", "200", "200"),
    "articles_version_changelist": ("302", "403", "200", "200", "200"),
    "articles_version_change version": ("302", "403", "200", "200", "200"),
    "articles_version_delete version": ("302", "403", "403", "403", "403"),
    "articles_check_changelist": ("302", "403", "200", "200", "200"),
    "articles_check_change check": ("302", "403", "200", "200", "200"),
    "articles_capture_changelist": ("302", "403", "200", "200", "200"),
    "articles_health_changelist": ("302", "403", "200", "200", "200"),
    "articles_health_queue": ("302", "403", "200", "200", "200"),
    "admin_logentry_changelist": ("302", "403", "403", "200", "200"),
    "auth_user_changelist": ("302", "403", "403", "403", "200"),
    "auth_user_add": ("302", "403", "403", "403", "200"),
    "auth_group_changelist": ("302", "403", "403", "403", "200"),
    "axes_accessattempt_changelist": ("302", "403", "403", "403", "200"),
    "second_factor": ("302", "200", "200", "200", "200"),
}
ROLES = ("anonymous", "", "Viewer", "Editor", "Admin")


def address(name: str, archive: dict[str, Any]) -> str:
    """The address of an entry of the table."""
    name, _, row = name.partition(" ")
    return reverse(f"admin:{name}", args=[archive.get(row, row)] if row else [])


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "staff without a role")
def test_each_address_answers_each_role_as_the_table_says(role: str, archive: dict[str, Any]) -> None:
    client = logged_in(role)
    answers = {name: str(client.get(address(name, archive)).status_code) for name in ADDRESSES}
    assert answers == {name: row[ROLES.index(role)] for name, row in ADDRESSES.items()}


def test_looking_changes_nothing(archive: dict[str, Any]) -> None:
    client = logged_in("superuser")
    before = snapshot()
    for name in ADDRESSES:
        client.get(
            address(name, archive), {"action": "hide", "_selected_action": str(archive["article"]), "reason": "x"}
        )
    assert snapshot() == before


def snapshot() -> dict[str, list[Any]]:
    """All rows of the app and of the log."""
    models: list[Any] = [*apps.get_app_config("articles").get_models(), LogEntry, get_user_model()]
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name != "last_login"}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in models
    }


def listed(model: str, action: str, **more: str) -> tuple[str, dict[str, str]]:
    """A bulk action on one row."""
    return f"articles_{model}_changelist", {"action": action, "_selected_action": model, **more}


REASON = {"apply": "1", "reason": "x"}
POSTS = [
    listed("version", "unmark"),
    listed("source", "switch_on"),
    listed("suggestion", "approve"),
    listed("suggestion", "reject"),
    listed("furniture", "delete_selected", post="yes"),
    listed("apitoken", "delete_selected", post="yes"),
    ("articles_apitoken_add", {"name": "New", "scope": "read"}),
    ("articles_apitoken_delete apitoken", {"post": "yes"}),
    ("articles_furniture_delete furniture", {"post": "yes"}),
    ("articles_watch_delete watch", {"post": "yes"}),
    listed("watch", "delete_selected", post="yes"),
    ("articles_host_change host", {"min_delay": "7"}),
    ("articles_source_add", {"name": "New", "slug": "new", "include": "[]", "exclude": "[]", "rules": "{}",
                             "feeds-TOTAL_FORMS": "0", "feeds-INITIAL_FORMS": "0"}),
    ("articles_source_import_review sourcelist", {"plan": "plan"}),
    ("articles_source_reread source", {"do": "apply"}),
    ("articles_article_changelist", {"action": "hide", "apply": "1", "reason": "x", "_selected_action": "article"}),
    ("articles_article_changelist", {"action": "show", "_selected_action": "article"}),
    ("articles_article_changelist", {"action": "check_now", "_selected_action": "article"}),
    ("articles_article_changelist", {"action": "pause", "_selected_action": "article"}),
    ("articles_article_changelist", {"action": "retire", "_selected_action": "article"}),
    ("articles_article_changelist", {"action": "merge_into_oldest", "_selected_action": "article"}),
    (
        "articles_version_changelist",
        {"action": "mark_as_noise", "apply": "1", "reason": "x", "_selected_action": "version"},
    ),
    ("articles_source_changelist", {"action": "switch_off", "_selected_action": "source"}),
    ("articles_source_changelist", {"action": "look_now", "_selected_action": "source"}),
    ("articles_source_changelist", {"action": "prove_anew", "_selected_action": "source"}),
    ("articles_source_ask", {"url": "https://light.example/"}),
    ("articles_source_survey survey", {"name": "x"}),
    ("articles_article_workbench article", {"ignore": "x", "do": "save"}),
    ("articles_article_change article", {"state": "paused"} | {
        f"{part}-{count}_FORMS": "0" for part in ("aliases", "events", "noise") for count in ("TOTAL", "INITIAL")
    }),
    ("second_factor", {"do": "begin"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), POSTS, ids=lambda value: value if isinstance(value, str) else "")
def test_every_change_needs_a_token(name: str, data: dict[str, str], archive: dict[str, Any]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member("superuser"))
    before = snapshot()
    filled = {key: str(archive.get(value, value)) for key, value in data.items()}
    assert client.post(address(name, archive), filled).status_code == 403
    assert snapshot() == before


@pytest.mark.parametrize("role", ["anonymous", "", "Viewer"], ids=lambda role: role or "staff without a role")
@pytest.mark.parametrize(("name", "data"), POSTS[:-1], ids=lambda value: value if isinstance(value, str) else "")
def test_who_may_only_look_changes_nothing(name: str, data: dict[str, str], role: str, archive: dict[str, Any]) -> None:
    client = logged_in(role)
    before = snapshot()
    filled = {key: str(archive.get(value, value)) for key, value in data.items()}
    client.post(address(name, archive), filled)
    assert snapshot() == before


# What is no change of the archive: asking for a look (its row says who), and the first step of a second factor.
UNLOGGED = {"articles_source_ask", "articles_source_survey survey", "second_factor"}


@pytest.mark.parametrize(("name", "data"), POSTS, ids=lambda value: value if isinstance(value, str) else "")
def test_each_change_is_in_the_log_with_who_and_what(name: str, data: dict[str, str], archive: dict[str, Any]) -> None:
    if name in UNLOGGED:
        pytest.skip("this changes nothing")
    more = prepare(data.get("action", ""), archive)
    client = logged_in("superuser")
    client.post(address(name, archive), {key: str(archive.get(value, value)) for key, value in data.items()} | more)
    entries = list(LogEntry.objects.select_related("user"))
    assert entries
    assert {entry.user.get_username() for entry in entries} == {"root"}
    assert all(entry.get_change_message() or entry.is_deletion for entry in entries)


def prepare(action: str, archive: dict[str, Any]) -> dict[str, Any]:
    """Bring the archive into the state in which an action has something to do; what else it needs."""
    if action == "show":
        Article.objects.get(pk=archive["article"]).hide("x", timezone.now())
    elif action == "resume":
        Article.objects.filter(pk=archive["article"]).update(state="paused", next_check_at=None)
    elif action == "merge_into_oldest":
        return {"_selected_action": [archive["article"], make_article(["One."]).pk]}
    return {}


def test_each_address_of_the_desk_stands_in_the_table() -> None:
    """A new page of the admin has to say who may see it."""
    told = {name.partition(" ")[0] for name in ADDRESSES}
    known = {name for name in admin_addresses() if name.startswith("articles_")}
    assert not known - told - UNTOLD


# The history of a row is seen by who sees the row; what nobody may add or delete is said once, for versions.
UNTOLD = {
    f"articles_{model}_{page}"
    for model in ("host", "version", "check", "capture", "health", "furniture", "suggestion", "apitoken", "watch")
    for page in ("history", "add", "delete")
}


def admin_addresses(part: Any = None) -> set[str]:
    """The names of all addresses of the admin."""
    from django.contrib import admin

    found: set[str] = set()
    for pattern in admin.site.urls[0] if part is None else part.url_patterns:
        if hasattr(pattern, "url_patterns"):
            found |= admin_addresses(pattern)
        elif pattern.name:
            found.add(pattern.name)
    return found


def test_an_editor_hides_an_article_and_everybody_may_find_out_who_did(archive: dict[str, Any]) -> None:
    data = {"action": "hide", "apply": "1", "reason": "Order", "_selected_action": str(archive["article"])}
    logged_in("Editor").post(reverse("admin:articles_article_changelist"), data)
    assert Article.objects.get().is_hidden
    page = logged_in("Viewer").get(reverse("admin:articles_article_history", args=[archive["article"]]))
    assert re.search(r"editor.*Hidden: Order", page.content.decode(), re.DOTALL)


def test_no_version_can_be_deleted_with_its_article_or_source(archive: dict[str, Any]) -> None:
    client = logged_in("superuser")
    for name in ("article", "source"):
        client.post(reverse(f"admin:articles_{name}_delete", args=[archive[name]]), {"post": "yes"})
    assert Source.objects.exists()
    assert Article.objects.get().versions.count() == 2


# Passwords that are guessed.


def log_in(client: Client, password: str = PASSWORD, code: str = "", ip: str = "127.0.0.1") -> Any:
    """Fill in the login form."""
    data = {"username": "editor", "password": password, "code": code}
    return client.post(reverse("admin:login"), data, REMOTE_ADDR=ip)


def test_ten_wrong_passwords_close_the_door_to_that_address_alone() -> None:
    member("Editor")
    for _ in range(10):
        log_in(Client(), "wrong", ip="203.0.113.9")
    assert log_in(Client(), ip="203.0.113.9").status_code == 429
    assert log_in(Client(), ip="203.0.113.10").status_code == 302


def test_behind_a_proxy_it_is_the_visitors_address_that_counts(settings: Any) -> None:
    from django.test import RequestFactory

    from articles.desk import client_address

    request = RequestFactory().get("/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert client_address(request) == "127.0.0.1"
    settings.SITE_URL = "https://diffs.example.org"
    assert client_address(request) == "203.0.113.9"


# The second factor.

PAGE = "/admin/second-factor/"


def code_of(user: Any) -> str:
    """The code that the user's app shows now; its throttle and the last code used are forgotten."""
    from django_otp.oath import totp
    from django_otp.plugins.otp_totp.models import TOTPDevice

    TOTPDevice.objects.filter(user=user).update(last_t=-1, throttling_failure_count=0)
    return f"{totp(TOTPDevice.objects.get(user=user).bin_key):06d}"


def switched_on(client: Client, user: Any) -> list[str]:
    """Set the second factor up; the recovery codes."""
    client.force_login(user)
    client.post(PAGE, {"do": "begin"})
    page = client.post(PAGE, {"do": "confirm", "code": code_of(user)}).content.decode()
    found = re.search(r'id="recovery-codes">(.*?)</pre>', page, re.DOTALL)
    assert found
    return found[1].split()


def test_a_user_with_a_second_factor_needs_its_code_to_log_in() -> None:
    user = member("Editor")
    codes = switched_on(Client(), user)
    assert len(codes) == 10
    assert log_in(Client()).status_code == 200
    assert log_in(Client(), code="000000").status_code == 200
    client = Client()
    assert log_in(client, code=code_of(user)).status_code == 302
    assert client.get("/admin/").status_code == 200
    StaticDevice.objects.update(throttling_failure_count=0)  # the wrong code above slowed guessing down
    assert log_in(Client(), code=codes[0]).status_code == 302
    StaticDevice.objects.update(throttling_failure_count=0)
    assert log_in(Client(), code=codes[0]).status_code == 200  # each opens the door once


def test_a_session_without_the_code_does_not_get_in_nor_switch_it_off() -> None:
    user = member("Editor")
    switched_on(Client(), user)
    client = Client()
    client.force_login(user)
    assert client.get("/admin/").status_code == 302
    assert client.post(PAGE, {"do": "off"}).status_code == 403


def test_it_is_switched_off_and_each_step_is_in_the_log() -> None:
    user, client = member("Editor"), Client()
    switched_on(client, user)
    client.post(PAGE, {"do": "codes"})
    client.post(PAGE, {"do": "off"})
    assert log_in(Client()).status_code == 302
    assert list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True)) == [
        "Switched the second factor on.", "Made new recovery codes.", "Switched the second factor off.",
    ]  # fmt: skip


def test_a_wrong_code_switches_nothing_on() -> None:
    user, client = member("Editor"), Client()
    client.force_login(user)
    client.post(PAGE, {"do": "begin"})
    assert "not the code" in client.post(PAGE, {"do": "confirm", "code": "12"}).content.decode()
    assert log_in(Client()).status_code == 302


def test_where_all_must_have_one_who_has_none_is_led_to_set_it_up(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user, client = member("Editor"), Client()
    log_in(client)
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == PAGE
    assert "Everybody who works here needs a second factor" in response.content.decode()
    switched_on(client, user)
    assert client.get("/admin/").status_code == 200
    client.post(PAGE, {"do": "begin"})
    assert "Switch it off" not in client.get(PAGE).content.decode()
