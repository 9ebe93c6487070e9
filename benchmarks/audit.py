"""The judgement of others on our pages and feeds: the Nu HTML checker on every kind of page, validators of feeds on
every kind of feed, Lighthouse on three pages.

    python -m benchmarks.audit
    python -m benchmarks.audit --modules FOLDER      with a node_modules that has the three packages

They come from npm, in the versions named here, into a folder that is kept for the next time. Java, npm, Ruby and
Chromium have to be there; what is missing is named and left out, and the exit status says that not all was judged. The
site is served as in production, with the sample histories. Lighthouse is run as it comes (a slow phone on a slow
network, by its own simulation), and once more where it lost its own trace, as it does on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.archive import Archive
from benchmarks.audit_feeds import judge_feeds
from benchmarks.reading import served
from tests.conftest import ROOT

LEAST = 0.95
FLAGS = "--chrome-flags=--headless --no-sandbox"
PACKAGES = ("vnu-jar@26.9.27", "lighthouse@12.8.2", "jsonfeed-validator@0.2.0")
KEPT = ROOT / "data" / "audit"
OWN = "http://127.0.0.1:8000"  # what the site calls itself, wherever it is served
ARTICLE = "/articles/3/"  # of the samples
PAGES = {
    "home": "/", "filters": "/?level=all&headline=1", "wrong filter": "/?level=none", "sources": "/sources/",
    "source": "/sources/demo-courier/", "article": ARTICLE, "version": f"{ARTICLE}versions/2/",
    "origins": f"{ARTICLE}origins/", "copies": f"{ARTICLE}copies/", "diff": f"{ARTICLE}diff/1/2/",
    "inline": f"{ARTICLE}diff/1/2/?view=inline", "no version": f"{ARTICLE}diff/2/99/", "search": "/search/",
    "found": "/search/?q=the&in=all", "removed": "/search/?q=the&in=removed", "wrong search": "/search/?q=%22",
    "lookup": "/lookup/", "unknown": "/lookup/?url=https://x.example/a", "about": "/about/", "api": "/api/docs",
    "nowhere": "/nowhere/", "nothing": "/?source=demo-courier&since=2099-01-01", "not found": "/search/?q=zyzzyva",
    "nobody": "/watches/",
}  # fmt: skip
JUDGED = ("home", "article", "diff")


def main() -> int:
    """Print what they find; the exit status says whether it is fine."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--modules", type=Path, help="a node_modules with the packages, instead of our own")
    modules = options.parse_args().modules or installed()
    with tempfile.TemporaryDirectory() as name:
        archive = Archive(Path(name), "")
        archive.manage.environment["SITE_URL"] = OWN
        archive.manage("migrate", "--verbosity", "0")
        archive.manage("load_sources", str(ROOT / "seeds" / "sample_sources.json"))
        archive.manage("load_sources")
        archive.manage("import_history", *sorted(map(str, (ROOT / "seeds" / "histories").glob("*.jsonl"))))
        with served(archive) as (port, _):
            site, folder = f"http://127.0.0.1:{port}", Path(name)
            fine = [
                check(modules, site, folder), judge_feeds(modules, site, OWN, folder), judge(modules, site),
            ]  # fmt: skip
    return int(not all(fine))


def installed() -> Path:
    """The node_modules with them, made where one is not there yet. No script of a package is run for it."""
    modules = KEPT / "node_modules"
    if not all((modules / package.split("@")[0]).exists() for package in PACKAGES) and shutil.which("npm"):
        print(f"Installing {', '.join(PACKAGES)} into {KEPT}", file=sys.stderr)
        KEPT.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", str(KEPT), "--ignore-scripts", "--no-fund", "--no-audit", *PACKAGES]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return modules


def check(modules: Path, site: str, folder: Path) -> bool:
    """The Nu HTML checker on every page; whether it found nothing."""
    jar = modules / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not jar.exists() or not shutil.which("java"):
        print(f"The Nu HTML checker is left out: it needs java and {jar}.")
        return False
    files: list[Path] = []
    for said, path in PAGES.items():
        files.append(folder / f"{said.replace(' ', '-')}.html")
        files[-1].write_bytes(fetch(site + path))
    done = subprocess.run(
        ["java", "-jar", jar, "--format", "text", *files], capture_output=True, text=True, check=False
    )
    found = [line for line in done.stderr.splitlines() if "Document checking completed" not in line and line.strip()]
    print(f"Nu HTML checker, {len(files)} pages: {chr(10).join(found) or 'no errors, no warnings'}")
    return done.returncode == 0 and not found


def fetch(url: str) -> bytes:
    """The page at an address, also where it is an apology."""
    try:
        with urllib.request.urlopen(url) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as sorry:
        return sorry.read()


def judge(modules: Path, site: str) -> bool:
    """Lighthouse on home, article and diff; whether all its scores are high enough."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    program = modules / ".bin" / "lighthouse"
    if not program.exists() or not chromium:
        print(f"Lighthouse is left out: it needs Chromium and {program}.")
        return False
    fine = True
    for said in JUDGED:
        scores = scores_of([str(program), site + PAGES[said], "--quiet", "--output=json", FLAGS], chromium)
        fine &= all(score is not None and score >= LEAST for score in scores.values())
        print(f"Lighthouse, {said}: {', '.join(f'{name} {score}' for name, score in scores.items())}")
    print(f"Load while it ran: {os.getloadavg()[0]:.1f}")
    return fine


def scores_of(command: list[str], chromium: str) -> dict[str, float | None]:
    """What Lighthouse gives for its categories, 0 to 1; None where it cannot tell. Raises if it fails thrice."""
    for left in (2, 1, 0):
        environment = os.environ | {"CHROME_PATH": chromium}
        done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=not left)
        if not done.returncode:
            break
    return {name: part["score"] for name, part in json.loads(done.stdout)["categories"].items()}


if __name__ == "__main__":
    raise SystemExit(main())
