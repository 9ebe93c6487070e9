"""No input is slow, and none takes much memory. Limits are on work, memory and a generous CPU limit that
the kernel enforces on a process of its own; nothing here is asserted by the clock."""

from __future__ import annotations

import random
import subprocess
import sys
import tracemalloc
from collections.abc import Callable

import pytest

from articles.diffing import compare
from articles.diffing.lcs import TOTAL_CELLS, common_subsequence

WORDS = [f"w{number:04d}" for number in range(3000)]
Texts = tuple[list[str], list[str]]


def random_words(count: int, seed: int) -> list[str]:
    chooser = random.Random(seed)
    return [chooser.choice(WORDS) for _ in range(count)]


def ten_thousand_equal_lines() -> Texts:
    return ["the same line"] * 10_000, ["the same line"] * 9_999 + ["another line", "the same line"]


def a_megabyte_without_a_space() -> Texts:
    text = "".join(random_words(200_000, 1))
    return [text], [text[:400_000] + "x" + text[400_000:]]


def a_hundred_thousand_one_word_blocks() -> Texts:
    old = random_words(100_000, 2)
    new = list(old)
    for place in range(0, 100_000, 37):
        new[place] = "other"
    return old, new


def a_megabyte_in_one_block() -> Texts:
    old = random_words(170_000, 3)
    new = random_words(170_000, 4)
    return [" ".join(old)], [" ".join(new)]


def a_megabyte_of_chinese() -> Texts:
    chooser = random.Random(5)
    old = [chr(0x4E00 + chooser.randrange(2500)) for _ in range(350_000)]
    new = list(old)
    for place in range(0, len(new), 500):
        new[place] = "變"
    return ["".join(old)], ["".join(new)]


def thousands_of_blocks_shuffled_and_edited() -> Texts:
    old = [" ".join(random_words(30, seed)) for seed in range(3000)]
    new = [one.replace(one[:5], "edited") for one in old]
    random.Random(6).shuffle(new)
    return old, new


def near_identical_blocks() -> Texts:
    base = random_words(40, 7)
    old = [" ".join([*base[: n % 40], f"old{n}", *base[n % 40 :]]) for n in range(2000)]
    new = [" ".join([*base[: 7 * n % 40], f"new{n}", *base[7 * n % 40 :]]) for n in range(2000)]
    return old, new


def one_mark_on_another() -> Texts:
    return ["e" + "\u0301" * 100_000], ["e" + "\u0301" * 99_999]


ADVERSARIES: list[Callable[[], Texts]] = [
    ten_thousand_equal_lines,
    a_megabyte_without_a_space,
    a_hundred_thousand_one_word_blocks,
    a_megabyte_in_one_block,
    a_megabyte_of_chinese,
    thousands_of_blocks_shuffled_and_edited,
    near_identical_blocks,
    one_mark_on_another,
]
CPU_SECONDS = 20
MEMORY_ABOVE_INPUT = 100_000_000
RUN = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
from articles.diffing import compare
from tests.diffing import test_bounds
old, new = test_bounds.{name}()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rows = compare(old, new).rows
assert sum(len(row.old) for row in rows) == len(old)
assert sum(len(row.new) for row in rows) == len(new)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


@pytest.mark.parametrize("adversary", ADVERSARIES, ids=lambda f: f.__name__)
def test_adversarial_input_stays_within_its_bounds(adversary: Callable[[], Texts]) -> None:
    script = RUN.format(seconds=CPU_SECONDS, name=adversary.__name__)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr or f"ended by signal {-done.returncode}"
    assert int(done.stdout) <= MEMORY_ABOVE_INPUT


def test_a_diff_says_when_a_guard_made_it_coarse() -> None:
    assert compare(*a_hundred_thousand_one_word_blocks()).coarse
    assert not compare(["a b c"], ["a c"]).coarse


def test_memory_grows_with_the_input_not_with_its_square() -> None:
    def peak(size: int) -> int:
        old, new = [" ".join(random_words(size, 8))], [" ".join(random_words(size, 9))]
        tracemalloc.start()
        compare(old, new)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(16_000) < 3 * peak(8_000)


def test_the_budget_counts_cells_so_the_same_input_gives_the_same_answer() -> None:
    old, new = random_words(40_000, 10), random_words(40_000, 11)
    assert len(old) * len(new) > TOTAL_CELLS
    first, second = common_subsequence(old, new), common_subsequence(old, new)
    assert first == second
    for match in first.matches:
        assert old[match.old : match.old + match.size] == new[match.new : match.new + match.size]


def test_a_giant_text_is_still_aligned_where_little_changed() -> None:
    old = random_words(60_000, 12)
    new = [*old[:30_000], "changed", *old[30_001:]]
    (row,) = compare([" ".join(old)], [" ".join(new)]).rows
    assert [part for op, part in row.new_spans[0] if op == "+"] == ["changed"]
