"""Two kinds of SVG plot: bars, and lines over a logarithmic number of subscribers. No library."""

import math
from html import escape

COLOURS = {"hub": "#0b6e4f", "nchan": "#c8553d", "floor": "#888888", "jersey": "#3d5a98", "spring": "#b58900"}
DASHES = {"hub": "", "nchan": "8 3", "floor": "2 3", "jersey": "10 3 2 3", "spring": "5 5"}
STYLE = "<style>text{font:13px sans-serif;fill:#222}.title{font-size:16px;font-weight:bold}.grid{stroke:#ddd}.axis{stroke:#444}</style>"


def shown(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def text(x, y, words, anchor="start", extra=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {extra}>{escape(words)}</text>'


def line(x1, y1, x2, y2, kind):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def document(width, height, title, parts):
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
                      f'role="img" aria-label="{escape(title)}">', STYLE,
                      f'<rect width="{width}" height="{height}" fill="#fff"/>', text(16, 26, title, extra='class="title"'),
                      *parts, "</svg>", ""])


def steps(largest):
    """Round numbers from 0 to above the largest: about five."""
    raw = largest / 5 or 1
    power = 10 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw)
    return [step * i for i in range(int(largest / step) + 2)]


def bars(title, axis, values):
    """values: (name, median, lowest, highest), one bar each, with a whisker for the range."""
    left, top, width, height = 90, 50, 640, 44
    ticks = steps(max(high for _, _, _, high in values))
    bottom = top + height * len(values)

    def x(value):
        return left + width * value / ticks[-1]
    parts = []
    for tick in ticks:
        parts += [line(x(tick), top, x(tick), bottom, "grid"), text(x(tick), bottom + 18, shown(tick), "middle")]
    for row, (name, middle, low, high) in enumerate(values):
        y = top + height * row + 8
        parts += [text(left - 8, y + 19, name, "end"),
                  f'<rect x="{left}" y="{y}" width="{x(middle) - left:.1f}" height="{height - 16}" fill="{COLOURS[name]}"/>',
                  line(x(low), y + 14, x(high), y + 14, "axis"), line(x(low), y + 9, x(low), y + 19, "axis"),
                  line(x(high), y + 9, x(high), y + 19, "axis"), text(x(high) + 8, y + 19, shown(middle))]
    parts += [line(left, top, left, bottom, "axis"), text(left + width / 2, bottom + 40, axis, "middle")]
    return document(left + width + 90, bottom + 56, title, parts)


def curves(title, axis, series):
    """series: name -> [(subscribers, value)]; both axes are logarithmic."""
    left, top, width, height = 80, 50, 560, 320
    points = [point for line_of in series.values() for point in line_of if point[1] > 0]
    counts = sorted({count for count, _ in points})
    low_x, high_x = math.log10(counts[0]), math.log10(max(counts[-1], counts[0] * 10))
    low_y = math.floor(math.log10(min(value for _, value in points)))
    high_y = max(math.ceil(math.log10(max(value for _, value in points))), low_y + 1)

    def x(count):
        return left + width * (math.log10(count) - low_x) / (high_x - low_x)

    def y(value):
        return top + height * (high_y - math.log10(value)) / (high_y - low_y)
    parts = []
    for power in range(low_y, high_y + 1):
        for factor in (1, 2, 5) if power < high_y else (1,):
            value = factor * 10.0 ** power
            parts += [line(left, y(value), left + width, y(value), "grid"), text(left - 8, y(value) + 4, shown(value), "end")]
    for count in counts:
        parts += [line(x(count), top, x(count), top + height, "grid"), text(x(count), top + height + 18, f"{count:,}", "middle")]
    ends = []
    for name, line_of in series.items():
        drawn = [(x(count), y(value)) for count, value in line_of if value > 0]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in drawn)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="2.5" stroke-dasharray="{DASHES[name]}"/>')
        parts += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="4" fill="{COLOURS[name]}"/>' for px, py in drawn]
        if drawn:
            ends.append([drawn[-1][1], drawn[-1][0], name])
    parts += labels(ends)
    parts += [line(left, top, left, top + height, "axis"), line(left, top + height, left + width, top + height, "axis"),
              text(left + width / 2, top + height + 42, "subscribers (logarithmic)", "middle"),
              text(18, top + height / 2, axis, "middle", f'transform="rotate(-90 18 {top + height / 2})"')]
    return document(left + width + 110, top + height + 60, title, parts)


def labels(ends):
    """The names beside the ends of their lines, moved apart where they would cover each other."""
    parts, above = [], -math.inf
    for y, x, name in sorted(ends):
        above = max(y, above + 16)
        parts.append(text(x + 10, above + 4, name, extra=f'style="fill:{COLOURS[name]};font-weight:bold"'))
    return parts
