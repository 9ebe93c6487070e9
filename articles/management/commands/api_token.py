"""``manage.py api_token NAME``: make a token for the API; list and revoke them."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.models import ApiToken


class Command(BaseCommand):
    """Makes a token and prints it, once."""

    help = "Make a token for the API and print it; or list (--list) and revoke (--revoke) them."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("name", nargs="?", default="", help="who will use it")
        parser.add_argument("--write", action="store_true", help="allow tracking, checking and hiding too")
        parser.add_argument("--days", type=int, metavar="N", help="let it expire after N days")
        parser.add_argument("--revoke", action="store_true", help="delete the token with this name")
        parser.add_argument("--list", action="store_true", help="list all tokens")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make, revoke or list."""
        name = options["name"].strip()
        if options["list"]:
            return self._list()
        if not name:
            raise CommandError("Give the token a name that says who uses it, such as “research group”.")
        if options["revoke"]:
            if not ApiToken.objects.filter(name=name).delete()[0]:
                raise CommandError(f"There is no token named {name!r}; --list shows all.")
            self.stdout.write(f"{name} is revoked.")
            return None
        return self._make(name, options)

    def _make(self, name: str, options: dict[str, Any]) -> None:
        days = options["days"]
        if days is not None and not 1 <= days <= 36_500:
            raise CommandError("--days must be between 1 and 36500.")
        if len(name) > 100:
            raise CommandError("The name is longer than 100 characters.")
        if ApiToken.objects.filter(name=name).exists():
            raise CommandError(f"There is a token named {name!r} already; --revoke it first, or take another name.")
        scope = ApiToken.Scope.WRITE if options["write"] else ApiToken.Scope.READ
        expires_at = timezone.now() + timedelta(days=days) if days else None
        _, secret = ApiToken.objects.issue(name, scope, expires_at=expires_at)
        self.stdout.write(secret)
        self.stderr.write("Copy it now: it is not kept and not shown again.")

    def _list(self) -> None:
        for token in ApiToken.objects.all():
            expiry = f"until {token.expires_at:%Y-%m-%d}" if token.expires_at else "no expiry"
            used = f"last used {token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never used"
            self.stdout.write(f"{token.hint}…  {token.name}  {token.get_scope_display()}, {expiry}, {used}")
