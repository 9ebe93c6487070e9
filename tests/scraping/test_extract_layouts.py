# ruff: noqa: E501 (mark-up reads best unbroken)
"""Articles of every form, in the mark-up that sites give them, each beside what must be read from it."""

import json
from collections.abc import Sequence

import pytest

from tests.scraping.layouts import esc
from tests.scraping.test_extract import SENTENCES, STORY, read

S = SENTENCES
H = f"<h1>{esc(STORY.title)}</h1>"
QUESTIONS = ("When will it close?", "Who found the rust?", "Why not at night?", "What of the shops?", "And the ferry?")
LETTER = "Sign up to have the best of our reporting sent to you every single morning."


def p(*texts: str) -> str:
    return "".join(f"<p>{esc(text)}</p>" for text in texts)


def each(pattern: str, texts: Sequence[str] = S) -> str:
    return "".join(pattern.format(esc(text)) for text in texts)


def article(inner: str) -> str:
    return f"<article>{H}{inner}</article>"


def site(inner: str, head: str = "") -> str:
    menu = "".join(f"<li><a href=/s/{i}>Section {i}</a></li>" for i in range(12))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset=utf-8><title>{STORY.title} | Site</title>{head}</head><body>'
        f"<nav><ul>{menu}</ul></nav>{inner}<footer><p>© 2024 Site. All rights reserved.</p></footer></body></html>"
    )


TEASERS = "".join(
    f"<article><h3><a href=/t/{i}>Trains to the coast cut from Monday {i}</a></h3><p>The committee meets again next week, "
    "and nobody expects the vote to be close this time.</p></article>"
    for i in range(4)
)
TABLE = "<table><tr><th>Club</th><th>Points</th></tr><tr><td>Karsund</td><td>41</td></tr><tr><td>Tolm</td><td>39</td></tr></table>"
ROWS = ("Club | Points", "Karsund | 41", "Tolm | 39")
ANSWERED = [line for pair in zip(QUESTIONS, S, strict=True) for line in pair]
POEM = "<p>The bridge is down,<br>the boat is slow,<br>and who will pay<br>we do not know</p>"
STEPS = ("Take the rails off the bridge.", "Lift the bearings", "Grease them, and put them back where they were.")

