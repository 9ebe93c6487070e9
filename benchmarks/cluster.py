"""Does a cluster grow? The same work by 1, 2 and 4 workers, each a real ``procrastinate worker``, on PostgreSQL.

    .ci/with-postgresql python -m benchmarks.cluster                   200 hosts that take their time to answer
    .ci/with-postgresql python -m benchmarks.cluster --kill-every 5    and a worker is killed every five seconds

A host answers one request after another, so what limits a worker is how many hosts it asks at once, not this machine.
Seconds are those between the first look and the last. Fills the (empty) database of DATABASE_URL.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.archive import Archive
from benchmarks.servers import Site, site
from tests.conftest import ROOT

TARGETS = {2: 1.9, 4: 3.5}  # times as quick as one worker
PATIENCE = 600  # seconds for one measurement

# How many looks were made since a moment, of how many articles, and over what time; and what is not as it should be.
_COUNT = """
import json, sys
import django
django.setup()
from django.db.models import Count, F, Max, Min
from articles.models import Article, Check, Host
seen = Check.objects.filter(pk__gt=int(sys.argv[1]))
found = seen.aggregate(first=Min("at"), last=Max("at"), articles=Count("article", distinct=True), checks=Count("pk"))
seconds = (found["last"] - found["first"]).total_seconds() if found["checks"] else 0
wrong = Article.objects.annotate(n=Count("versions")).exclude(n=F("version_count"), version_count=1).count()
newest = Check.objects.aggregate(pk=Max("pk"))["pk"] or 0
print(json.dumps({"articles": found["articles"], "checks": found["checks"], "seconds": seconds, "newest": newest,
                  "wrong": wrong, "leased": Host.objects.exclude(owner="").count()}))
"""


def main() -> int:
    """Measure and print a table; the exit status says whether the targets were reached."""
    options = parser().parse_args()
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        print("The queue lives in PostgreSQL: run this by .ci/with-postgresql.", file=sys.stderr)
        return 2 if options.required else 0
    articles = options.hosts * options.articles
    with (
        tempfile.TemporaryDirectory() as name,
        site(hosts=options.hosts, articles=articles, latency=options.latency) as courier,
    ):
        courier.set("validators")
        archive = Archive(Path(name), os.environ["DATABASE_URL"])
        archive.fill(courier.urls)
        archive.scrape("--concurrency", str(options.hosts))
        results = [measure(archive, courier, count, options) for count in options.workers]
    print(report(results, options))
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=1))
    return int(any(not result["good"] for result in results) or any(not reached(result, results) for result in results))


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--hosts", type=int, default=200)
    options.add_argument("--articles", type=int, default=10, help="of each host (default 10)")
    options.add_argument("--latency", type=float, default=1.0, metavar="S", help="seconds until a host answers")
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    options.add_argument("--kill-every", type=float, default=0, metavar="S", help="kill a worker, start another")
    options.add_argument("--required", action="store_true", help="fail where there is no PostgreSQL")
    options.add_argument("--json", metavar="FILE", help="write the figures there too")
    return options


def measure(archive: Archive, courier: Site, workers: int, options: argparse.Namespace) -> dict[str, Any]:
    """Let so many workers look at everything once."""
    start = counted(archive, 0)["newest"]
    with ExitStack() as stack:
        crew = [stack.enter_context(worker(archive)) for _ in range(workers)]
        time.sleep(4)  # until they wait for work: their start is not what is measured
        archive.make_due()
        killed, deadline, kill_at = 0, time.monotonic() + PATIENCE, time.monotonic() + options.kill_every
        while (found := counted(archive, start))["articles"] < courier.articles and time.monotonic() < deadline:
            time.sleep(0.5)
            if options.kill_every and time.monotonic() > kill_at:
                victim = crew[killed % workers]
                victim.kill()
                crew[killed % workers] = stack.enter_context(worker(archive))
                killed, kill_at = killed + 1, time.monotonic() + options.kill_every
                victim.wait()
                archive.python("-c", _LAPSE, str(victim.pid))
        for each in crew:
            each.terminate()
    time.sleep(2)  # until they have given their leases back
    found = counted(archive, start)
    good = found["articles"] == courier.articles and not found["wrong"] and courier.most_in_flight() == 1
    return {"workers": workers, "killed": killed, "in_flight": courier.most_in_flight(), "good": good, **found}


# Leases last minutes; those of a dead worker end here at once, as if that time had gone by.
_LAPSE = """
import sys
import django
django.setup()
from articles.models import Host
Host.objects.filter(owner__contains=f":{sys.argv[1]}:").update(lease_until=None)
"""


def worker(archive: Archive) -> subprocess.Popen[bytes]:
    """A worker of the cluster."""
    command = [sys.executable, "manage.py", "procrastinate", "worker"]
    return subprocess.Popen(command, cwd=ROOT, env=archive.manage.environment)


def counted(archive: Archive, after: int) -> dict[str, Any]:
    """What was looked at since the check with this id."""
    answer: dict[str, Any] = json.loads(archive.python("-c", _COUNT, str(after)))
    return answer


def reached(result: dict[str, Any], results: list[dict[str, Any]]) -> bool:
    """Whether these workers were as much quicker than one as they should be."""
    return growth(result, results) >= TARGETS.get(result["workers"], 0)


def growth(result: dict[str, Any], results: list[dict[str, Any]]) -> float:
    """How many times the articles a second of the first result."""
    return round(float(results[0]["seconds"] / result["seconds"]), 2)


def report(results: list[dict[str, Any]], options: argparse.Namespace) -> str:
    """The figures as Markdown."""
    lines = [
        f"{options.hosts} hosts with {options.articles} articles each; an answer takes {options.latency:g} s.",
        "",
        "| workers | articles | looks | seconds | articles/s | times one | target | killed | at once to a host |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for each in results:
        rate = each["articles"] / each["seconds"]
        lines.append(
            f"| {each['workers']} | {each['articles']:,} | {each['checks']:,} | {each['seconds']:.1f} | {rate:.0f} | "
            f"{growth(each, results)} | {TARGETS.get(each['workers'], '')} | {each['killed']} | {each['in_flight']} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
