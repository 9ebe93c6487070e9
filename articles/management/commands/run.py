"""``manage.py run``: everything a newcomer needs, in one process tree: data, site, scraper."""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.demo import DEFAULT_PORT, source_entry
from articles.models import Version
from articles.sources import load

ADMIN = "admin"
PASSWORD_FILE = Path(settings.DATA_DIR) / "admin-password.txt"


class Command(BaseCommand):
    """Prepares the database, then runs the site and the scraper until Ctrl-C."""

    help = "Prepare the database, load the samples, and run the site and the scraper until Ctrl-C."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-scrape", action="store_true", help="the site alone")
        parser.add_argument("--demo", action="store_true", help="also a small news site that changes while you watch")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, start, and wait."""
        host, port = options["host"], free_port(options["host"], options["port"])
        os.environ.setdefault("SITE_URL", site_url(host, port))  # so that feeds and letters lead to where the site is
        self.prepare()
        password = self.make_admin()
        children = [
            start(
                *("granian", "newsdiffs.wsgi:application", "--interface", "wsgi", "--host", host, "--port", str(port)),
                *("--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"),
                module=True,
            )
        ]
        try:
            wait_for(host, port, children[0])
            self.stdout.write(self.style.SUCCESS(f"\n  NewsDiffs is at   http://{host}:{port}/"))
            self.stdout.write(f"  The admin is at   http://{host}:{port}/admin/   {ADMIN} / {password}")
            self.stdout.write("  Ctrl-C stops it.\n")
            children += self.start_scraper(options)
            watch(children)
        finally:
            stop(children)

    def prepare(self) -> None:
        """Tables, the samples, and the catalogue of sources; all safe to repeat."""
        call_command("migrate", verbosity=0)
        seeds = Path(settings.BASE_DIR) / "seeds"
        call_command("load_sources", seeds / "sample_sources.json", verbosity=0)
        if not Version.objects.exists():
            self.stdout.write("Loading the sample histories …")
            call_command("import_history", *sorted(map(str, (seeds / "histories").glob("*.jsonl"))), verbosity=0)
        call_command("load_sources", verbosity=0)
        call_command("rebuild_search", "--missing", verbosity=0)  # what was recorded before there was an index

    def make_admin(self) -> str:
        """The admin's password: made on the first run, and kept in a file only its owner may read."""
        user_model = get_user_model()
        if user_model.objects.filter(username=ADMIN).exists():
            return PASSWORD_FILE.read_text().strip() if PASSWORD_FILE.exists() else "(the password you set)"
        password = secrets.token_urlsafe(12)
        user_model.objects.create_superuser(ADMIN, f"{ADMIN}@localhost", password)
        PASSWORD_FILE.parent.mkdir(parents=True, exist_ok=True)
        PASSWORD_FILE.touch(mode=0o600)
        PASSWORD_FILE.write_text(password + "\n")
        return password

    def start_scraper(self, options: dict[str, Any]) -> list[subprocess.Popen[bytes]]:
        """The scraper, and with --demo the news site that it watches."""
        if options["no_scrape"]:
            return []
        if not options["demo"]:
            return [start("scrape", "--watch", "-v", "0")]
        address = f"http://127.0.0.1:{DEFAULT_PORT}"
        self.stdout.write(f"  The demo's own news site is at {address}/; one of its stories changes every 30 s.\n")
        quick = {"ALLOW_PRIVATE_ADDRESSES": "1", "SCRAPE_CONFIRM_SECONDS": "5", "SCRAPE_MIN_DELAY": "0.2"}
        load([source_entry(address)], now=timezone.now())  # before the scraper asks for it
        demo = start("demo", "--every", "30")
        wait_for("127.0.0.1", DEFAULT_PORT, demo)  # stories of an earlier day are asked for at once
        return [demo, start("scrape", "--watch", "--source", "demo-lamp", "-v", "0", env=quick)]


def site_url(host: str, port: int) -> str:
    """The address of a site that listens there, as this machine's browser has it."""
    return f"http://{host if host in ('127.0.0.1', 'localhost') else '127.0.0.1'}:{port}"


def free_port(host: str, port: int) -> int:
    """The port, or the next one that nothing listens on. Raises CommandError."""
    if not 0 < port < 65536:
        raise CommandError(f"--port is {port}: choose one from 1 to 65535.")
    for candidate in range(port, min(port + 20, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return candidate
    raise CommandError(f"Ports {port} to {candidate} of {host} are all in use: choose another with --port.")


def start(*command: str, module: bool = False, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a management command, or with ``module`` a Python module, as a child process.

    In a group of its own, so that Ctrl-C reaches us alone: servers complain when their workers are stopped under them.
    """
    first = ["-m"] if module else [str(Path(settings.BASE_DIR) / "manage.py")]
    return subprocess.Popen(
        [sys.executable, *first, *command],
        env={**os.environ, **(env or {})},
        cwd=settings.BASE_DIR,
        process_group=0,
    )


def wait_for(host: str, port: int, child: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers. Raises CommandError if it ends instead."""
    for _ in range(200):
        if child.poll() is not None:
            break
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise CommandError("A server did not start; its reason stands above.")


def watch(children: list[subprocess.Popen[bytes]]) -> None:
    """Wait until one of the children ends, or we are asked to stop."""
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: asked.append(number))
    while not asked and all(child.poll() is None for child in children):
        time.sleep(0.2)


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask the children to end, and see that they do."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
