"""Pictures of figures as SVG: bars in groups, and curves over a logarithmic axis. Pure functions of what they show.

They are readable in light and dark, tell series apart by label, dash and value as well as by colour, keep text as text,
and say in words what they show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import log10

WIDTH = 720
_LABELS, _BAR, _ROW, _VALUES = 264, 16, 24, 110  # of bars: room for labels and values, heights of a bar and a row
_LEFT, _RIGHT, _TOP, _PLOT = 60, 230, 60, 220  # of curves: room for the axes' and the series' labels
_APART = 16  # between two labels
_SPAN = 1e6  # the most that the top of a logarithmic axis may be of its foot

_STYLE = """<style>
  text { font: 13px system-ui, sans-serif; fill: #1d2430 }
  .head { font-size: 15px; font-weight: 600 } .small { font-size: 11px; fill: #5b6575 }
  .ours { fill: #2563c9 } .other { fill: #8a94a4 } .axis { stroke: #8a94a4 } .grid { stroke: #d5d9e0 }
  .target { stroke: #b3261e; stroke-width: 2; stroke-dasharray: 4 4 }
  .line { fill: none; stroke-width: 2 }
  .s0 { stroke: #2563c9 } .s1 { stroke: #a05a00 } .s2 { stroke: #1e7d34 } .s3 { stroke: #8a3ab0 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e9ef } .small { fill: #a3adbd }
    .ours { fill: #7fb0ff } .other { fill: #7d8796 } .axis { stroke: #7d8796 } .grid { stroke: #3a4352 }
    .target { stroke: #ff9a92 }
    .s0 { stroke: #7fb0ff } .s1 { stroke: #f0b35e } .s2 { stroke: #7fd695 } .s3 { stroke: #d3a2f0 }
  }
</style>"""
_DASHES = ("", "7 4", "2 3", "10 3 2 3", "14 4", "4 2 1 2")
_COLOURS = 4


@dataclass(frozen=True)
class Bar:
    """One bar; ``ours`` stands out."""

    label: str
    value: float
    ours: bool = False


def bars(title: str, groups: Mapping[str, Sequence[Bar]], *, unit: str, target: Mapping[str, float] | None = None,
         log: bool = False) -> str:  # fmt: skip
    """Horizontal bars under the name of their group, each with its value; ``target`` is a line through a group.

    With ``log`` lengths go by the logarithm (values at or below zero have no length).
    """
    most = max((bar.value for rows in groups.values() for bar in rows), default=1.0)
    most = max(most, *(target or {}).values(), 0.0) or 1.0
    least = max(min((bar.value for rows in groups.values() for bar in rows), default=1.0), most / _SPAN)
    room = WIDTH - _LABELS - _VALUES

    def length(value: float) -> float:
        if not log:
            return room * max(value, 0) / most
        return room * (0.04 + 0.96 * log10(max(value / least, 1)) / (log10(most / least) or 1)) if value > 0 else 0

    parts, y = [f'<text x="0" y="20" class="head">{escape(title)}</text>'], 34
    parts.append(f'<text x="0" y="{y + 4}" class="small">{escape(unit)}{", logarithmic" if log else ""}</text>')
    y += 14
    for name, rows in groups.items():
        parts.append(f'<text x="0" y="{y + 17}">{escape(name)}</text>')
        y += _ROW
        top = y
        for bar in rows:
            kind = "ours" if bar.ours else "other"
            wide = max(length(bar.value), 1)
            parts.append(
                f'<text x="{_LABELS - 8}" y="{y + 13}" text-anchor="end">{escape(bar.label)}</text>'
                f'<rect x="{_LABELS}" y="{y}" width="{wide:.1f}" height="{_BAR}" class="{kind}"/>'
                f'<text x="{_LABELS + wide + 6:.1f}" y="{y + 13}">{number(bar.value)}</text>'
            )
            y += _ROW
        if target and name in target:
            x = _LABELS + length(target[name])
            parts.append(f'<line x1="{x:.1f}" y1="{top - 4}" x2="{x:.1f}" y2="{y - 4}" class="target"/>')
        y += 6
    said = "; ".join(f"{name}: {_told(rows)}" for name, rows in groups.items())
    if target:
        parts.append(f'<text x="{_LABELS}" y="{y + 10}" class="small">dashed line: the target</text>')
        y += 16
        said += "; targets: " + ", ".join(f"{name} {number(value)}" for name, value in target.items())
    return _drawn(title, f"{unit}. {said}.", y + 6, parts)


def curves(title: str, xs: Sequence[int], series: Mapping[str, Sequence[float]], *, x: str, y: str) -> str:
    """A line for each series over ``xs``, both axes logarithmic; the last value stands at the end of its line."""
    values = [value for line in series.values() for value in line]
    high = max([*values, 2.0])
    low = max(min([*values, 0.5]), high / _SPAN)

    def across(value: float) -> float:
        span = log10(xs[-1] / xs[0]) or 1.0
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * log10(value / xs[0]) / span

    def down(value: float) -> float:
        return _TOP + _PLOT * (1 - log10(max(value, low) / low) / log10(high / low))

    bottom, right = _TOP + _PLOT, WIDTH - _RIGHT
    parts = [
        f'<text x="0" y="20" class="head">{escape(title)}</text><text x="0" y="38" class="small">{escape(y)}</text>',
        f'<path d="M{_LEFT} {_TOP} V{bottom} H{right}" class="line axis"/>',
        f'<text x="{(_LEFT + right) // 2}" y="{bottom + 38}" text-anchor="middle" class="small">{escape(x)}</text>',
    ]
    parts += [
        f'<line x1="{_LEFT}" y1="{down(value):.1f}" x2="{right}" y2="{down(value):.1f}" class="grid"/>'
        f'<text x="{_LEFT - 6}" y="{down(value) + 4:.1f}" text-anchor="end" class="small">{number(value)}</text>'
        for value in _ticks(low, high)
    ]
    parts += [
        f'<text x="{across(value):.1f}" y="{bottom + 18}" text-anchor="middle" class="small">{value:,}</text>'
        for value in xs
    ]
    ends = _apart([down(line[-1]) for line in series.values()])
    for place, ((name, line), end) in enumerate(zip(series.items(), ends, strict=True)):
        points = " ".join(f"{across(at):.1f},{down(value):.1f}" for at, value in zip(xs, line, strict=True))
        look = f'class="line s{place % _COLOURS}" stroke-dasharray="{_DASHES[place % len(_DASHES)]}"'
        parts.append(
            f'<polyline points="{points}" {look}/>'
            f'<path d="M{right + 2} {down(line[-1]):.1f} L{right + 14} {end:.1f} H{right + 40}" {look}/>'
            f'<text x="{right + 46}" y="{end + 4:.1f}">{escape(name)} {number(line[-1])}</text>'
        )
    said = "; ".join(f"{name}: {', '.join(map(number, line))}" for name, line in series.items())
    height = max(bottom + 50, int(max(ends, default=0)) + 20)
    return _drawn(title, f"{y}, over {x} of {', '.join(f'{value:,}' for value in xs)}. {said}.", height, parts)


def number(value: float) -> str:
    """A figure as it is read: three digits that count, thousands with commas."""
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _told(rows: Sequence[Bar]) -> str:
    return ", ".join(f"{bar.label} {number(bar.value)}" for bar in rows)


def _ticks(low: float, high: float) -> list[float]:
    steps = [mantissa * 10.0**power for power in range(-4, 10) for mantissa in (1, 2, 5)]
    found = [step for step in steps if low <= step <= high]
    return found if len(found) <= 8 else [step for step in found if f"{step:e}".startswith("1")]


def _apart(wanted: Sequence[float]) -> list[float]:
    """The heights of labels, as near to those wanted as lets none stand on another, in the order that was given."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    placed = list(wanted)
    for before, place in pairwise(order):
        placed[place] = max(placed[place], placed[before] + _APART)
    over = max((placed[order[-1]] - (_TOP + _PLOT)) if order else 0, 0)
    for place in order:
        placed[place] -= over
    return placed


def _drawn(title: str, described: str, height: int, parts: Sequence[str]) -> str:
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 0 {WIDTH + 8} {height}" width="{WIDTH + 8}" '
        f'height="{height}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(title)}</title>', f'<desc id="desc">{escape(described)}</desc>', _STYLE, *parts,
        "</svg>", "",
    ])  # fmt: skip
