"""Takes the pictures in docs/screenshots from the sample histories: ``python docs/screenshots.py [FOLDER]``.

Builds a database of its own in a temporary folder, serves the site on a free port of the loopback address and looks
at it with Chromium (or what CHROMIUM names).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from desk_archive import PASSWORD
from playwright.sync_api import Browser, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
STORY = "Worker found alive after ten hours in collapsed grain silo"  # the sample that shows most


@dataclass(frozen=True)
class Shot:
    """One picture: which page, how."""

    name: str
    page: str  # of PAGES, or of those that docs/desk_archive.py tells
    scheme: Literal["light", "dark"] = "light"
    width: int = 1120
    height: int = 780


SHOTS = (
    Shot("home", "home"),
    Shot("article", "article"),
    Shot("diff", "diff"),
    Shot("diff-dark", "diff", scheme="dark"),
    Shot("diff-phone", "diff", width=390, height=844),
    Shot("sources", "sources"),
    Shot("card", "card", width=1200, height=630),
    Shot("desk", "desk"),
    Shot("desk-phone", "desk", width=390, height=844),
    Shot("desk-health", "health"),
    Shot("desk-workbench", "workbench"),
    Shot("desk-import", "import"),
)


def main() -> None:
    """Take all pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("No Chromium is installed: apt-get install chromium, or name it in CHROMIUM.")
    with tempfile.TemporaryDirectory() as scratch, site(Path(scratch)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        desk = furnish(Path(scratch))
        for shot in SHOTS:
            take(browser, address, folder, shot, desk)
        browser.close()


def furnish(scratch: Path) -> dict[str, str]:
    """Give the desk something to show; where its pages are."""
    command, environment = [sys.executable, str(ROOT / "docs" / "desk_archive.py")], surroundings(scratch)
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return told


def surroundings(scratch: Path) -> dict[str, str]:
    """The environment of the site's processes."""
    return {**os.environ, "DEBUG": "1", "DATABASE_URL": f"sqlite:///{scratch / 'site.sqlite3'}", "LOG_LEVEL": "ERROR"}


@contextmanager
def site(scratch: Path) -> Iterator[str]:
    """The site with the sample histories; gives its address."""
    environment = surroundings(scratch)
    histories = sorted(map(str, (ROOT / "seeds" / "histories").glob("*.jsonl")))
    samples = str(ROOT / "seeds" / "sample_sources.json")
    for command in (["migrate", "-v0"], ["load_sources", samples], ["load_sources"], ["import_history", *histories]):
        manage(command, environment).check_returncode()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    place = address.removeprefix("http://")
    quiet = subprocess.DEVNULL
    serve = [sys.executable, "manage.py", "runserver", "--noreload", place]
    server = subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)
    try:
        wait_for(f"{address}/healthz")
        yield address
    finally:
        server.terminate()
        server.wait()


def manage(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run a management command."""
    return subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=False)


def wait_for(url: str) -> None:
    """Return when the address answers; exit when it does not for a minute."""
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    sys.exit(f"The site does not answer at {url}.")


def take(browser: Browser, address: str, folder: Path, shot: Shot, desk: dict[str, str]) -> None:
    """Take one picture; ``desk`` is where the desk's pages are."""
    size: ViewportSize = {"width": shot.width, "height": shot.height}
    context = browser.new_context(viewport=size, color_scheme=shot.scheme, locale="en-GB", timezone_id="UTC")
    page = context.new_page()
    page.goto(f"{address}/?source=demo-courier")
    story = page.get_by_role("link", name=STORY).first.get_attribute("href") or ""
    article = "/".join(story.split("/")[:3])
    places = {
        "home": "/",
        "article": f"{article}/",
        "diff": f"{article}/diff/3/4/",
        "sources": "/sources/",
        "card": f"{article}/diff/3/4/card.png",
        **desk,
    }
    if shot.page in desk:
        page.goto(f"{address}/admin/")
        page.get_by_label("Username").fill("ines")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
    page.goto(address + places[shot.page])
    picture = folder / f"{shot.name}.png"
    page.screenshot(path=picture)
    print(f"{picture.name}: {picture.stat().st_size // 1024} KB")
    context.close()


if __name__ == "__main__":
    main()