FORMS: dict[str, tuple[str, Sequence[str]]] = {
    "main alone": (f"<main>{H}{p(*S)}</main>", S),
    "divs alone": (f"<div class=a>{H}<div class=b>{each('<div>{}</div>')}</div></div>", S),
    "custom elements": (f"<news-article>{H}{each('<news-par>{}</news-par>')}</news-article>", S),
    "sections": (article(f"<section>{p(*S[:2])}</section><section>{p(*S[2:4])}</section><section>{p(S[4])}</section>"), S),
    "sections with headings": (
        article(f"<section>{p(*S[:2])}</section><section><h2>Rust</h2>{p(*S[2:4])}</section><section><h2>Ferry</h2>{p(S[4])}</section>"),
        [*S[:2], "Rust", *S[2:4], "Ferry", S[4]],
    ),
    "teasers after it": (f"<main>{article(p(*S))}<div>{TEASERS}</div></main>", S),
    "teasers before it": (f"<main><div>{TEASERS}</div>{article(p(*S))}</main>", S),
    "one paragraph": (article(p(S[0])), S[:1]),
    "two paragraphs": (f"<main>{article(p(*S[:2]))}<section><h2>More</h2>{TEASERS}</section></main>", S[:2]),
    "short sentences": (article("<p>Two men were hurt.</p><p>Police look for a red car.</p>"), ["Two men were hurt.", "Police look for a red car."]),
    "one paragraph and a prompt": (article(f"{p(S[0])}<div class=xk><h3>Morning letter</h3>{p(LETTER)}<form><input></form></div>"), S[:1]),
    "questions in bold": (article("".join(f"<p><strong>{q}</strong></p>{p(a)}" for q, a in zip(QUESTIONS, S, strict=True))), ANSWERED),
    "questions in divs": (article("".join(f"<div class=q>{q}</div><div class=a>{esc(a)}</div>" for q, a in zip(QUESTIONS, S, strict=True))), ANSWERED),
    "verse": (article(p(S[0]) + POEM), [S[0], "The bridge is down, the boat is slow, and who will pay we do not know"]),
    "results": (article(p(S[0]) + TABLE + p(S[1])), [S[0], *ROWS, S[1]]),
    "results in a wrapper": (article(f"{p(S[0])}<div class=tw>{TABLE}</div>{p(*S[1:3])}"), [S[0], *ROWS, *S[1:3]]),
    "steps": (article(f"{p(S[0])}<ol>{each('<li>{}</li>', STEPS)}</ol>{p(S[1])}"), [S[0], *STEPS, S[1]]),
    "nothing but a list": (
        article("<ol>" + "".join(f"<li><h3>Step {i}</h3>{p(text)}</li>" for i, text in enumerate(S)) + "</ol>"),
        [line for i, text in enumerate(S) for line in (f"Step {i}", text)],
    ),
    "terms": (article(f"{p(S[0])}<dl><dt>Bearing</dt><dd>What a bridge rests on.</dd></dl>{p(*S[1:3])}"), [S[0], "Bearing", "What a bridge rests on.", *S[1:3]]),
    "details to open": (
        article(f"{p(S[0])}<details><summary>Who sits on the board?</summary>{p('Eleven people sit on it, and none of them was elected by anybody.')}</details>{p(*S[1:4])}"),
        [S[0], "Who sits on the board?", "Eleven people sit on it, and none of them was elected by anybody.", *S[1:4]],
    ),
    "drop cap": (article(f"<p><span class=dc>T</span>{esc(S[0][1:])}</p>{p(*S[1:])}"), S),
    "pictures in paragraphs": (article(f"{p(S[0])}<p><img src=a.jpg alt=x>{esc(S[1])}</p><p>{esc(S[2])} <img src=b.png></p>{p(S[3])}"), S[:4]),
    "quotation in a quotation": (article(f"{p(S[0])}<blockquote>{p(S[1])}<blockquote>{p(S[2])}</blockquote></blockquote>{p(*S[3:])}"), S),
    "template": (article(f"{p(*S)}<template>{p('Not this one, for it stands in a template that nobody sees.')}</template>"), S),
    "hidden text": (article(f"{p(*S)}<div hidden>{p('Hidden words that nobody sees, though they are on the page.')}</div>"), S),
    "gallery": (article(p(S[0]) + each("<div class=slide><img src=a.jpg><div>{}</div></div>", S[1:])), S),
    "live": (
        article(p(S[0]) + "<div>" + "".join(f"<div><time>1{i}:30</time><h2>Update number {i} from the bridge</h2>{p(text)}</div>" for i, text in enumerate(S[1:])) + "</div>"),
        [S[0], *(line for i, text in enumerate(S[1:]) for line in (f"Update number {i} from the bridge", text))],
    ),
    "parted by adverts": (
        f"<div>{H}<div class=tx>{p(*S[:2])}</div><div>Advertisement<iframe></iframe></div><div class=tx>{p(*S[2:4])}</div><div>Advertisement</div><div class=tx>{p(S[4])}</div></div>",
        S,
    ),
    "a paragraph pasted as a div": (article(f"{p(S[0])}<div>{esc(S[1])}</div>{p(*S[2:])}"), S),
    "a paragraph without an element": (article(f"<div>{p(S[0])}{esc(S[1])}{p(*S[2:])}</div>"), S),
    "a short last line": (article(f"<div>{p(*S)}<p>The vote is on Monday.</p></div>"), [*S, "The vote is on Monday."]),
    "first paragraph in bold": (article(f"<p><strong>{esc(S[0])}</strong></p>{p(*S[1:])}"), S),
    "a post of a network": (article(f"{p(S[0])}<blockquote class=twitter-tweet><p>I was there, it is all rust.</p>— A (@a) <a href=x>March 5</a></blockquote>{p(*S[1:])}"), S),
    "links in a paragraph": (
        article(f"{p(S[0])}<p><a href=/a>The board</a> met <a href=/b>the council</a> on Monday, and <a href=/c>nothing came of it</a>.</p>{p(*S[1:])}"),
        [S[0], "The board met the council on Monday, and nothing came of it.", *S[1:]],
    ),
    "a list of links in many lines": (
        article(f"{p(*S)}<ul><li><a href=/1>The board met \n   the council \n  on Monday</a></li></ul>"),
        S,
    ),
    "a term in an element of its own": (article(f"<div>The <hl-term>bearing</hl-term> broke on Monday, and nobody saw that it did until noon.</div>{each('<div>{}</div>')}"), ["The bearing broke on Monday, and nobody saw that it did until noon.", *S]),
    "a count amid the text": (article(f"{p(*S[:4])}<p>213 comments</p>{p(S[4], *S[:2])}"), [*S, *S[:2]]),
    "a box among wrappers of one name": (
        article(each("<div class='t k'>{}</div>") + "<div class='n'>Do you know more about the bridge than we do? Then write to us today.</div>" + each("<div class='t'>{}</div>", S[:2])),
        [*S, *S[:2]],
    ),
    "a note among posts": (
        article(p(*S) + "".join(f"<div class=em><p>Said reader {i} of this.</p><p>March {i}, 2024</p></div>" for i in range(1, 5)) + "<div class=nb><p>Correction: the bearings are eleven, and not twelve as we said.</p></div>"),
        [*S, "Correction: the bearings are eleven, and not twelve as we said."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_an_article_of_this_form_is_read(form: str) -> None:
    inner, expected = FORMS[form]
    found = read(site(inner))
    shown = [found.standfirst, *(block.text for block in found.blocks)]  # an opening that stands apart is a standfirst

    assert list(filter(None, shown)) == list(expected)
    assert found.title == STORY.title


def test_an_opening_paragraph_in_the_header_is_read() -> None:
    found = read(site(f"<article><header>{H}{p(S[0])}</header><div>{p(*S[1:])}</div></article>"))

    assert [found.standfirst, *(block.text for block in found.blocks)] == list(S)


def test_a_page_without_text_gives_what_its_linked_data_tells() -> None:
    data = {"@type": "NewsArticle", "headline": STORY.title, "articleBody": "\n\n".join(S)}
    found = read(site("<div id=root></div>", f'<script type="application/ld+json">{json.dumps(data)}</script>'))

    assert [block.text for block in found.blocks] == list(S)
