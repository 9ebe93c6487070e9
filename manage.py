#!/usr/bin/env python
"""Django's command line for NewsDiffs."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdiffs.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit(
            "Django is not installed here. Run `make setup`, then use `.venv/bin/python manage.py …`."
        ) from error
    from django.db.utils import OperationalError, ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, ProgrammingError) as error:
        from articles.doctor import unapplied

        if unapplied():
            raise SystemExit("The database lacks tables of this release: run `manage.py migrate` first.") from error
        raise


if __name__ == "__main__":
    main()
