"""Runs a command and says what it cost: the CPU seconds of all its processes, those included that outlive it.

    python -m benchmarks.usage FILE COMMAND...      writes the seconds into FILE; exits as the command does

A scraper's reading processes are children of a fork server for which nobody waits; so this process adopts what is
left behind (Linux alone can do that) and waits for it. Elsewhere they are missing from the sum.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)


def main() -> int:
    """Run the command and write down its CPU seconds."""
    file, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)
    status = subprocess.run(command, check=False).returncode
    with suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    Path(file).write_text(str(used.ru_utime + used.ru_stime))
    return status


if __name__ == "__main__":
    raise SystemExit(main())
