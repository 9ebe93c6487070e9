"""Processes that compute for an event loop."""

from __future__ import annotations

import asyncio
import math
import operator
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import active_children, get_context

import pytest

from articles.scraping.pool import Pool, WorkerDied


@contextmanager
def pool(size: int, *, forked: bool = False) -> Iterator[Pool]:
    made = Pool(size, get_context("forkserver"))
    if forked:
        made.start(get_context("fork"))
    try:
        yield made
    finally:
        made.close()


async def several(processes: Pool) -> list[int]:
    found: list[int] = await asyncio.gather(*(processes.call(operator.add, number, 1) for number in range(20)))
    return found


@pytest.mark.parametrize("forked", [False, True])
def test_more_calls_than_processes_are_all_answered_in_their_order(forked: bool) -> None:
    with pool(2, forked=forked) as processes:
        assert asyncio.run(several(processes)) == [*range(1, 21)]
        assert asyncio.run(several(processes)) == [*range(1, 21)], "a pool outlives the loop that used it"


def test_a_call_and_an_answer_may_be_much_larger_than_a_line_holds() -> None:
    body = os.urandom(5_000_000)
    with pool(1) as processes:
        assert asyncio.run(processes.call(bytes.__add__, body, b"!")) == body + b"!"


def test_what_a_call_raises_is_raised_here_and_says_where() -> None:
    async def call(processes: Pool) -> None:
        with pytest.raises(ValueError, match="math domain error") as raised:
            await processes.call(math.sqrt, -1)
        assert "pool.py" in "".join(raised.value.__notes__)
        assert await processes.call(math.sqrt, 4) == 2

    with pool(1) as processes:
        asyncio.run(call(processes))


def test_what_cannot_be_sent_costs_no_process() -> None:
    async def call(processes: Pool) -> set[int]:
        pids = {await processes.call(os.getpid)}
        with pytest.raises((AttributeError, TypeError)):
            await processes.call(lambda: None)
        return pids | {await processes.call(os.getpid)}

    with pool(1) as processes:
        assert len(asyncio.run(call(processes))) == 1


def test_a_process_that_ends_fails_its_call_alone() -> None:
    async def call(processes: Pool) -> list[int | BaseException]:
        calls = (processes.call(os._exit, 3), processes.call(operator.add, 1, 1), processes.call(operator.add, 2, 2))
        found: list[int | BaseException] = await asyncio.gather(*calls, return_exceptions=True)
        return found

    with pool(1) as processes:
        died, *others = asyncio.run(call(processes))
    assert isinstance(died, WorkerDied)
    assert others == [2, 4]


def test_the_answer_to_a_call_that_was_given_up_is_given_to_no_other() -> None:
    async def call(processes: Pool) -> int:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(processes.call(time.sleep, 30), 0.2)
        waiting = asyncio.create_task(processes.call(time.sleep, 0.5))
        await asyncio.sleep(0.1)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(processes.call(operator.add, 1, 1), 0.1)
        await waiting
        return await processes.call(operator.add, 3, 4)

    with pool(1) as processes:
        assert asyncio.run(call(processes)) == 7


def test_no_process_is_left_when_a_pool_was_closed() -> None:
    before = {child.pid for child in active_children()}
    with pool(2, forked=True):
        assert len({child.pid for child in active_children()} - before) == 2
    assert {child.pid for child in active_children()} <= before
