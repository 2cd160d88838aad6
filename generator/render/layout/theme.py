"""The colours of the pictures, as a style sheet.

Takes nothing, gives CSS: light by default, dark where the reader's system says so. No variables:
viewers that know only SVG's own CSS still show the light one."""

from __future__ import annotations

__all__ = ["HUES", "style"]

_SANS = (
    'ui-sans-serif,-apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,Helvetica,Arial,sans-serif'
)
_MONO = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace'

_LIGHT = (
    ("#e8effb", "#1f4a8a", "#5b84c4"),
    ("#e6f4ea", "#1c5b35", "#4c9a6a"),
    ("#fdf0e0", "#7d4a0b", "#c48a3f"),
    ("#f3eafb", "#5b2f86", "#9470bd"),
    ("#fbe9ec", "#8a2440", "#c46a82"),
    ("#e2f3f5", "#0f5561", "#4797a5"),
    ("#f4f2dc", "#5c5310", "#9c8f38"),
    ("#eeeef2", "#3c4257", "#7a8199"),
)
_DARK = (
    ("#1d2c45", "#a9c7f7", "#6f98d8"),
    ("#1a3325", "#9fdcb6", "#5faa7e"),
    ("#3a2b17", "#f0c88f", "#c4914d"),
    ("#2f2342", "#d3b8f2", "#a184cb"),
    ("#3d2029", "#f2b3c2", "#cb7b90"),
    ("#17333a", "#98d8e2", "#579fac"),
    ("#33301a", "#ded28a", "#a89c4d"),
    ("#292d39", "#c5cbdc", "#8990a6"),
)
HUES = len(_LIGHT)

_SHAPES = f"""
text{{font-family:{_SANS};font-size:11px}}
.heading{{font-size:16px;font-weight:650}}
.domain{{font-size:12px;font-weight:600}}
.name{{font-size:13px;font-weight:650}}
.field,.type,.more,.chiptext,.null{{font-family:{_MONO};font-size:12px}}
.key{{font-weight:600}}
.type{{text-anchor:end}}
.more{{font-size:11px;font-style:italic}}
.chiptext{{font-size:11px}}
.null{{font-weight:700}}
.frame,.edge,.line,.tip,.uq,.fk{{fill:none}}
.edge{{stroke-width:1}}
.focus .edge{{stroke-width:2}}
.line{{stroke-width:1.4}}
.line:hover{{stroke-width:3}}
.tip{{stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round}}
.ring{{stroke-width:1.4}}
.uq,.fk{{stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}}
a text{{text-decoration:none}}
"""


def style(hues: int = HUES) -> str:
    """Gives the style sheet for the first `hues` hues, without what XML would need escaped."""
    light = _colours(
        _LIGHT[:hues],
        panel="#fbfcfd", edge="#c9d1dc", body="#ffffff", text="#1b2330", soft="#66728a",
        tip="#4d596e", key="#b7860b", shadow="#1b233014", focus="#1f6feb", chip=("#eeeef2", "#3c4257"),
    )  # fmt: skip
    dark = _colours(
        _DARK[:hues],
        panel="#11151c", edge="#3a4454", body="#1a202b", text="#e4e9f2", soft="#94a0b5",
        tip="#b0bacb", key="#e3b341", shadow="#00000059", focus="#58a6ff", chip=("#292d39", "#c5cbdc"),
    )  # fmt: skip
    return f"{_SHAPES}{light}@media (prefers-color-scheme:dark){{\n{dark}}}\n"


def _colours(
    hues: tuple[tuple[str, str, str], ...],
    *,
    panel: str,
    edge: str,
    body: str,
    text: str,
    soft: str,
    tip: str,
    key: str,
    shadow: str,
    focus: str,
    chip: tuple[str, str],
) -> str:
    rules = [
        f".panel{{fill:{panel};stroke:{edge}}}",
        f".heading,.field{{fill:{text}}}",
        f".type,.more,.legend text{{fill:{soft}}}",
        f".body{{fill:{body}}}.edge{{stroke:{edge}}}.shadow{{fill:{shadow}}}",
        f".focus .edge{{stroke:{focus}}}",
        f".tip,.ring{{stroke:{tip}}}.ring{{fill:{panel}}}",
        f".pk{{fill:{key}}}.uq{{stroke:{key}}}.fk{{stroke:{soft}}}",
        f".null,.legend .null{{fill:{focus}}}",
        f".chip{{fill:{chip[0]}}}.chiptext{{fill:{chip[1]}}}",
    ]
    for index, (fill, ink, line) in enumerate(hues):
        rules.append(
            f".head.h{index},.plate.h{index}{{fill:{fill}}}"
            f".name.h{index},.domain.h{index}{{fill:{ink}}}"
            f".frame.h{index}{{stroke:{line};stroke-opacity:.55;fill:{fill};fill-opacity:.28}}"
            f".line.l{index}{{stroke:{line}}}"
        )
    return "\n".join(rules) + "\n"
