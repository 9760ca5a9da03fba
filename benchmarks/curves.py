"""`python benchmarks/curves.py FILE`: the medians that `builds.py --into FILE` gathered, drawn for the docs."""

from __future__ import annotations

import argparse
import html
import json
import math
from pathlib import Path

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 720, 420, 70, 20, 250, 50
_COLOURS = ("#8a2be2", "#c2185b", "#00695c", "#e65100", "#1565c0", "#558b2f", "#6d4c41", "#37474f")


def draw(medians: dict[str, dict[int, float]]) -> str:
    """Curves of CPU seconds over entries, both in logarithms, as an SVG."""
    known = {name: costs for name, costs in medians.items() if len(costs) > 1}
    sizes = sorted({entries for costs in known.values() for entries in costs})
    least = math.floor(math.log10(min(cpu for costs in known.values() for cpu in costs.values())))
    most = math.ceil(math.log10(max(cpu for costs in known.values() for cpu in costs.values())))

    def x(entries: int) -> float:
        share = math.log(entries / sizes[0]) / math.log(sizes[-1] / sizes[0])
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(cpu: float) -> float:
        return _HEIGHT - _BOTTOM - (math.log10(cpu) - least) / (most - least) * (_HEIGHT - _TOP - _BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">',
        "<style>text { font: 12px sans-serif; }</style>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for power in range(least, most + 1):
        at = y(10**power)
        parts.append(f'<path d="M{_LEFT} {at:.0f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{at + 4:.0f}" text-anchor="end">{10**power:g} s</text>')
    labels = ((x(entries), f"{entries:,}") for entries in sizes)
    parts += [f'<text x="{at:.0f}" y="{_HEIGHT - 28}" text-anchor="middle">{label}</text>' for at, label in labels]
    parts.append(f'<text x="{_LEFT}" y="{_HEIGHT - 8}">entries in the journal; CPU seconds, medians</text>')
    taken = 0.0
    for number, (name, costs) in enumerate(sorted(known.items(), key=lambda each: -each[1][max(each[1])])):
        colour = _COLOURS[number % len(_COLOURS)]
        way = " ".join(f"{x(entries):.1f},{y(cpu):.1f}" for entries, cpu in sorted(costs.items()))
        taken = max(y(costs[max(costs)]) + 4, taken + 15)
        parts.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{_WIDTH - _RIGHT + 8}" y="{taken:.0f}" fill="{colour}">{html.escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def main() -> None:
    """Draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("medians", type=Path)
    parser.add_argument("--into", type=Path, default=Path("docs/pictures/builds.svg"))
    given = parser.parse_args()
    medians = json.loads(given.medians.read_text())
    given.into.write_text(
        draw({name: {int(n): cpu for n, cpu in costs.items() if int(n)} for name, costs in medians.items()})
    )


if __name__ == "__main__":
    main()
