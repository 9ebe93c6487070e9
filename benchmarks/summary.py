"""What the benchmarks found, in a table of targets and in pictures: pure functions of their figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from benchmarks import diff_targets, growth, peers, reading, scale, search, storage
from benchmarks.charts import Bar, bars, curves

Figures = Any  # what a benchmark wrote as JSON


class Line(NamedTuple):
    """One figure beside its target; ``reached`` is None where there is no target."""

    figure: str
    target: str = ""
    reached: bool | None = None


def table(results: Mapping[str, Any]) -> str:
    """The summary of all benchmarks, as Markdown."""
    words = {True: "reached", False: "**not reached**", None: ""}
    lines = ["| benchmark | figure | target | |", "|---|---|---|---|"]
    for name, result in results.items():
        found = list(_lines(name, result))
        lines += [f"| {name} | {line.figure} | {line.target} | {words[line.reached]} |" for line in found]
    return "\n".join(lines)


def _lines(name: str, result: Mapping[str, Any]) -> Iterator[Line]:
    if result["figures"] and name in _LINES:
        yield from _LINES[name](result["figures"])
    else:
        yield Line("see below", "its own", bool(result["reached"]))


def _recheck(found: Figures) -> Iterator[Line]:
    for case in found["cases"]:
        for way, target in case["targets"].items():
            ratio = case["ratios"][f"{way}, one process"]
            said = f"{case['says']}: {case['per_second']:,}/s, {ratio} × {way}"
            yield Line(said, f"at least {target['least']} ×", target["reached"])


def _growth(found: Figures) -> Iterator[Line]:
    for engine, grown in found["growth"].items():
        sizes = [each["articles"] for each in found["engines"][engine]]
        for what in growth.JUDGED:
            if what in grown:
                said = f"{engine}, {sizes[0]:,} to {sizes[-1]:,} articles: {what} × {grown[what]}"
                yield Line(said, f"at most {growth.MOST}", grown[what] <= growth.MOST)
        said = f"{engine}: a pass × {grown['pass, work of the database']} (work), {grown['pass, seconds']} (seconds)"
        yield Line(said)


def _peers(found: Figures) -> Iterator[Line]:
    for verdict in peers.verdicts(found):
        figure, _, target = verdict.says.rpartition(", ")
        yield Line(figure, target, verdict.reached)


def _diff(found: Figures) -> Iterator[Line]:
    reached = [good for _, good in diff_targets.verdicts(found)]
    yield Line(f"{sum(reached)} of {len(reached)} targets of quality and speed", "all", all(reached))


def _search(found: Figures) -> Iterator[Line]:
    for engine, each in found["engines"].items():
        yield Line(
            f"{engine}: p95 {each['p95_ms']} ms", f"at most {search.MOST_MS} ms", each["p95_ms"] <= search.MOST_MS
        )
    share = max(found["share"].values())
    yield Line(f"indexing: {share:.1%} of a scrape", f"at most {search.MOST_SHARE:.0%}", share <= search.MOST_SHARE)


def _reading(found: Figures) -> Iterator[Line]:
    alone = found["1"]
    for kind, most in reading.MOST_MS.items():
        slowest = max(
            each["median"] for said, each in alone.items() if kind in said and ("304" in said) == (kind == "304")
        )
        yield Line(f"slowest {kind}: median {slowest:.1f} ms", f"at most {most:.0f} ms", slowest <= most)


def _scale(found: Figures) -> Iterator[Line]:
    page, each = max(found["with passes"].items(), key=lambda item: item[1]["p95"])
    said = f"slowest page under passes, {page}: p95 {each['p95']} ms"
    yield Line(said, f"at most {scale.MOST_MS:.0f} ms", each["p95"] <= scale.MOST_MS)


def _storage(found: Figures) -> Iterator[Line]:
    if kept := found["captures"]:
        said = (
            f"a capture: {kept['share']:.1%} of its HTML in the mean ({kept['further']:.1%} for each after the first), "
            f"{kept['at_once']['share']:.1%} on its first day"
        )
        yield Line(said, f"at most {storage.MOST_SHARE:.0%}", kept["share"] <= storage.MOST_SHARE)
    for engine, each in found["tables"].items():
        size = sum(size for _, size in each["tables"]) / each["Version"]
        yield Line(f"{engine}: {size:,.0f} bytes a version, captures not counted")


def _importing(found: Figures) -> Iterator[Line]:
    for way in ("import_history", "import_newsedits", "export_history"):
        each = found["ways"][way]
        yield Line(f"{way}: {each['versions'] / max(each['whole'] - found['start']['whole'], 0.01):,.0f} versions/s")


_LINES: dict[str, Callable[[Figures], Iterator[Line]]] = {
    "recheck": _recheck, "growth": _growth, "peers": _peers, "diff": _diff, "search": _search, "reading": _reading,
    "scale": _scale, "storage": _storage, "importing": _importing,
}  # fmt: skip


def pictures(results: Mapping[str, Any]) -> dict[str, str]:
    """SVG pictures by their files' names, of those benchmarks that were run."""
    made: dict[str, str] = {}
    for name, draw in _PICTURES.items():
        if name in results and results[name]["figures"]:
            made |= draw(results[name]["figures"])
    return made


