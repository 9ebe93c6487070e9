"""How steady an extract is on real pages: what must change nothing, and what must show as exactly that.

    python -m benchmarks.wobble [--every N] [--half even|odd] [--only NAME] [--show]

Every page of the corpus is served anew, altered as in ``tests/scraping/wobbles.py`` and ``edits.py``. Of what is
no change the share is told in which headline or blocks come out otherwise (phantom edits); of real edits, the share
in which anything but the edit shows, and in which the quick look at the region passed over it (must be none).
"""

from __future__ import annotations

import argparse
import difflib
import logging
import zlib
from collections.abc import Iterator, Sequence

from articles.scraping import region
from articles.scraping.extract import Extract, extract
from benchmarks.extract import CORPUS, SETS, rows_of
from tests.scraping.edits import EDITS, edited
from tests.scraping.wobbles import WOBBLES, Original, compared

URL = "https://news.example/story"


def read(body: bytes) -> Extract:
    return extract(body, url=URL)


def originals(half: str, every: int, nameless: bool) -> Iterator[tuple[str, Original]]:
    """The pages of a half of the corpus in which paragraphs can be told; without telling names if asked for."""
    for name in SETS:
        rows = rows_of(name, 1)
        rows = {"even": rows[0::2], "odd": rows[1::2], "all": rows}[half][::every]
        for i, row in enumerate(rows):
            original = Original.of(row["html"].encode("utf-8", "replace"), read)
            if original is not None and nameless:
                sheet = original.sheet(1)
                WOBBLES["names rotate"](sheet)
                original = Original.of(sheet.served(), read)
            if original is not None:
                yield f"{name} {half} {i} {row['url'][:70]}", original


def differences(old: Sequence[str], new: Sequence[str]) -> str:
    """What differs, a line each."""
    lines = difflib.ndiff(old, new)
    return "\n".join(f"      {line[:160]}" for line in lines if line[0] in "+-")


def wobble_rate(pages: Sequence[tuple[str, Original]], name: str, show: bool) -> tuple[int, int, int]:
    """How many pages were altered, in how many of those the extract is another, and how many were known again."""
    tried = failed = known = 0
    for label, original in pages:
        mark = region.fingerprint(original.sheet(0).served(), url=URL)
        sheet = original.sheet(zlib.crc32(f"{name} {label}".encode()))
        WOBBLES[name](sheet)
        served = sheet.served()
        before, after = compared(original.found), compared(read(served))
        tried += 1
        same = region.unchanged(served, url=URL, fingerprint=mark)
        known += same
        if before != after:
            failed += 1
            if show:
                print(f"   {name}: {label}\n{differences(before, after)}")
    return tried, failed, known


def edit_rate(pages: Sequence[tuple[str, Original]], name: str, show: bool) -> tuple[int, int, int]:
    """How many pages were edited, in how many of those something else shows, and how many edits were passed over."""
    tried = failed = passed_over = 0
    for label, original in pages:
        made = edited(original, name)
        if made is None:
            continue
        served, expected = made
        tried += 1
        found = compared(read(served))
        mark = region.fingerprint(original.sheet(0).served(), url=URL)
        if region.unchanged(served, url=URL, fingerprint=mark):
            passed_over += 1
            if show:
                print(f"   passed over: {name}, {label}")
        if found != expected:
            failed += 1
            if show:
                print(f"   {name}: {label}\n{differences(expected, found)}")
    return tried, failed, passed_over


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--every", type=int, default=1, help="only every Nth page")
    options.add_argument("--half", choices=("even", "odd", "all"), default="all", help="which records of each set")
    options.add_argument("--nameless", action="store_true", help="with class names and ids that say nothing")
    options.add_argument("--only", nargs="+", help="only these transformations")
    options.add_argument("--show", action="store_true", help="show what differs")
    chosen = options.parse_args()
    if not CORPUS.is_dir():
        print(f"Skipped: the shared corpus is not at {CORPUS}; set NEWSDIFFS_SHARED to the folder that holds it.")
        return
    logging.disable(logging.CRITICAL)
    pages = list(originals(chosen.half, chosen.every, chosen.nameless))
    print(f"{len(pages)} pages, {chosen.half} records\n\n{'no change':32} phantom edits  known by region", flush=True)
    total = [0, 0]
    for name in chosen.only or WOBBLES:
        if name in WOBBLES:
            tried, failed, known = wobble_rate(pages, name, chosen.show)
            total = [total[0] + tried, total[1] + failed]
            print(f"{name:32} {failed / tried:13.1%}  {known / tried:15.1%}", flush=True)
    if total[0]:
        print(f"{'all of these':32} {total[1] / total[0]:13.1%}")
    print(f"\n{'edit':32} else than the edit  passed over by region", flush=True)
    total = [0, 0]
    for name in chosen.only or EDITS:
        if name in EDITS:
            tried, failed, passed_over = edit_rate(pages, name, chosen.show)
            total = [total[0] + tried, total[1] + failed]
            print(f"{name:32} {failed / max(tried, 1):18.1%}  {passed_over:21}", flush=True)
    if total[0]:
        print(f"{'all of these':32} {total[1] / total[0]:18.1%}")


if __name__ == "__main__":
    main()
