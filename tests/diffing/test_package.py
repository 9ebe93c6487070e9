"""The package stands on its own."""

from __future__ import annotations

import subprocess
import sys


def test_it_knows_nothing_of_django() -> None:
    script = "import sys, articles.diffing; print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_rows_do_not_depend_on_the_hash_seed() -> None:
    script = (
        "from articles.diffing import compare; from tests.diffing.cases import CASES;"
        "from tests.diffing.notation import sides; import hashlib;"
        "print(hashlib.sha256(repr([compare(*sides(rows)).rows for rows in CASES.values()]).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(digests) == 1
