"""The same flow as tasks of a cluster: any number of ``procrastinate worker`` processes on any number of machines.

Who asks which host is settled by the leases in the hosts' rows, as for ``scrape --watch``; the queue only hands out
coarse work. A drain job takes the leases of some hosts and looks at what is due there, so a job that is lost costs
nothing but time: its leases run out, and the next plan counts those hosts again. (A job for each article would be
three times as slow, and a job for each host under a lock waits behind any later job with the same lock.)

PostgreSQL only; the app is installed where the database is PostgreSQL.
"""

from __future__ import annotations

import atexit
import logging
import time
from functools import cache

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job, Status

from articles import housekeeping, repacking
from articles.scraping import lease, rereading
from articles.scraping.deliver import deliver
from articles.scraping.reading import Readers
from articles.scraping.surveys import answer_waiting
from articles.scraping.track import equipped, run_some
from articles.scraping.turns import Turns

logger = logging.getLogger(__name__)

SCRAPING, INDEXING, DELIVERY, HOUSEKEEPING = "scraping", "indexing", "delivery", "housekeeping"
HOSTS_A_JOB = 50
JOB_SECONDS = 60.0  # no job holds a worker longer, so that plans and other queues get their turn
MOST_WAITING = 200  # drain jobs in the queue: more than any cluster begins between two plans
KEPT_HOURS = 24  # finished jobs stay on record for so long; failed ones for a week
FIRST = 10  # priority of what others wait for: plans, and the retry of what a dead worker left


@app.periodic(cron="* * * * * */5")
@app.task(queue=HOUSEKEEPING, queueing_lock="plan", priority=FIRST)
async def plan(timestamp: int) -> None:
    """See that as many drain jobs wait as what is due can use, and no more."""
    await mended()
    await plan_drains()


async def plan_drains() -> int:
    """Queue the drain jobs that are missing; how many were. Two planners at once queue each job once."""
    claimable = await sync_to_async(lease.claimable)(HOSTS_A_JOB * MOST_WAITING)
    waiting = await app.job_manager.list_jobs_async(task=drain.name, status=Status.TODO.value)
    names = {f"drain {number}" for number in range(-(-claimable // HOSTS_A_JOB))} - {
        job.queueing_lock for job in waiting
    }
    planned = 0
    for name in sorted(names):
        try:
            await drain.configure(queueing_lock=name).defer_async()
        except AlreadyEnqueued:
            continue  # another planner was quicker
        planned += 1
    return planned


@app.task(queue=SCRAPING, name="drain")
async def drain() -> dict[str, int]:
    """Look at what is due at some hosts. Its result, for the log, is the tally of its looks."""
    await mended()
    readers, turns = shared_readers(), shared_turns()
    async with equipped(readers, turns) as run:
        hosts = await run_some(run, hosts=HOSTS_A_JOB, seconds=JOB_SECONDS)
    if hosts == HOSTS_A_JOB:
        await plan_drains()  # more may wait; no need to wait for the next plan
    return {"hosts": hosts, **run.tally}


async def mended() -> None:
    """See that Django's connection is whole: one that broke with the server stays broken until it is closed."""
    await sync_to_async(close_old_connections)()


@cache
def shared_readers() -> Readers:
    """The reading processes of this worker, started once for all its jobs."""
    readers = Readers().__enter__()
    atexit.register(readers.__exit__, None, None, None)
    return readers


@cache
def shared_turns() -> Turns:
    """The hosts' turns as this worker's jobs share them."""
    return Turns(settings.SCRAPE_MIN_DELAY, lease.Lender(lease.new_owner()))


@app.periodic(cron="* * * * * */10")
@app.task(queue=INDEXING, queueing_lock="tidy")
async def tidy(timestamp: int) -> None:
    """Do a little of what follows the versions."""
    await mended()
    await sync_to_async(housekeeping.step)()


@app.periodic(cron="* * * * * */5")
@app.task(queue=DELIVERY, queueing_lock="tell_people", priority=FIRST)
async def tell_people(timestamp: int) -> dict[str, int]:
    """Tell people what their watches wait for. Two such jobs at once share what waits by claims."""
    until = time.monotonic() + JOB_SECONDS
    return dict(await deliver(stop=lambda: time.monotonic() > until))


@app.periodic(cron="* * * * * */3")
@app.task(queue=HOUSEKEEPING, queueing_lock="answer_surveys", priority=FIRST)
async def answer_surveys(timestamp: int) -> None:
    """Look at the addresses that editors pasted into the admin."""
    await mended()
    await answer_waiting()


@app.periodic(cron="* * * * * */5")
@app.task(queue=INDEXING, queueing_lock="reread")
async def reread(timestamp: int) -> None:
    """Work at the rereadings that editors ordered, some seconds at a time."""
    await sync_to_async(rereading.step)()


@app.periodic(cron="* * * * * */5")
@app.task(queue=INDEXING, queueing_lock="repack")
async def repack(timestamp: int) -> None:
    """Pack captured pages anew, for a twentieth of the time between two such jobs."""
    await repacking.step_aside(0.25)


@app.periodic(cron="* * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="retry_stalled", priority=FIRST, pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Queue again what a worker was doing when it died."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        logger.warning("job %s (%s) was left by a worker that died; it is queued again", job.id, job.task_name)
        try:
            await manager.retry_job(job)
        except AlreadyEnqueued:
            await _give_up(context, job)


async def _give_up(context: JobContext, job: Job) -> None:
    """End a job whose like is waiting already."""
    await context.app.job_manager.finish_job(job, Status.FAILED, delete_job=False)


@app.periodic(cron="17 * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="forget_finished", pass_context=True)
async def forget_finished(context: JobContext, timestamp: int) -> None:
    """Remove finished jobs from the queue's tables after a day, failed ones after a week."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_cancelled=True, include_aborted=True)
    await manager.delete_old_jobs(nb_hours=7 * KEPT_HOURS, include_failed=True)
