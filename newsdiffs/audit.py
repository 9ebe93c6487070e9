"""``make audit``: are there known vulnerabilities in what production runs on? Says plainly where nobody could be asked.

Exit status: 0 none known, 1 some, 2 not every package could be looked up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def main(requirements: str) -> int:
    """Ask for each pinned package, and print what came of it."""
    # The program beside this Python, in the environment of `make audit`.
    command = [str(Path(sys.executable).with_name("pip-audit")), "--disable-pip", "--require-hashes",
               "--progress-spinner", "off", "--timeout", "10", "--format", "json", "-r", requirements]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        print(done.stderr.strip()[-2000:])
        print("NOT AUDITED: the service that knows of vulnerabilities cannot be reached from here.")
        return 2
    lines, status = told(report["dependencies"])
    print("\n".join(lines))
    return status


def told(packages: list[dict[str, Any]]) -> tuple[list[str], int]:
    """What to print of pip-audit's report, and the exit status."""
    lines = [
        f"{package['name']} {package['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'none'}"
        for package in packages
        for found in package.get("vulns", [])
    ]
    skipped = sum("skip_reason" in package for package in packages)
    if skipped:
        lines.append(
            f"NOT AUDITED: {skipped} of {len(packages)} packages, of which the service that was asked knows nothing. "
            "Behind a mirror or offline that is all of them: run `make audit` where the internet can be reached."
        )
    elif not lines:
        lines.append(f"No known vulnerability in {len(packages)} packages.")
    return lines, 1 if any(package.get("vulns") for package in packages) else 2 if skipped else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
