"""Other programs that watch pages beside ours, on the same work in the same run.

    python -m benchmarks.peers                           1,000 pages, 300 pairs, 1,000 articles of 40 blocks
    python -m benchmarks.peers --only rechecks --articles 200

changedetection.io, urlwatch and web-monitoring-diff are installed from ``requirements/peers/`` into environments of
their own (``.venv-peers/``) the first time; what cannot be installed is named and left out. Re-checks take turns on
one site of our own: every request gets other bytes around the same article, or a 304. urlwatch and changedetection.io
are told which element the article is, which they do not find by themselves. Comparisons are of neighbouring states of
the same stories: the functions alone in CPU time, and the pages that show them by plain GETs over connections that
stay open, each page asked for once, so that no cache can answer.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import peer_diffs as diffs
from benchmarks import peer_programs as programs
from benchmarks.archive import Archive
from benchmarks.reading import served
from benchmarks.servers import Mode, Site, site

BLOCKS = 40  # of a story whose comparison is asked for
OURS, CHANGEDETECTION, URLWATCH = "newsdiffs", "changedetection.io", "urlwatch"
TIMES_AS_MANY = 20  # re-checks a second, beside changedetection.io as it comes
MOST_REQUESTS = 400  # comparisons a second that we are to serve, with two workers on two cores
MORE_WORKERS = 20
PAGES: tuple[tuple[str, Mode], ...] = (("other bytes, same article", "noisy"), ("304 Not Modified", "validators"))
PARTS = ("rechecks", "functions", "pages")


@dataclass(frozen=True)
class Verdict:
    """A target, what was reached of it, and whether that is enough."""

    says: str
    reached: bool


def main() -> int:
    """Measure and print tables; the exit status says whether the targets were reached (or could not be measured)."""
    options = parser().parse_args()
    if options.load:
        return diffs.load(options.load)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are ended then, too
    found = {name: programs.installed(name) for name in programs.PEERS}
    there = {name: place for name, place in found.items() if place is not None}
    parts = {"rechecks": rechecks, "functions": functions, "pages": diff_pages}
    figures: dict[str, Any] = {"versions": {name: programs.version(name) for name in there}}
    for part in options.only or PARTS:
        with tempfile.TemporaryDirectory() as name:
            figures[part] = parts[part](there, Path(name), options)
    reached = verdicts(figures)
    print(report(figures, reached, options))
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=1))
    return int(not all(verdict.reached for verdict in reached))


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=1000, help="that are looked at again")
    options.add_argument("--hosts", type=int, default=20)
    options.add_argument("--repeat", type=int, default=3, help="rounds, of which medians are taken")
    options.add_argument("--pairs", type=int, default=300, help="that the functions compare, of each kind")
    options.add_argument("--stories", type=int, default=1000, help="of ours whose comparisons are asked for")
    options.add_argument("--watches", type=int, default=100, help="of changedetection.io whose comparisons are")
    options.add_argument("--connections", type=int, default=8)
    options.add_argument("--only", nargs="+", choices=PARTS)
    options.add_argument("--json", metavar="FILE", help="write the figures there too")
    options.add_argument("--load", default="", help=argparse.SUPPRESS)  # be the process that asks for pages
    return options


def rechecks(there: dict[str, Path], folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Re-checks a second and CPU milliseconds of each, by kind of page and by program."""
    with site(hosts=options.hosts, articles=options.articles) as courier, ExitStack() as stack:
        archive = Archive(folder)
        archive.fill(courier.urls)
        archive.scrape("--force")
        watcher = _urlwatch(there, folder, courier)
        servers = _servers(there, folder, courier, stack)
        results: dict[str, Any] = {}
        for says, mode in PAGES:
            courier.set(mode)
            archive.scrape("--force")  # learns the validators of these pages
            rounds = [_round(archive, watcher, servers, courier) for _ in range(options.repeat + 1)]
            results[says] = _medians(rounds[1:], options.articles)  # in the first, the others learn them too
        return results


