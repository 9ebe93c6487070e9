"""``manage.py copy_archive URL``: move the archive to another database, SQLite or PostgreSQL."""

from __future__ import annotations

import argparse
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections
from django.db.models.functions import Now

from articles.copying import Refused, copy, exported_digest
from articles.elsewhere import manage
from articles.models import Host
from newsdiffs.environment import database


class Command(BaseCommand):
    """Copies everything, and proves it."""

    help = "Copy the whole archive into another, empty database, and prove the copy. Stop the scraper first."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("target", help="the other database, written as DATABASE_URL is")

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy, then compare."""
        url, said = options["target"], options["verbosity"] > 0
        if Host.objects.filter(lease_until__gt=Now()).exists():
            raise CommandError("A scraper is at work: stop it first (its leases end five minutes after it died).")
        self._connect(url)
        try:
            # In a process of its own, for which apps there are depends on the engine.
            manage(url, "migrate", "--verbosity", "0")
            copy("default", "target", on_table=lambda name, count: self._told(name, count) if said else None)
        except Refused as error:
            raise CommandError(f"{error} Nothing was copied.") from error
        except (DatabaseError, RuntimeError) as error:
            raise CommandError(f"{error}. Nothing was copied.") from error
        finally:
            connections["target"].close()
        self._prove(url, said)

    def _connect(self, url: str) -> None:
        try:
            config = database(url)
        except ImproperlyConfigured as error:
            raise CommandError(str(error).replace("DATABASE_URL", "The target")) from error
        # Reached through the settings' form, so that Django fills in its own defaults.
        connections.settings = connections.configure_settings(
            {"default": settings.DATABASES["default"], "target": config}
        )

    def _told(self, name: str, count: int) -> None:
        if count:
            self.stdout.write(f"{name}: {count} rows")

    def _prove(self, url: str, said: bool) -> None:
        try:
            whole = manage(url, "verify").strip()
            here, there = exported_digest(own_url()), exported_digest(url)
        except RuntimeError as error:
            raise CommandError(f"The copy is there and could not be proved: {error}") from error
        if here != there:
            raise CommandError(f"The copy's export ({there}) is not this archive's ({here}): do not use it.")
        if said:
            self.stdout.write(f"{whole} Both exports are the same, byte for byte (SHA-256 {here}).")
            self.stdout.write("Now let DATABASE_URL name the copy, for the site and the scraper.")


def own_url() -> str:
    """This process's database as a DATABASE_URL."""
    config = connections["default"].settings_dict
    if str(config["ENGINE"]).endswith("sqlite3"):
        return f"sqlite:///{quote(str(config['NAME']))}"
    password = f":{quote(config['PASSWORD'], safe='')}" if config["PASSWORD"] else ""
    place = quote(str(config["HOST"]), safe="") + (f":{config['PORT']}" if config["PORT"] else "")
    return f"postgres://{quote(config['USER'], safe='')}{password}@{place}/{quote(str(config['NAME']))}"