def _draw_recheck(found: Figures) -> dict[str, str]:
    groups = {
        case["says"]: [
            Bar("newsdiffs, a whole pass", case["per_second"], ours=True),
            *(Bar(way, rate) for way, rate in case["yardsticks"].items()),
        ]
        for case in found["cases"]
    }
    target = {
        case["says"]: max(each["least"] * case["yardsticks"][f"{way}, one process"]
                          for way, each in case["targets"].items())
        for case in found["cases"]
    }  # fmt: skip
    return {
        "rechecks.svg": bars("Looks beside bare yardsticks", groups, unit="pages a second", target=target, log=True)
    }


def _draw_peers(found: Figures) -> dict[str, str]:
    made = {}
    if "rechecks" in found:
        groups = {
            says: [Bar(name, each["per_second"], ours=name == peers.OURS) for name, each in programs.items()]
            for says, programs in found["rechecks"].items()
        }
        made["peers-rechecks.svg"] = bars("Looking at pages again", groups, unit="re-checks a second")
    if "functions" in found:
        groups = {
            kind: [Bar(name, each["median"], ours=name.startswith(peers.OURS)) for name, each in each_kind.items()]
            for kind, each_kind in found["functions"].items()
        }
        made["peers-comparing.svg"] = bars("Comparing two texts", groups, unit="CPU milliseconds a pair", log=True)
    if "pages" in found:
        rows = [Bar(name, each["rate"], ours=name == peers.OURS) for name, each in found["pages"].items()]
        said = f"two states of {peers.BLOCKS} blocks"
        made["peers-pages.svg"] = bars(
            "Pages that compare, served", {said: rows}, unit="pages a second", target={said: peers.MOST_REQUESTS}
        )
    return made


def _draw_growth(found: Figures) -> dict[str, str]:
    made = {}
    for engine, sizes in found["engines"].items():
        xs = [each["articles"] for each in sizes]

        shown = ("first page", "diff", "feed", "search, rare", "search, a copied phrase")
        series = {
            "planning": _times([each["plan"]["work"] for each in sizes]),
            "whole pass": _times([each["pass"]["work"] for each in sizes]),
            **{page: _times([each["pages"][page]["work"] for each in sizes]) for page in shown},
        }
        title = f"What grows with the archive: {'PostgreSQL' if engine == 'postgresql' else 'SQLite'}"
        y = f"times the database's work ({growth.COUNTED[engine]}) at {xs[0]:,} articles"
        made[f"growth-{engine}.svg"] = curves(title, xs, series, x="tracked articles", y=y)
    return made


def _times(work: list[float]) -> list[float]:
    return [round(each / max(work[0], 1), 3) for each in work]


def _draw_storage(found: Figures) -> dict[str, str]:
    if not (kept := found["captures"]):
        return {}
    rows = [
        Bar("the first of an article", 100 * kept["first"]),
        Bar("each one more", 100 * kept["further"], ours=True),
        Bar("mean at 3.6 versions", 100 * kept["share"], ours=True),
        Bar("mean at 20 versions", 100 * kept["share_of_20"], ours=True),
    ]
    said = "captures of real pages"
    target = {said: 100 * storage.MOST_SHARE}
    return {"storage.svg": bars("What a capture takes", {said: rows}, unit="per cent of its HTML", target=target)}


_PICTURES: dict[str, Callable[[Figures], dict[str, str]]] = {
    "recheck": _draw_recheck, "peers": _draw_peers, "growth": _draw_growth, "storage": _draw_storage,
}  # fmt: skip