def _urlwatch(there: dict[str, Path], folder: Path, courier: Site) -> programs.UrlWatch | None:
    """urlwatch, having looked at everything once; None where it is not installed."""
    if URLWATCH not in there:
        return None
    home = folder / URLWATCH
    home.mkdir()
    watcher = programs.UrlWatch(there[URLWATCH], home)
    watcher.fill(courier.urls)
    watcher.run()
    return watcher


def _servers(there: dict[str, Path], folder: Path, courier: Site,
             stack: ExitStack) -> dict[str, programs.ChangeDetection]:  # fmt: skip
    """Servers of changedetection.io as it comes and with more workers, having looked at everything once."""
    servers = {}
    for workers in (None, MORE_WORKERS) if CHANGEDETECTION in there else ():
        name = CHANGEDETECTION if workers is None else f"{CHANGEDETECTION}, {workers} workers"
        home = folder / name
        home.mkdir()
        server = stack.enter_context(programs.changedetection(there[CHANGEDETECTION], home, workers))
        server.fill(courier.urls)
        server.settle()
        if wrong := server.failed():
            raise SystemExit(f"{name} could not look at {len(wrong)} pages: {wrong[0]}")
        servers[name] = server
    return servers


def _round(archive: Archive, watcher: programs.UrlWatch | None,
           servers: dict[str, programs.ChangeDetection], courier: Site) -> dict[str, dict[str, float]]:  # fmt: skip
    """Seconds and CPU seconds of looking at everything once, by program: of the work, without what a start costs."""
    ours = archive.scrape("--force", "--concurrency", str(len(courier.hosts)))
    if ours["unchanged"] + ours["not_modified"] != courier.articles:
        raise SystemExit(f"not all of {courier.articles} articles were unchanged: {ours}")
    start = archive.scrape()  # when nothing is due
    found = {OURS: {"seconds": ours["seconds"], "cpu": ours["cpu"] - start["cpu"]}}
    if watcher is not None:
        took, start = watcher.run(), watcher.run("--list")
        if took["said"] > courier.articles:  # one line is enough for a page that has not changed
            raise SystemExit("urlwatch took unchanged articles for changed ones")
        found[URLWATCH] = {name: took[name] - start[name] for name in ("seconds", "cpu")}
    for name, server in servers.items():
        found[name] = server.recheck(courier)
        if server.failed() or server.changed():
            raise SystemExit(f"{name} took unchanged articles for changed ones: {server.failed()[:1]}")
    return found


def _medians(rounds: list[dict[str, dict[str, float]]], articles: int) -> dict[str, dict[str, float]]:
    """By program: re-checks a second, CPU milliseconds of one, and how many times as many we do, in medians."""
    # What a start costs is taken off, so that of very few pages nothing may be left: a microsecond each, then.
    least = articles / 1e6
    found = {
        (name, what): max(median(each[name][what] for each in rounds), least)
        for name in rounds[0]
        for what in ("seconds", "cpu")
    }
    return {
        name: {
            "per_second": round(articles / found[name, "seconds"], 1),
            "cpu_ms": round(1000 * found[name, "cpu"] / articles, 2),
            "ours_times": round(found[name, "seconds"] / found[OURS, "seconds"], 1),
            "ours_times_cpu": round(found[name, "cpu"] / found[OURS, "cpu"], 1),
        }
        for name in rounds[0]
    }


