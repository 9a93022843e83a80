"""Small plots as SVG text: no library, no script, the same bytes from the same figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

CELL = 46
INK, SOFT, LINE = "var(--ink)", "var(--soft)", "var(--line)"


def svg(width: int, height: int, parts: Sequence[str], title: str) -> str:
    """An SVG picture with its title, as wide as its column."""
    body = "".join(parts)
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}" '
        f'style="max-width:{width}px" xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>{body}</svg>'
    )


def text(x: float, y: float, words: object, anchor: str = "start", extra: str = "") -> str:
    """Some words at a place."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {extra}>{escape(str(words))}</text>'


def forest(rows: Sequence[tuple[str, float, float, float, str]]) -> str:
    """Scores with their intervals: (name, value, low, high, note) each on a line from 0 to 1, the figures first."""
    names, left, width, step = 140, 270, 270, 24
    height = step * len(rows) + 34
    scale = [0.0, 0.25, 0.5, 0.75, 1.0]
    parts = [
        f'<line x1="{left + tick * width}" y1="6" x2="{left + tick * width}" y2="{height - 24}" stroke="{LINE}"/>'
        for tick in scale
    ]
    parts += [text(left + tick * width, height - 8, f"{tick:g}", "middle", 'class="tick"') for tick in scale]
    for place, (name, value, low, high, note) in enumerate(rows):
        y = 18 + place * step
        tone = "var(--good)" if value >= 0.98 else "var(--fair)" if value >= 0.85 else "var(--bad)"
        parts.append(text(names, y + 4, name.replace("_", " "), "end"))
        parts.append(text(names + 14, y + 4, f"{value:.3f}", extra='class="num"'))
        parts.append(text(names + 62, y + 4, note, extra='class="tick"'))
        parts.append(
            f'<line x1="{left + low * width:.1f}" y1="{y}" x2="{left + high * width:.1f}" y2="{y}" '
            f'stroke="{tone}" stroke-width="4" stroke-linecap="round" opacity=".35"/>'
        )
        parts.append(f'<circle cx="{left + value * width:.1f}" cy="{y}" r="5.5" fill="{tone}"/>')
    return svg(left + width + 14, height, parts, "Scores with 95 % intervals")


def confusion(
    counts: Mapping[tuple[str, str], int], expected: Sequence[str], got: Sequence[str], right: set[tuple[str, str]]
) -> str:
    """Expected outcomes down, given ones across; what is right in green, what is not in red."""
    cell, left, top = CELL, 190, 132
    most = max(counts.values(), default=1)
    parts = []
    for column, name in enumerate(got):
        x = left + column * cell + cell / 2
        parts.append(
            f'<text transform="translate({x + 4:.0f},{top - 10}) rotate(-48)">{escape(name.replace("_", " "))}</text>'
        )
    for row, wanted in enumerate(expected):
        y = top + row * cell
        parts.append(text(left - 12, y + cell / 2 + 4, wanted.replace("_", " "), "end"))
        for column, name in enumerate(got):
            count = counts.get((wanted, name), 0)
            tone = "var(--good)" if (wanted, name) in right else "var(--bad)"
            parts += _cell(left + column * cell, y, 0.25 + 0.65 * count / most, count, tone)
    return svg(left + cell * len(got) + 70, top + cell * len(expected) + 8, parts, "Expected and given outcomes")


def _cell(x: float, y: float, strength: float, count: int, tone: str) -> list[str]:
    box = f'<rect x="{x + 1.5}" y="{y + 1.5}" width="{CELL - 3}" height="{CELL - 3}" rx="7" '
    filled = f'fill="{tone}" fill-opacity="{strength:.2f}"/>' if count else f'fill="none" stroke="{LINE}"/>'
    words = [text(x + CELL / 2, y + CELL / 2 + 5, count, "middle", 'class="count"')] if count else []
    return [box + filled, *words]


def histogram(values: Sequence[float], unit: str) -> str:
    """How often each size occurs, with the median marked."""
    if not values:
        return ""
    ordered = sorted(values)
    most = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] or 1.0
    bins = [0] * 36
    for value in ordered:
        bins[min(35, int(value / most * 36))] += 1
    width, height, base = 620, 170, 140
    step, tallest = (width - 40) / 36, max(bins)
    parts = [
        f'<rect x="{20 + place * step:.1f}" y="{base - 120 * count / tallest:.1f}" width="{step - 2:.1f}" '
        f'height="{120 * count / tallest:.1f}" rx="2" fill="var(--accent)"/>'
        for place, count in enumerate(bins)
    ]
    middle = 20 + min(1.0, ordered[len(ordered) // 2] / most) * (width - 40)
    parts.append(
        f'<line x1="{middle:.1f}" y1="10" x2="{middle:.1f}" y2="{base}" stroke="{INK}" stroke-dasharray="3 3"/>'
    )
    parts.append(text(middle + 6, 20, f"median {ordered[len(ordered) // 2]:.1f} {unit}"))
    parts += [
        text(20 + part * (width - 40), base + 18, f"{part * most:.0f} {unit}", "middle", 'class="tick"')
        for part in (0.0, 0.5, 1.0)
    ]
    return svg(width, height, parts, "How long the answers took")
