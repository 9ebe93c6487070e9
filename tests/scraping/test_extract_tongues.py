"""What papers of many languages put between the paragraphs of a short article is no part of it."""

from collections.abc import Callable

import pytest

from tests.scraping.test_extract import read, texts
from tests.scraping.tongues import TONGUES, Tongue


def link(t: Tongue) -> str:
    return f'<a href="/x/9">{t.other}</a>'


BOXES: dict[str, Callable[[Tongue], str]] = {
    "read also": lambda t: f"<p>{t.also}: {link(t)}</p>",
    "read also, all in bold": lambda t: f"<p><strong>{t.also}: {link(t)}</strong></p>",
    "read also, in capitals": lambda t: f"<p>{t.also.upper()} | {link(t)}</p>",
    "read also, in two lines": lambda t: f"<p>{t.also}</p><p>{link(t)}</p>",
    "read also, with a list": lambda t: (
        f"<p><strong>{t.also}:</strong></p><ul><li>{link(t)}</li><li>{link(t)}</li></ul>"
    ),
    "read also, under a heading": lambda t: f"<h3>{t.also}</h3><ul><li>{link(t)}</li></ul>",
    "read also, in a box": lambda t: f"<div class=q7><div>{t.also}</div><div>{link(t)}</div></div>",
    "advert": lambda t: f"<p>{t.advert}</p>",
    "advert in a box": lambda t: f"<div class=q1>{t.advert}<iframe></iframe></div>",
    "updated": lambda t: f"<p>{t.updated}</p>",
    "updated, in a box": lambda t: f"<div>{t.updated}</div>",
    "credit": lambda t: f"<p>{t.credit}</p>",
    "count": lambda t: f"<p>214 {t.comments}</p>",
    "count in a box": lambda t: f"<div>{t.comments} (214)</div>",
    "share": lambda t: f"<p>{t.share}</p>",
    "shares": lambda t: (
        f"<ul><li><a href=//f.example>{t.share} F</a></li><li><a href=//x.example>{t.share} X</a></li></ul>"
    ),
}


@pytest.mark.parametrize("at", [1, 2, 4])
@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("language", TONGUES)
def test_what_stands_between_paragraphs_is_left_out(language: str, box: str, at: int) -> None:
    t = TONGUES[language]
    paragraphs = [f"<p>{text}</p>" for text in t.paragraphs]
    paragraphs.insert(at, BOXES[box](t))
    menu = "".join(f"<li><a href=/s/{i}>{t.other}</a></li>" for i in range(9))
    html = (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset=utf-8><title>{t.title}</title></head><body>'
        f"<ul>{menu}</ul><div class=k1><h1>{t.title}</h1><div class=k2>{''.join(paragraphs)}</div></div></body></html>"
    )

    assert texts(read(html)) == list(t.paragraphs)