def functions(there: dict[str, Path], folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """CPU milliseconds of a pair, by kind of pairs and by function."""
    kinds = {
        f"our stories of {BLOCKS} blocks": diffs.made_pairs(options.pairs, BLOCKS - 1),
        "real pages (gov.uk)": diffs.real_pairs(options.pairs),
    }
    places: dict[str, Path | None] = {OURS: None, **there}
    known = {OURS: diffs.OURS, **diffs.FUNCTIONS}
    return {
        kind: {
            f"{name}, {said}": diffs.timed(places[name], needs, work, pairs, folder)
            for name in known
            if name in places
            for said, (needs, work) in known[name].items()
        }
        for kind, pairs in kinds.items()
        if pairs
    }


def diff_pages(there: dict[str, Path], folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Comparisons served a second, by program: ours by granian with two workers, theirs as it comes."""
    archive = Archive(folder)
    archive.manage("migrate", "--verbosity", "0")
    filling = "from benchmarks.reading_archive import fill; fill({0}, texts={0}, blocks={1})"
    archive.python("-c", filling.format(options.stories, BLOCKS - 1))
    results = {}
    with served(archive, workers=2) as (port, pid):
        # The first comparisons warm the site up, the second, which nobody has asked for yet, are measured.
        first, second = ([f"/articles/{n + 1}/diff/{v}/{v + 1}/" for n in range(options.stories)] for v in (1, 2))
        results[OURS] = _served(port, pid, first, second, options)
    if CHANGEDETECTION in there:
        with (
            site(hosts=options.hosts, articles=options.watches, paragraphs=BLOCKS - 1) as courier,
            programs.changedetection(there[CHANGEDETECTION], folder) as server,
        ):
            server.fill(courier.urls)
            server.settle()
            courier.publish(dict.fromkeys(range(options.watches), 1))
            server.recheck(courier)
            server.settle_changed(options.watches)
            pages = server.changed()
            results[CHANGEDETECTION] = _served(server.port, server.pid, pages[:20], pages, options)
    return results


def _served(port: int, pid: int, first: list[str], pages: list[str], options: argparse.Namespace) -> dict[str, float]:
    """What asking for the pages took, once the site is warm, and the server's CPU milliseconds a page."""
    diffs.page_rate(port, first, options.connections)
    before = programs.cpu_of(pid)
    rate = diffs.page_rate(port, pages, options.connections)
    return rate | {"cpu_ms": round(1000 * programs.spent(before, programs.cpu_of(pid)) / len(pages), 2)}


def verdicts(figures: dict[str, Any]) -> list[Verdict]:
    """The targets that this run could measure."""
    made = []
    for says, found in figures.get("rechecks", {}).items():
        if CHANGEDETECTION in found:
            times = found[CHANGEDETECTION]["ours_times"]
            said = f"re-checks, {says}: {times} × changedetection.io's, at least {TIMES_AS_MANY}"
            made.append(Verdict(said, times >= TIMES_AS_MANY))
    if "pages" in figures:
        rate = figures["pages"][OURS]["rate"]
        said = f"comparisons of {BLOCKS} blocks: {rate:.0f}/s by two workers, at least {MOST_REQUESTS}"
        made.append(Verdict(said, rate >= MOST_REQUESTS))
    return made


def report(figures: dict[str, Any], reached: list[Verdict], options: argparse.Namespace) -> str:
    """The figures as Markdown."""
    told = ", ".join(f"{name} {version}" for name, version in figures["versions"].items()) or "none could be installed"
    lines = [f"Beside: {told}."]
    for says, found in figures.get("rechecks", {}).items():
        lines += [
            "", f"{options.articles} pages on {options.hosts} hosts, {says}; medians of {options.repeat}.", "",
            "| program | re-checks/s | CPU ms of one | ours, times as many | by CPU |", "|---|---|---|---|---|",
            *(f"| {name} | {each['per_second']} | {each['cpu_ms']} | {each['ours_times']} | {each['ours_times_cpu']} |"
              for name, each in found.items()),
        ]  # fmt: skip
    for kind, found in figures.get("functions", {}).items():
        lines += ["", f"Comparing {kind}, CPU ms a pair:", "", "| function | median | p95 |", "|---|---|---|"]
        lines += [f"| {name} | {each['median']} | {each['p95']} |" for name, each in found.items()]
    if "pages" in figures:
        lines += [
            "", f"Pages that compare two states of {BLOCKS} blocks, {options.connections} connections:", "",
            "| program | pages/s | median ms | p95 ms | server's CPU ms | the asking client's |",
            "|---|---|---|---|---|---|",
            *(f"| {name} | {each['rate']} | {each['median']} | {each['p95']} | {each['cpu_ms']} | {each['client_ms']} |"
              for name, each in figures["pages"].items()),
        ]  # fmt: skip
    missed = [f"- {'' if verdict.reached else '**missed:** '}{verdict.says}" for verdict in reached]
    return "\n".join([*lines, "", "Targets:", "", *missed] if missed else lines)


if __name__ == "__main__":
    raise SystemExit(main())
