"""An unchanged article is known again by its region, and a changed one never is."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.scraping.extract import Extract, extract
from articles.scraping.region import fingerprint, lost_passages, read, unchanged
from tests.scraping.layouts import LAYOUTS, Paragraph, Story
from tests.scraping.test_extract import SENTENCES, STORY

URL = "https://news.example/bridge"
NEW = "Nobody on the board would say how long the second winter might be."


def known(html: str) -> str:
    found = fingerprint(html.encode(), url=URL)
    assert found
    return found


def same(html: str, mark: str) -> bool:
    return unchanged(html.encode(), url=URL, fingerprint=mark)


def visible(found: Extract) -> tuple[object, ...]:
    return found.title, found.standfirst, found.byline, found.blocks


def with_body(*texts: str) -> Story:
    body: list[Paragraph] = [("paragraph", text) for text in texts]
    return Story(STORY.title, body, noise=STORY.noise)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_article_is_known_again_among_other_furniture(layout: str) -> None:
    mark = known(LAYOUTS[layout](STORY))

    assert all(same(LAYOUTS[layout](STORY), mark) for _ in range(5))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "changed",
    [
        with_body(NEW, *SENTENCES),
        with_body(*SENTENCES, NEW),
        with_body(*SENTENCES[:2], NEW, *SENTENCES[2:]),
        with_body(*SENTENCES[1:]),
        with_body(*SENTENCES[:-1]),
        with_body(SENTENCES[1], SENTENCES[0], *SENTENCES[2:]),
        with_body(*SENTENCES[:4], SENTENCES[4].replace("twenty", "thirty")),
        with_body(*SENTENCES, "Correction: the bearings are eleven, and not twelve as this story first said."),
        Story(STORY.title + " after row", STORY.body),
        Story(STORY.title, STORY.body, author="Somebody Else"),
        Story(STORY.title, STORY.body, standfirst="Two winters without a bridge, and a ferry nobody has seen yet."),
    ],
)
def test_a_changed_article_is_never_taken_for_the_same(layout: str, changed: Story) -> None:
    before, after = LAYOUTS[layout](STORY), LAYOUTS[layout](changed)
    if visible(extract(before.encode(), url=URL)) == visible(extract(after.encode(), url=URL)):
        pytest.skip("this layout does not show what was changed")

    assert not same(after, known(before))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(LAYOUTS)), st.integers(0, 2**32), st.sampled_from(["cut", "put", "double", "swap"]))
def test_no_edit_of_the_text_goes_unseen(layout: str, seed: int, edit: str) -> None:
    rng = random.Random(seed)
    texts = list(SENTENCES)
    at = rng.randrange(len(texts))
    words = texts[at].split()
    word = rng.randrange(len(words))
    if edit == "cut":
        del words[word]
    elif edit == "put":
        words.insert(word, rng.choice(["not", "7", "perhaps", "—"]))
    elif edit == "double":
        words.insert(word, words[word])
    else:
        other = rng.randrange(len(words))
        words[word], words[other] = words[other], words[word]
    texts[at] = " ".join(words)
    before, after = LAYOUTS[layout](STORY), LAYOUTS[layout](with_body(*texts))

    unseen = same(after, known(before))

    assert not unseen or texts == list(SENTENCES)


@pytest.mark.parametrize("layout", ["semantic", "div soup", "wordpress"])
def test_noise_between_the_paragraphs_is_borne(layout: str) -> None:
    html = LAYOUTS[layout](STORY)
    mark = known(html)
    end = html.index(SENTENCES[1]) + len(SENTENCES[1])
    close = re.compile(r"</p>(?:</div>)*").search(html, end)
    assert close is not None
    noise = '<p>READ MORE: <a href="/x">Why the night bus never came back</a></p><p>Updated 3 minutes ago</p>'

    assert same(html[: close.end()] + noise + html[close.end() :], mark)


def test_a_heading_that_comes_to_stand_alone_is_seen() -> None:
    heading = "<h2>Two winters of waiting</h2>"
    twice = LAYOUTS["semantic"](with_body(*SENTENCES)).replace(f"{SENTENCES[2]}</p>", f"{SENTENCES[2]}</p>{heading}")
    twice = twice.replace(f"{SENTENCES[0]}</p>", f"{SENTENCES[0]}</p>{heading}")
    once = twice.replace(heading, "", 1)
    assert extract(once.encode(), url=URL).blocks != extract(twice.encode(), url=URL).blocks

    assert not same(once, known(twice))


def test_a_caption_that_loses_its_picture_is_seen() -> None:
    plain = LAYOUTS["semantic"](with_body(*SENTENCES))
    end = plain.index("</p>", plain.index(SENTENCES[1])) + len("</p>")
    caption = '<div class="k3">Rust everywhere one looks</div>'
    pictured = f'{plain[:end]}<div><img src="a.jpg"></div>{caption}{plain[end:]}'
    bare = plain[:end] + caption + plain[end:]
    assert extract(pictured.encode(), url=URL).blocks != extract(bare.encode(), url=URL).blocks

    assert not same(bare, known(pictured))


def test_reading_with_a_fingerprint_gives_the_article_only_when_it_changed() -> None:
    html = LAYOUTS["semantic"](STORY).encode()
    first = read(html, url=URL)
    assert first is not None
    found, mark = first

    assert visible(found) == visible(extract(html, url=URL))
    assert read(html, url=URL, fingerprint=mark) is None
    changed = read(html.replace(b"twenty minutes", b"thirty minutes"), url=URL, fingerprint=mark)
    assert changed is not None
    assert changed[0].blocks != found.blocks


@pytest.mark.parametrize("mark", ["", "{}", "[]", "null", '{"extractor": "0"}', "\0"])
def test_a_fingerprint_of_another_kind_tells_nothing(mark: str) -> None:
    assert not same(LAYOUTS["semantic"](STORY), mark)


LOST = "The ferry will run twice an hour until then. Nobody is to pay more for it."


def test_what_was_lost_is_the_sentences_that_stand_nowhere_any_more() -> None:
    before = ["One stays. Two goes away!", "Three is whole.", "Four moves."]
    after = ["One stays.", "And four moves.", "Three is whole."]
    assert lost_passages(before, after) == ("twogoesaway",)
    assert lost_passages(before, [*before, "Five comes."]) == ()


@pytest.mark.parametrize("place", ["<aside><p>{}</p></aside>", "<div><b>{}</b></div>", "<script>var x = '{}'</script>"])
def test_a_passage_thought_lost_that_the_page_still_shows_somewhere_is_looked_for_in_full(place: str) -> None:
    """A look that misread a paragraph must not be confirmed by a look that does no more than know its page again."""
    bare = LAYOUTS["semantic"](with_body(*SENTENCES))
    mark = known(bare)
    lost = lost_passages([*SENTENCES, LOST], SENTENCES)
    assert len(lost) == 2
    page = bare.replace("</body>", f"{place.format(LOST.replace('twice', '<i>twi</i>ce'))}</body>")
    assert read(bare.encode(), url=URL, fingerprint=mark, lost=lost) is None
    assert read(page.encode(), url=URL, fingerprint=mark, lost=lost) is not None


def test_a_flash_that_grows_in_another_part_of_the_page_is_seen() -> None:
    said = "The ferry to Lindholm has run aground off the northern pier, the harbour office says; nobody was hurt."
    head = "<div class=k1><h1>Ferry runs aground</h1><p class=k2>{}</p></div>"
    page = f"<body>{head}<div class=k3><div>{{}}</div></div></body>"
    more = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES[:3])
    flash = page.format(said, "<p>More soon.</p>")
    found = read(flash.encode(), url="https://light.example/ferry")
    assert found is not None
    assert said in (found[0].standfirst, *(block.text for block in found[0].blocks))
    assert not unchanged(page.format(said, more).encode(), url="https://light.example/ferry", fingerprint=found[1])


@pytest.mark.parametrize("tag", ["dd", "span"])
def test_another_name_in_a_box_of_facts_is_seen_where_it_alone_tells_the_author(tag: str) -> None:
    text = "".join(f"<p>{sentence} {sentence}</p>" for sentence in SENTENCES[:8])
    author = f"<{tag} class=createdby itemprop=author><span itemprop=name>{{}}</span></{tag}>"
    facts = f"<dl class='article-info muted'>{author}</dl>"
    page = f"<body><div class=item><h1>Ferry runs aground</h1>{facts}<div class=text>{text}</div></div></body>"
    found = read(page.format("Anna Lund").encode(), url="https://light.example/ferry")
    assert found is not None
    assert (found[0].byline, bool(found[1])) == ("Anna Lund", True)
    assert not unchanged(page.format("Bo Berg").encode(), url="https://light.example/ferry", fingerprint=found[1])
