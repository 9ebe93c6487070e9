"""Sources as CSV, OPML and JSON: out and in again unchanged, shown before they go in, and hostile files refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from articles.catalogue import plan as catalogue
from articles.catalogue.entries import FIELDS, MOST_BYTES, BadFile
from articles.catalogue.plan import apply, compare, read, written
from articles.models import Feed, Source, SourceList
from tests.conftest import ROOT
from tests.make import make_source

pytestmark = pytest.mark.django_db
FORMS = ("csv", "opml", "json")


def courier() -> Source:
    """A source with something in every field, and feeds of all kinds."""
    source = make_source(
        "courier", name="=HYPERLINK(\"x\") 'Courier', «東京»", country="GB", language="en-GB", check_every=90.5,
        min_delay=2, include=["/news/\\d+", "["[:0] + "a,b;c"], exclude=["^\"x\"$"], enabled=False,
        rules={"drop": [".advert"], "title": "h1"},
    )  # fmt: skip
    now = timezone.now()
    Feed.objects.add(source, "https://courier.example/rss?a=1&b=2", due_at=now, title="-1+1 World\r\n\tnews ")
    Feed.objects.add(source, "https://courier.example/", due_at=now, kind="index", pattern="/\\d{4}/")
    Feed.objects.filter(title="").update(enabled=False)
    return source


def all_sources() -> Any:
    return Source.objects.order_by("slug").prefetch_related("feeds")


def plan_of(text: str | bytes) -> catalogue.Plan:
    """What a file would do."""
    return compare(read(text.encode() if isinstance(text, str) else text))


def snapshot() -> list[Any]:
    names = ("url", "title", "kind", "pattern", "enabled")
    return [
        ({name: getattr(source, name) for name in FIELDS}, list(source.feeds.order_by("url").values(*names)))
        for source in all_sources()
    ]


@pytest.mark.parametrize("form", FORMS)
def test_what_was_exported_changes_nothing_when_it_is_imported(form: str) -> None:
    courier()
    make_source("light", homepage="")
    plan = plan_of(written(all_sources(), form))
    assert plan.counts == {"new": 0, "changed": 0, "unchanged": 2, "bad": 0}, plan.steps
    assert not plan.does_anything


@pytest.mark.parametrize("form", FORMS)
def test_an_export_makes_the_same_sources_in_an_empty_archive(form: str) -> None:
    courier()
    before, text = snapshot(), written(all_sources(), form)
    Feed.objects.all().delete()
    Source.objects.all().delete()
    apply(plan_of(text), now=timezone.now())
    assert snapshot() == before
    assert not plan_of(text).does_anything


SAID = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n"), max_size=30)
NAMES = SAID.filter(lambda text: text != "")
FEEDS = st.lists(
    st.fixed_dictionaries({
        "url": st.integers(0, 99).map(lambda n: f"https://feeds.example/{n}?q=%3D&x={n}"), "title": SAID,
        "kind": st.sampled_from(["", "index"]), "pattern": st.sampled_from(["", "/\\d+/", "=a", "'+b"]),
        "enabled": st.booleans(),
    }),
    max_size=3, unique_by=lambda feed: feed["url"],
)  # fmt: skip
ROWS = st.fixed_dictionaries({
    "slug": st.from_regex(r"\A[-a-zA-Z0-9_]{1,20}\Z"), "name": NAMES, "homepage": st.just("https://a.example/"),
    "country": st.sampled_from(["", "GB"]), "language": st.sampled_from(["", "pt-BR"]), "enabled": st.booleans(),
    "check_every": st.none() | st.floats(1, 1e6), "min_delay": st.none() | st.floats(0, 1e6),
    "include": st.lists(SAID.map(lambda text: "".join(c for c in text if c.isalnum() or c in "=+-@ ,;'\t")
                                 .lstrip("+")), max_size=2),
    "exclude": st.just([]), "rules": st.sampled_from([{}, {"ignore": ["=1", "\"';,"]}]), "feeds": FEEDS,
})  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(row=ROWS, form=st.sampled_from(FORMS))
def test_whatever_a_source_is_called_it_comes_back_as_it_went(row: dict[str, Any], form: str) -> None:
    Feed.objects.all().delete()
    Source.objects.all().delete()
    made = plan_of(json.dumps([row]))
    assert made.counts["new"] == 1, made.steps[0].reason
    apply(made, now=timezone.now())
    before, text = snapshot(), written(all_sources(), form)
    assert not plan_of(text).does_anything, plan_of(text).steps
    assert not plan_of(text).of("bad"), plan_of(text).steps
    Feed.objects.all().delete()
    Source.objects.all().delete()
    apply(plan_of(text), now=timezone.now())
    assert snapshot() == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(body=st.binary(max_size=300) | st.text(max_size=200).map(str.encode)
       | st.text(max_size=100).map(lambda text: f"slug,name,feed\n{text}".encode())
       | st.text(max_size=100).map(lambda text: f"<opml><body>{text}</body></opml>".encode()))  # fmt: skip
def test_no_file_does_worse_than_be_refused(body: bytes) -> None:
    refused, plan = "", None
    try:
        plan = compare(read(body))
    except BadFile as error:
        refused = str(error)
    assert refused.endswith((".", ").")) or (plan and all(step.reason for step in plan.of("bad")))


def test_the_seeds_catalogue_can_be_imported() -> None:
    plan = plan_of((ROOT / "seeds" / "sources.json").read_bytes())
    assert plan.counts["bad"] == 0
    assert plan.counts["new"] > 50
    apply(plan, now=timezone.now())
    assert plan_of((ROOT / "seeds" / "sources.json").read_bytes()).counts["unchanged"] == plan.counts["new"]


def test_a_plan_says_what_is_new_what_changes_and_what_is_wrong_with_each_line() -> None:
    courier()
    make_source("light")
    plan = plan_of(
        "slug,name,min_delay,feed,rules\n"
        "courier,The Courier,2,https://courier.example/rss?a=1&b=2,\n"
        "new,The New,,https://new.example/rss,\n"
        "new,,,https://new.example/sport,\n"
        "light,Light,,https://courier.example/,\n"
        "bad slug,Bad,,,\n"
        "slow,Slow,soon,,\n"
        'rules,Rules,,,"{""keep"": [""div[""]}"\n'
        "js,Js,,javascript:alert(1),\n"
        "new,Another,,https://new.example/more,\n"
        "none,,,,\n"
        "many,Many,1,,,,,\n"
    )
    said = {step.place: (step.verdict, step.reason or "; ".join(step.changes)) for step in plan.steps}
    assert said["line 2"][0] == "changed"
    assert 'name: "=HYPERLINK' in said["line 2"][1]
    assert '→ "The Courier"' in said["line 2"][1]
    assert "rules: {" in said["line 2"][1]
    assert said["line 5"] == ("bad", "https://courier.example/ is a feed of 'courier' already.")
    assert said["line 3"] == ("bad", "name is not the same on line 10.")
    assert "slug" in said["line 6"][1]
    assert said["line 7"] == ("bad", "min_delay: write a number of seconds, not 'soon'.")
    assert "neither a CSS selector nor an XPath" in said["line 8"][1]
    assert "not an http or https address" in said["line 9"][1]
    assert "name" in said["line 11"][1]
    assert said["line 12"] == ("bad", "It has 8 cells, and there are 5 columns.")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"name": 5}, "name must be a text"),
        ({"name": None}, "name must be a text"),
        ({"enabled": "yes"}, "enabled must be true or false"),
        ({"min_delay": -1}, "at least 0"),
        ({"check_every": 1e999}, "check_every must be a number of at least 1"),
        ({"check_every": 10**400}, "large"),
        ({"include": None}, "include must be a list"),
        ({"include": ["("]}, "not a regular expression"),
        ({"rules": []}, "rules must be an object"),
        ({"country": "GBR"}, "country"),
        ({"homepage": "javascript:alert(1)"}, "not an http or https address"),
        ({"name": "a\0b"}, "cannot be stored"),
        ({"name": "\ud800"}, "cannot be stored"),
        ({"feeds": {}}, "feeds must be a list"),
        ({"feeds": [{"url": 3}]}, "A feed must be an object"),
        ({"feeds": [{"url": "https://a.example/", "kind": "telex"}]}, "kind may be"),
        ({"feeds": [{"url": "https://a.example/", "pattern": "("}]}, "not a regular expression"),
        ({"feeds": [{"url": "https://a.example/"}] * 2}, "A feed is there twice"),
        ({"colour": "red"}, "Unknown key 'colour'"),
    ],
)
def test_what_cannot_be_stored_is_named_with_its_reason(entry: dict[str, Any], reason: str) -> None:
    rows = [{"slug": "light", "name": "Light"} | entry, {"slug": "other", "name": "Other"}]
    plan = plan_of(json.dumps(rows).replace("Infinity", "1e999"))
    assert plan.counts == {"new": 1, "changed": 0, "unchanged": 0, "bad": 1}, plan.steps
    assert reason in plan.of("bad")[0].reason
    assert plan.of("bad")[0].place == "source 1"


BOMB = (
    '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<opml><body><outline text="&b;"/></body></opml>'
)
XXE = '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><body><outline text="&a;"/></body></opml>'


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (BOMB.encode(), "DOCTYPE"),
        (XXE.encode(), "DOCTYPE"),
        (BOMB.encode("utf-16"), "DOCTYPE"),
        (b"<opml><body>" + b"<outline>" * 100_000, "not well-formed"),
        (b"<html></html>", "not OPML"),
        (b"[" * 100_000, "not JSON"),
        (b'{"slug": "a"}', "must hold a list"),
        (b'[{"slug": "a", "min_delay": NaN}]', "NaN is no number"),
        ("slug;name\ncafé;Café".encode("latin-1"), "Save it as UTF-8"),
        (b"name,feeds\nx,y", "unknown column 'feeds'"),
        (b"name\nx", "slug or feed at least"),
        (b"slug,slug\nx,y", "twice"),
        (b"x" * (MOST_BYTES + 1), "more than 5 MB"),
        (b'<?xml version="1.0" encoding="hex"?><opml/>', "no known encoding"),
        (json.dumps([{"slug": f"s{n}"} for n in range(10_001)]).encode(), "more than 10,000 sources"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(body: bytes, reason: str) -> None:
    with pytest.raises(BadFile) as refusal:
        read(body)
    assert reason in str(refusal.value)


def test_a_broken_cell_costs_what_follows_it_and_says_so() -> None:
    plan = plan_of('slug,name\na,A\nb,"B\n')
    assert [step.verdict for step in plan.steps] == ["new", "bad"]
    assert "cannot be read as CSV" in plan.steps[1].reason
    plan = plan_of(f"slug,name\na,{'x' * 200_000}\n")
    assert "cannot be read as CSV" in plan.steps[0].reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_tables_are_read_in_their_encodings(encoding: str, delimiter: str) -> None:
    text = "Slug,Name,Enabled\r\ncafé-1,x,no\r\nlight,Ærø,no\r\n".replace(",", delimiter)
    plan = plan_of(text.encode(encoding))
    assert [(step.slug, step.name, step.verdict) for step in plan.steps][1] == ("light", "Ærø", "new")


def test_no_cell_of_an_export_is_a_formula() -> None:
    courier()
    rows = list(csv.reader(io.StringIO(written(all_sources(), "csv").lstrip("\ufeff"))))
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]


def test_other_readers_lists_are_read_by_feed_and_site() -> None:
    source = courier()
    plan = plan_of(
        '<?xml version="1.0" encoding="ISO-8859-1"?><opml version="1.0"><body><outline text="News">'
        '<outline type="rss" text="Courier sport" xmlUrl="https://courier.example/sport" htmlUrl="https://www.courier.example/s"/>'
        '<outline type="rss" text="World" xmlUrl="https://courier.example/rss?a=1&amp;b=2"/>'
        '<outline type="rss" text="Lys" xmlUrl="https://lys.example/rss" htmlUrl="https://lys.example/"/>'
        '<outline type="rss" text="Lys sport" xmlUrl="https://lys.example/sport"/>'
        "</outline></body></opml>"
    )
    assert not plan.of("bad"), plan.steps
    assert [(step.slug, step.verdict) for step in plan.steps] == [
        ("courier", "changed"), ("courier", "changed"), ("lys", "new"),
    ]  # fmt: skip
    apply(plan, now=timezone.now())
    assert source.feeds.count() == 3
    made = Source.objects.get(slug="lys")
    assert (made.name, made.homepage, made.feeds.count()) == ("Lys", "https://lys.example/", 2)


# From the admin.


def hand_in(client: Client, text: str, name: str = "sources.csv") -> Any:
    """Hand a file in and follow to what it would do."""
    file = SimpleUploadedFile(name, text.encode())
    return client.post(reverse("admin:articles_source_import"), {"file": file}, follow=True)


def do_it(client: Client, page: Any) -> Any:
    """Press the button."""
    digest = page.context["plan"].digest
    return client.post(page.redirect_chain[-1][0], {"plan": digest}, follow=True)


def test_an_editor_sees_what_a_file_would_do_and_then_does_it_with_a_line_in_the_log(admin_client: Client) -> None:
    courier()
    page = hand_in(
        admin_client, "slug,name,feed\ncourier,<b>Courier</b>,\nlight,Light,https://light.example/rss\n,,x\n"
    )
    text = page.content.decode()
    assert "1 new" in text
    assert "1 changed" in text
    assert "1 bad" in text
    assert "&lt;b&gt;Courier" in text
    assert "<b>Courier" not in text
    assert not Source.objects.filter(slug="light").exists()
    assert "1 sources added, 1 changed." in do_it(admin_client, page).content.decode()
    assert Source.objects.get(slug="courier").name == "<b>Courier</b>"
    feed = Feed.objects.get(source__slug="light")
    assert feed.next_poll_at is not None
    assert feed.host.due_at is not None
    said = list(LogEntry.objects.order_by("pk").values_list("action_flag", "change_message"))
    assert {flag for flag, _ in said} == {1, 2}
    assert any("name: " in message and "sources.csv" in message for _, message in said)
    file = SourceList.objects.get()
    assert file.applied_at is not None
    do_it(admin_client, page)
    assert LogEntry.objects.count() == 2  # once


def test_nothing_but_what_was_shown_is_done(admin_client: Client) -> None:
    source = courier()
    page = hand_in(admin_client, "slug,name\ncourier,New name\n")
    Source.objects.update(name="Meanwhile")
    text = do_it(admin_client, page).content.decode()
    assert "have changed since you looked" in text
    assert "Meanwhile" in text
    source.refresh_from_db()
    assert source.name == "Meanwhile"


def test_a_refused_file_says_why_on_the_page(admin_client: Client) -> None:
    assert "must hold a list" in hand_in(admin_client, "{}").content.decode()
    assert "DOCTYPE" in hand_in(admin_client, BOMB).content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_the_admin_gives_the_sources_out(admin_client: Client, form: str) -> None:
    courier()
    response = admin_client.get(reverse("admin:articles_source_export", args=[form]))
    assert response["Content-Disposition"].startswith('attachment; filename="newsdiffs-sources-')
    assert not plan_of(response.content).does_anything
    assert admin_client.get("/admin/articles/source/export/sources.exe").status_code == 404


def test_an_opml_export_is_well_formed_and_names_the_feeds() -> None:
    courier()
    root = etree.fromstring(written(all_sources(), "opml").encode())
    assert root.xpath("//outline/outline/@xmlUrl") == [
        "https://courier.example/rss?a=1&b=2",
        "https://courier.example/",
    ]


# From the command line.


def test_the_commands_do_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    courier()
    file = tmp_path / "sources.csv"
    call_command("export_sources", "--format", "csv", "--out", str(file))
    out = io.StringIO()
    call_command("import_sources", str(file), stdout=out)
    assert out.getvalue().strip() == "0 new, 0 changed, 1 unchanged, 0 bad."
    file.write_text("slug,name\ncourier,Courier\nx y,X\n")
    out, complaints = io.StringIO(), io.StringIO()
    call_command("import_sources", str(file), stdout=out, stderr=complaints)
    assert "Nothing was changed; --apply does it." in out.getvalue()
    assert "line 3: x y left out." in complaints.getvalue()
    assert Source.objects.get().name.startswith("=HYPER")
    call_command("import_sources", str(file), "--apply", stdout=out, stderr=complaints)
    assert Source.objects.get().name == "Courier"
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_sources", str(tmp_path / "none"))


def test_feeds_without_a_slug_go_to_the_source_of_their_site_that_the_file_adds() -> None:
    plan = plan_of(
        "slug,name,homepage,feed\nlight,Light,https://light.example/,https://light.example/rss\n"
        ",,,https://light.example/sport\n"
    )
    assert [(step.slug, len(step.feeds)) for step in plan.steps] == [("light", 2)]
    apply(plan, now=timezone.now())
    assert Feed.objects.filter(source__slug="light").count() == 2
