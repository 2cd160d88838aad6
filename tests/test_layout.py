"""The laws of the diagrams, over made-up schemas: nothing overlaps, every line ends on its rows."""

from __future__ import annotations

import time
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.render.layout.metrics import HEADER, ROW, mono_width, row_middle
from generator.render.layout.picture import layout
from generator.render.layout.shapes import Box, End, Line, Picture, Placed, Row
from generator.render.layout.spread import spread
from generator.render.layout.svg import draw
from generator.render.layout.tracks import Leg, assign

_NAMES = st.text("abcdefghij_", min_size=1, max_size=50)
_TYPES = st.sampled_from(["int64", "string(120)", "decimal(12,2)", "text", ""])


@st.composite
def _rows(draw_: st.DrawFn) -> tuple[Row, ...]:
    names = draw_(st.lists(_NAMES, max_size=6, unique=True))
    return tuple(Row(name, draw_(_TYPES), nullable=draw_(st.booleans())) for name in names)


@st.composite
def _schemas(draw_: st.DrawFn) -> tuple[tuple[Box, ...], tuple[Line, ...]]:
    """Any number of boxes in any number of groups, any lines, loops and circles among them."""
    count = draw_(st.integers(0, 14))
    groups = draw_(st.sampled_from([("",), ("", "sales"), ("a", "b", "c", "d & d")]))
    boxes = tuple(
        Box(f"t{at}", draw_(_NAMES), draw_(_rows()), draw_(st.sampled_from(groups)), more=at % 3)
        for at in range(count)
    )
    lines = []
    for _ in range(draw_(st.integers(0, 3 * count))):
        source, target = (draw_(st.sampled_from(boxes)) for _ in range(2))
        keys = [draw_(st.lists(_row_of(box), max_size=2)) for box in (source, target)]
        ends = [draw_(st.sampled_from(End)) for _ in range(2)]
        lines.append(
            Line(source.name, tuple(keys[0]), target.name, tuple(keys[1]), ends[0], ends[1])
        )
    return boxes, tuple(lines)


def _row_of(box: Box) -> st.SearchStrategy[str]:
    return st.sampled_from([row.name for row in box.rows] or ["absent"])


@settings(max_examples=150, deadline=None)
@given(_schemas())
def test_boxes_and_frames_keep_apart(schema: tuple[tuple[Box, ...], tuple[Line, ...]]) -> None:
    picture = layout(*schema)

    for at, one in enumerate(picture.boxes):
        assert not [other for other in picture.boxes[at + 1 :] if _overlap(one, other)]
    for frame in picture.frames:
        inside = [p for p in picture.boxes if p.box.group == frame.group]
        rest = [p for p in picture.boxes if p.box.group != frame.group]
        as_box = Placed(Box("", ""), frame.x, frame.y, frame.width, frame.height)
        assert all(_contains(frame.x, frame.y, frame.width, frame.height, p) for p in inside)
        assert not [p for p in rest if _overlap(as_box, p)]


@settings(max_examples=150, deadline=None)
@given(_schemas())
def test_everything_lies_inside_the_picture(
    schema: tuple[tuple[Box, ...], tuple[Line, ...]],
) -> None:
    picture = layout(*schema)

    assert all(_contains(0, 0, picture.width, picture.height, p) for p in picture.boxes)
    for path in picture.paths:
        assert all(0 <= x <= picture.width and 0 <= y <= picture.height for x, y in path.points)


@settings(max_examples=150, deadline=None)
@given(_schemas())
def test_lines_end_on_their_rows_and_run_level_or_plumb(
    schema: tuple[tuple[Box, ...], tuple[Line, ...]],
) -> None:
    picture = layout(*schema)

    places = {placed.box.name: placed for placed in picture.boxes}
    for path in picture.paths:
        _assert_on_row(path.points[0], places[path.line.target], path.line.target_rows)
        _assert_on_row(path.points[-1], places[path.line.source], path.line.source_rows)
        for (x, y), (next_x, next_y) in zip(path.points, path.points[1:], strict=False):
            assert x == next_x or y == next_y


@settings(max_examples=100, deadline=None)
@given(_schemas())
def test_lines_never_run_through_boxes(
    schema: tuple[tuple[Box, ...], tuple[Line, ...]],
) -> None:
    picture = layout(*schema)

    for path in picture.paths:
        for start, end in zip(path.points, path.points[1:], strict=False):
            assert not [p.box.name for p in picture.boxes if _cuts(start, end, p)]


@settings(max_examples=60, deadline=None)
@given(_schemas())
def test_same_input_same_picture_and_well_formed_svg(
    schema: tuple[tuple[Box, ...], tuple[Line, ...]],
) -> None:
    got = [draw(layout(*schema), title="A <b> & c", description="d") for _ in range(2)]

    assert got[0] == got[1]
    root = ElementTree.fromstring(got[0])
    assert root.attrib["role"] == "img"
    assert [child.text for child in root][:2] == ["A <b> & c", "d"]


