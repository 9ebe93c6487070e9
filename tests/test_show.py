"""``manage.py show``: a comparison that reads well in a terminal, plain where it is piped."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.diffing import compare
from articles.terminal import columns, draw, safe, wrap
from tests.conftest import ROOT
from tests.make import make_article

TEXTS = (
    "The plan was published on Monday.\nKept.\nThe mayor lied.",
    "The plan was published on Tuesday.\nKept.\nMore.",
)


def show(*arguments: Any, **options: Any) -> str:
    """What the command prints into a pipe."""
    out = StringIO()
    call_command("show", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_an_article_alone_shows_its_versions() -> None:
    article = make_article(TEXTS, title="Harbour plan")
    printed = show(article.url)
    assert "Harbour plan" in printed
    assert "   1  2026-11-01 06:00 UTC  first seen" in printed
    assert "   2  2026-11-01 06:35 UTC  +" in printed


@pytest.mark.django_db
def test_a_narrow_terminal_gets_one_text_and_a_wide_one_two() -> None:
    article = make_article(TEXTS)
    narrow = show(article.pk, 1, 2, width=60)
    assert "~ The plan was published on [-Monday-] {+Tuesday+}." in narrow
    assert "~ [-The mayor lied-] {+More+}." in narrow
    wide = show(article.pk, 2, width=120)
    (line,) = [line for line in wide.splitlines() if "Monday" in line]
    left, right = line.split("│")
    assert "[-Monday-]" in left
    assert "{+Tuesday+}" in right
    assert show(article.pk, 2, width=60, side=True).count("│") > 2
    assert "│" not in show(article.pk, 2, width=120, inline=True)


@pytest.mark.django_db
def test_colours_come_only_where_they_are_wanted() -> None:
    article = make_article(TEXTS)
    assert "\x1b" not in show(article.pk, 2)
    coloured = show(article.pk, 2, force_color=True)
    assert "\x1b[31;9mMonday\x1b[0m" in coloured
    assert "[-" not in coloured.replace("\x1b[", "")


@pytest.mark.django_db
def test_the_first_version_is_shown_as_its_text() -> None:
    assert "The mayor lied." in show(make_article(TEXTS).pk, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "help_"),
    [
        (["999999"], "No article is known"),
        (["9" * 40], "No article is known"),
        (["https://nowhere.example/x"], "No article is known.*add_source"),
        (["nowhere.example/x"], "No article is known"),
        (["javascript:1"], "neither the number nor the address"),
        (["ID", "3"], "its versions are 1 to 2"),
        (["ID", "1", "1"], "two have to differ"),
        (["ID", "0"], "its versions are 1 to 2"),
        (["ID", "-4", "1"], "its versions are 1 to 2"),
    ],
)
def test_what_cannot_be_shown_says_why(arguments: list[str], help_: str) -> None:
    article = make_article(TEXTS)
    name, *numbers = [str(article.pk) if text == "ID" else text for text in arguments]
    with pytest.raises(CommandError, match=help_):
        show(name, *(["--", *numbers] if numbers else []))


@settings(deadline=None)
@given(st.text(), st.integers(2, 60))
def test_wrapping_loses_nothing_but_spaces_and_keeps_within_the_columns(text: str, width: int) -> None:
    lines = ["".join(part for _, part in line) for line in wrap([("=", safe(text))], width)]
    assert "".join("".join(lines).split()) == "".join(safe(text).split())
    assert all(columns(line) <= width for line in lines)


@settings(deadline=None)
@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4), st.integers(20, 180), st.booleans())
def test_no_text_can_order_the_terminal_about(old: list[str], new: list[str], width: int, inline: bool) -> None:
    for colour in (False, True):
        for line in draw(compare(old, new), width=width, inline=inline, colour=colour):
            plain = line.replace("\x1b[", "") if colour else line
            assert not set(plain) & {"\x1b", "\r", "\n", "\x07", "\x9b", "\u202e"}


def test_what_sounds_wide_is_wide() -> None:
    assert columns("東京") == 4
    assert columns("e\u0301") == 1
    assert [len(line) for line in wrap([("=", "東京都庁舎")], 4)] == [2, 2, 1]


@pytest.mark.django_db(transaction=True)
def test_on_a_terminal_it_goes_through_the_pager(tmp_path: Any) -> None:
    from django.db import connection

    article = make_article(TEXTS)
    seen = tmp_path / "seen.txt"
    name = connection.settings_dict["NAME"]
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        base, _, _ = os.environ["DATABASE_URL"].rpartition("/")
        url = f"{base}/{name}"
    environment = {**os.environ, "DATABASE_URL": url, "PAGER": f"tee {seen}"}
    environment.pop("NO_COLOR", None)
    ours, theirs = pty.openpty()
    command = [sys.executable, "manage.py", "show", str(article.pk), "2"]
    subprocess.run(command, cwd=ROOT, env=environment, stdout=theirs, check=True, timeout=60)
    for descriptor in (ours, theirs):
        os.close(descriptor)
    assert "\x1b[31;9mMonday" in seen.read_text()
