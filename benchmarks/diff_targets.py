"""What the diff engine has to reach, and whether a run of the diff bench reached it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

QUALITY = {
    "pairP": 0.989, "pairR": 0.987, "movP": 0.94, "movR": 0.90, "smP": 0.995, "smR": 0.97,
}  # fmt: skip
"""Precision and recall of pairs, moves, splits and merges: what the first prototype reached, at least to be reached."""
HIGHLIGHTED, CHAFF = 1.15, 0.02
"""At most so much is highlighted beside what was truly edited; at most so many scraps kept in an unrelated block."""
PROTOTYPE_MS = {30: 2.1, 100: 6.5, 500: 32.0}
BASELINE_MS: Mapping[str, Mapping[int, float]] = {
    "wikidiff2": {30: 1.0, 100: 5.7, 500: 9.0},
    "naive_cydifflib": {30: 0.6, 100: 1.9, 500: 16.0},
    "ndiff_pairs": {30: 1.7, 100: 5.9},
    "dmp_c_char": {30: 4.0, 100: 48.0, 500: 308.0},
    "htmldiff_lxml": {30: 12.0, 100: 43.0},
}
"""Medians of the prototype and of other tools, measured together on one machine: speed is judged by the ratios."""
SLOWER = 1.3
"""The engine may be so many times slower, measured by such a ratio, than the prototype was."""
LIGHT_MS, HUGE_MS, ADVERSARIAL_MS = 0.6, 250.0, 1_000.0
"""Medians for one or two typos in 40 blocks and for 3,000 blocks, and the most that any input may take."""


def verdicts(figures: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each target with the figure of this run, and whether it was reached."""
    ours = figures["tools"]["newsdiffs"]
    quality = ours["quality"]
    for name, least in QUALITY.items():
        yield f"{name} {quality[name]:.3f}, at least {least:.3f}", quality[name] >= least
    yield f"highlighted x {quality['hl_ratio']:.2f}, at most {HIGHLIGHTED}", quality["hl_ratio"] <= HIGHLIGHTED
    yield f"chaff {quality['chaff']:.2f}, at most {CHAFF}", quality["chaff"] <= CHAFF
    if "wikidiff2" in figures["tools"]:
        most = figures["tools"]["wikidiff2"]["quality"]["frag"]
        yield f"fragments x {quality['frag']:.2f}, wikidiff2 {most:.2f}", quality["frag"] <= most
    for tool, sizes in BASELINE_MS.items():
        for size, milliseconds in sizes.items():
            other = figures["tools"].get(tool, {}).get("ms", {}).get(str(size))
            if other and str(size) in ours["ms"]:
                ratio, most = ours["ms"][str(size)][0] / other[0], SLOWER * PROTOTYPE_MS[size] / milliseconds
                yield f"{size} blocks: {ratio:.2f} of {tool}'s time, at most {most:.2f}", ratio <= most
    light = figures["light"]["newsdiffs"]
    yield f"light edits {light:.2f} ms, under {LIGHT_MS}", light < LIGHT_MS
    if "3000" in ours["ms"]:
        yield f"3000 blocks {ours['ms']['3000'][0]:.0f} ms, at most {HUGE_MS:.0f}", ours["ms"]["3000"][0] <= HUGE_MS
    for name, milliseconds in figures["adversarial"].items():
        if milliseconds > ADVERSARIAL_MS / 2:
            yield f"{name}: {milliseconds:.0f} ms, at most {ADVERSARIAL_MS:.0f}", milliseconds <= ADVERSARIAL_MS
    histories = figures["histories"]
    spoilt = histories["coarse under 200 blocks"] + histories["broken"]
    yield f"{histories['pairs']} real pairs, {spoilt} of them coarse under 200 blocks or broken", not spoilt