def _overlap(one: Placed, other: Placed) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def _contains(x: float, y: float, width: float, height: float, placed: Placed) -> bool:
    return (
        x <= placed.x
        and y <= placed.y
        and placed.x + placed.width <= x + width
        and placed.y + placed.height <= y + height
    )


def _assert_on_row(point: tuple[float, float], placed: Placed, rows: tuple[str, ...]) -> None:
    shown = [name for name in rows if name in {row.name for row in placed.box.rows}]
    middle = placed.y + (row_middle(placed.box, shown[0]) if shown else HEADER / 2)

    assert point[0] in (placed.x, placed.x + placed.width)
    assert abs(point[1] - middle) <= ROW / 2


def _cuts(start: tuple[float, float], end: tuple[float, float], placed: Placed) -> bool:
    """Tells whether a leg passes through the inside of a box (its border does not count)."""
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return (
        left < placed.x + placed.width
        and right > placed.x
        and top < placed.y + placed.height
        and bottom > placed.y
    )


def _star(count: int) -> tuple[tuple[Box, ...], tuple[Line, ...]]:
    hub = Box("hub", "hub", (Row("id", "int64", primary=True),), "core")
    spokes = tuple(
        Box(
            f"s{at}", f"s{at}", (Row("hub_id", "int64", foreign=True),), "core" if at % 2 else "far"
        )
        for at in range(count)
    )
    return (hub, *spokes), tuple(Line(s.name, ("hub_id",), "hub", ("id",)) for s in spokes)


def test_lines_to_a_hub_become_chips_beyond_the_limit() -> None:
    picture = layout(*_star(30), hub=10)

    assert len(picture.paths) == 10
    assert len(picture.chips) == 20
    assert {path.line.source for path in picture.paths} == {f"s{at}" for at in range(1, 20, 2)}
    assert set(picture.chips.values()) == {"→ hub"}


def test_a_line_that_leaves_the_diagram_becomes_a_chip() -> None:
    box = Box("order", "order", (Row("user_id", "int64", foreign=True),))

    picture = layout((box,), (Line("order", ("user_id",), "identity.user", ("id",)),))

    assert picture.paths == ()
    assert picture.chips == {("order", "user_id"): "→ identity.user"}


def _chain(count: int) -> Picture:
    boxes = tuple(Box(f"t{at}", f"t{at}", (Row("id"), Row("up"))) for at in range(count))
    lines = [Line(f"t{at}", ("up",), f"t{at - 1}", ("id",)) for at in range(1, count)]
    return layout(boxes, lines)


def test_long_chains_fold_into_a_readable_shape() -> None:
    shapes = [picture.width / picture.height for picture in map(_chain, (12, 24, 48))]

    assert all(0.8 < shape < 2.4 for shape in shapes), shapes


def test_a_thousand_boxes_are_laid_out_in_a_moment() -> None:
    boxes, lines = _modules(40, 25)

    start = time.process_time()
    picture = layout(boxes, lines)
    taken = time.process_time() - start

    assert len(picture.boxes) == 1000
    assert taken < 1.5  # a tenth of it is usual; a slow, busy machine is no failure


def _modules(count: int, size: int) -> tuple[tuple[Box, ...], tuple[Line, ...]]:
    rows = tuple(Row(f"col_{at}", "int64", primary=at == 0) for at in range(12))
    boxes = tuple(Box(f"t{at}", f"t{at}", rows, f"m{at // size}") for at in range(count * size))
    lines = []
    for at in range(1, len(boxes)):
        near = at // size * size + at * 7 % size
        lines.append(Line(f"t{at}", (f"col_{1 + at % 11}",), f"t{near}", ("col_0",)))
        if at % 3 == 0:
            lines.append(Line(f"t{at}", ("col_2",), f"t{at * 31 % len(boxes)}", ("col_0",)))
    return boxes, tuple(lines)


@given(
    st.lists(
        st.tuples(st.floats(-500, 500), st.floats(0.01, 9), st.floats(0, 60)),
        min_size=1,
        max_size=9,
    )
)
def test_spread_keeps_order_and_distances(items: list[tuple[float, float, float]]) -> None:
    wishes, weights, steps = zip(*items, strict=True)

    got = spread(wishes, weights, steps, 0.0, 2000.0)

    assert got[0] >= 0
    for at in range(1, len(got)):
        assert got[at] - got[at - 1] >= steps[at] - 1e-6


def test_tracks_keep_lines_apart_that_would_lie_on_each_other() -> None:
    falling, rising, other = (
        Leg(1, [153.0], [282.0]),
        Leg(2, [282.0], [260.0]),
        Leg(3, [433], [455]),
    )

    tracks = assign([falling, other, rising])

    assert tracks[2] < tracks[1]


def test_wide_letters_take_two_cells() -> None:
    assert mono_width("日本") == mono_width("abcd")
