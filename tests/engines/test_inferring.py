"""Files of rows: whatever is inferred, every row of the file is taken by the tables that come of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.cli import run
from generator.config import OLDEST, Config
from generator.database.session import Session
from generator.infer.keys import Entity
from generator.infer.kinds import typed
from generator.infer.read import read
from generator.infer.spec import Inferred
from generator.infer.table import LIMIT, Cell
from generator.pipeline import understand
from generator.pipeline.inferring import proposed
from tests.engines.fixtures import Database
from tests.engines.workspaces import rendered

WESTERN = "Windows-1252, as it is not UTF-8"
ENGINES = ("sqlite", "postgresql")
SETTINGS = Config("rows", {engine: OLDEST[engine] for engine in ENGINES})
LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
NAMES = st.text("abcXYZ_ é📅-.", min_size=1, max_size=12).filter(
    lambda name: bool(name.strip()) and not typed([name.strip()])
)
MOMENTS = st.datetimes(datetime(1, 2, 1), datetime(9999, 11, 1))
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
COLUMNS = st.sampled_from(
    [
        st.integers(-100, 100).map(str),
        st.integers(-(2**70), 2**70).map(str),
        st.decimals(-(10**6), 10**6, allow_nan=False, places=2).map(str),
        st.floats(allow_nan=False, allow_infinity=False).map(str),
        st.dates().map(date.isoformat),
        MOMENTS.map(datetime.isoformat),
        st.builds(lambda at, zone: at.replace(tzinfo=zone).isoformat(" "), MOMENTS, ZONES),
        st.times().map(time.isoformat),
        st.sampled_from(["true", "FALSE"]),
        st.sampled_from(["new", "paid", "sent"]),
        st.sampled_from(["0", "1"]),
        st.sampled_from(["NULL", "NA", "7"]),
        st.uuids().map(lambda key: str(key).upper()),
        st.text(LETTERS, max_size=20),
        st.text("0123456789", max_size=5),
        st.sampled_from(["ada@example.org", "alan@example.org", "grace@example.org"]),
        st.lists(st.integers()).map(json.dumps),
    ]
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Names of columns, and rows of texts; an empty text is no value."""
    drawn = draw(st.lists(COLUMNS, min_size=2, max_size=6))
    columns = [column | st.just("") if draw(st.booleans()) else column for column in drawn]
    heads = draw(st.lists(NAMES, min_size=len(columns), max_size=len(columns)))
    rows = draw(st.lists(st.tuples(*columns).map(list), max_size=40))
    return heads, rows


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    tables(),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_row_of_a_table_is_taken(
    database: Database,
    table: tuple[list[str], list[list[str]]],
    delimiter: str,
    encoding: str,
    newline: str,
) -> None:
    heads, rows = table
    with TemporaryDirectory() as folder:
        path = Path(folder) / "things.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter, lineterminator=newline).writerows([heads, *rows])
        found = understood(path)

        (entity,) = found.entities
        wanted = [tuple(cell or None for cell in row) for row in rows]
        assert list(entity.table.rows) == wanted
        assert entity.table.heads == tuple(head.strip() for head in heads)
        for engine in ENGINES:
            with database(engine) as session:
                takes(session, found, Path(folder))


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**65), 2**65)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(LETTERS, max_size=8)
)
NAMED = st.text("abc", min_size=1, max_size=2)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMED, inner, max_size=3),
    max_leaves=4,
)
PARTS = st.lists(st.dictionaries(NAMED, VALUES, min_size=1, max_size=2), max_size=3)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.text(LETTERS, max_size=8),
            "size": st.integers(0, 9),
            "state": st.sampled_from(["", "new"]),
            "title": st.text(LETTERS, max_size=8) | st.integers(0, 2**70) | st.floats(-9, 9),
        },
        optional={"any": VALUES, "parts": PARTS},
    ),
    min_size=1,
    max_size=24,
).map(lambda rows: [{"id": number, **row} for number, row in enumerate(rows)])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(RECORDS, st.booleans())
def test_every_object_of_a_file_is_taken(
    database: Database, records: list[dict[str, object]], lines: bool
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / ("things.jsonl" if lines else "things.json")
        texts = [json.dumps(record, ensure_ascii=False) for record in records]
        path.write_text(
            "\n".join(texts) if lines else f"[{', '.join(texts)}]", encoding="utf-8", newline=""
        )
        found = understood(path)

        assert len(found.entities[0].table.rows) == len(records)
        for engine in ENGINES:
            with database(engine) as session:
                takes(session, found, Path(folder))


CUSTOMERS = "id;E-Mail;Country;Born;zip\n" + "".join(
    f"{n};u{n}@example.org;{'DE' if n % 2 else 'FR'};1990-01-{n:02};0{n:04}\n" for n in range(1, 21)
)
ORDERS = "order_no,customer_id,placed,total,note\n" + "".join(
    f"{n},{n % 20 + 1},2024-02-03T10:{n:02}:00Z,{n}.50,{'' if n % 3 else 'NULL'}\n"
    for n in range(1, 41)
)


def test_a_folder_becomes_tables_that_refer_to_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (tmp_path / "shop/orders.csv").write_text(ORDERS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert run(["import", "shop"]) == 0

    text = Path("openspec/specs/database/shop/schema.yaml").read_text("utf-8")
    said = [line.partition("  # ")[0].strip() for line in text.splitlines()]
    assert [line for line in said if line and not line.startswith("#")] == [
        "title: Shop", "enums:", "customer_country:", "values: [DE, FR]", "entities:",
        "customer:", "fields:", "id: {type: int32, key: true}", "e_mail: {type: string(254), unique: true}",
        "country: customer_country", "born: date", "zip: string(5)",
        "order:", "fields:", "order_no: {type: int32, key: true}", "customer_id: {ref: customer}",
        "placed: timestamp", 'total: "decimal(10,2)"', "note: string(10)?",
    ]  # fmt: skip
    told = capsys.readouterr().out
    assert "order.customer_id  customer          certain" in told
    assert "10 fields: 5 certain, 5 likely, 0 guessed" in told
    assert run(["check"]) == 1  # nothing is generated yet
    assert run(["build"]) == 0


def test_a_reference_that_some_rows_break_is_said_and_not_made(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(
        ORDERS + "41,99,2024-02-03T10:00:00Z,1.5,\n", encoding="utf-8"
    )

    made = proposed(tmp_path, "shop", SETTINGS)

    (finding,) = (one for one in made.found.findings if one.field == "customer_id")
    assert finding.type == "int32"
    assert "1 of 21 values are not in customer.id: no reference" in finding.said


@pytest.mark.parametrize(
    ("head", "values", "type"),
    [
        ("tailnum", ["N1", "N2", "N3"] * 10, "plane"),
        ("tailnum", ["N1", "N2", "N99"] * 10, "not a plane"),
        ("name", ["N1", "N2", "N3"] * 10, "not a plane"),
    ],
    ids=["the name of a key", "but one value is not there", "a name that any table has"],
)
def test_a_column_with_the_name_of_a_key_is_a_reference(
    head: str, values: list[str], type: str, tmp_path: Path
) -> None:
    planes = "".join(f"N{n},{1950 + n}\n" for n in range(1, 21))
    (tmp_path / "planes.csv").write_text(f"{head},built\n{planes}", encoding="utf-8")
    flights = "".join(f"{n},{name}\n" for n, name in enumerate(values))
    (tmp_path / "flights.csv").write_text(f"miles,{head}\n{flights}", encoding="utf-8")

    made = proposed(tmp_path, "air", SETTINGS)

    finding = next(
        one for one in made.found.findings if (one.entity, one.field) == ("flight", head)
    )
    assert (finding.type == "plane") == (type == "plane")
    assert finding.confidence == "likely"


def test_files_of_two_forms_refer_to_each_other(tmp_path: Path) -> None:
    (tmp_path / "person.csv").write_text("id,name\n1,Ada\n2,Grace\n", encoding="utf-8")
    (tmp_path / "order.json").write_text('[{"id": 10, "person_id": 1}]', encoding="utf-8")

    made = proposed(tmp_path, "shop", SETTINGS)

    (finding,) = (one for one in made.found.findings if one.field == "person_id")
    assert finding.type == "person"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "country\n" + "NO\n" * 20, "string(10) likely"),
        ("a.csv", "wanted\n" + "no\nyes\n" * 10, "bool likely"),
        ("a.csv", "wanted\n" + "false\n" * 20, "bool certain"),
        ("a.csv", "lap\n" + "01:12\n02:31\n" * 10, "time likely"),
        ("a.json", json.dumps([{"a": ""}, {"a": "new"}] * 10), "string(10) likely"),
        ("a.json", json.dumps([{"a": 300}, {"a": "Big"}] * 10), "string(10) likely"),
        ("a.json", json.dumps([{"a": 300}, {"a": True}] * 10), "json certain"),
    ],
)
def test_no_more_is_believed_than_is_seen(name: str, text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    made = proposed(path, "a", SETTINGS)

    (finding,) = made.found.findings
    assert f"{finding.type} {finding.confidence}" == said
    assert made.problems == ()


def test_a_number_of_the_row_is_nobodys_parent(tmp_path: Path) -> None:
    path = tmp_path / "peas.csv"
    rows = "".join(f"{n},{10 + n % 5},{n / 4}\n" for n in range(1, 31))
    path.write_text(f",parent,child\n{rows}", encoding="utf-8")

    made = proposed(path, "peas", SETTINGS)

    assert [one.type for one in made.found.findings] == ["int32", "int32", "decimal(10,2)"]


def test_a_list_whose_name_is_no_word_is_called_after_the_file(tmp_path: Path) -> None:
    path = tmp_path / "iso_3166-1.json"
    path.write_text(json.dumps({"3166-1": [{"name": "Aruba"}, {"name": "Chad"}]}), encoding="utf-8")

    made = proposed(path, "iso", SETTINGS)

    assert [entity.name for entity in made.found.entities] == ["iso_3166_1"]


def test_a_part_of_a_large_file_makes_nothing_certain(tmp_path: Path) -> None:
    path = tmp_path / "n.csv"
    rows = "".join(f"{n},{n % 2}\n" for n in range(LIMIT + 1))
    path.write_text(f"id,side\n{rows}", encoding="utf-8")

    made = proposed(path, "n", SETTINGS)

    assert {one.confidence for one in made.found.findings} == {"likely"}
    assert "the first 100,000 rows were read, there are more" in made.found.text


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        (
            "a.csv",
            b"a,b\n1,2\n1,2,3\n",
            "a.csv:3:1: error: this row has 3 cells, the first one has 2",
        ),
        (
            "a.csv",
            b'a,b\n1,"2\n',
            "a.csv:2:1: error: this is no CSV: the file ends in a quoted cell",
        ),
        ("a.csv", b'a,b\n1,"2"x\n', "a.csv:2:1: error: this is no CSV"),
        ("a.csv", b"", "a.csv:1:1: error: there is nothing in this file"),
        ("a.csv", "é,b\n1,".encode() + b"\xe9\n", "a.csv:2:3: error: byte 0xE9 is not UTF-8"),
        ("a.csv", b"a,b\nx,\0\n", "a.csv:2:3: error: a character that no database takes"),
        ("a.json", b'[{"a": 1},\n {"a": }]', "a.json:2:8: error: this is no JSON: expecting value"),
        ("a.json", b'[{"a":\n NaN}]', "a.json:2:2: error: this is no JSON: `NaN` is no value"),
        ("a.json", b"[1, 2]", "a.json:1:1: error: value 1 of the list is no object"),
        ("a.json", b"7", "a.json:1:1: error: this is neither objects nor a list of them"),
        ("a.json", b'[{"a": "\\u0000"}]', "a.json:1:1: error: there is a character in it"),
        ("a.json", b"[{}]", "a.json:1:1: error: `a` has rows without any value"),
        ("a.jsonl", b'{"a": 1}\n{"a": \n', "a.jsonl:2:7: error: this is no JSON"),
        ("a.jsonl", b'{"a": 1}\n[1]\n', "a.jsonl:2:1: error: this line is no object"),
    ],
)
def test_a_bad_file_is_refused_with_the_place(
    name: str,
    data: bytes,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(data)

    assert run(["import", name]) == 1

    error = capsys.readouterr().err
    assert error.startswith(told)
    assert len(error.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("data", "heads", "notes"),
    [
        (b"a;b\n1;2\n", ("a", "b"), ("semicolons", "names in the first line", "UTF-8")),
        (b"1,x\n2,y\n", ("", ""), ("commas", "no line of names", "UTF-8")),
        (
            "a\tb\n1\t2\n".encode("utf-16"),
            ("a", "b"),
            ("tabs", "names in the first line", "UTF-16"),
        ),
        (b"a, b\nx, y\n", ("a", "b"), ("commas", "names in the first line", "UTF-8")),
        (b"a,a,\nx,\xe9,1\n", ("a", "a", ""), ("commas", "names in the first line", WESTERN)),
        (b'name\n"x, y"\n', ("name",), ("one column", "names in the first line", "UTF-8")),
    ],
)
def test_how_a_file_is_written_is_found_out_and_said(
    data: bytes, heads: tuple[str, ...], notes: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)

    (table,) = read(path)

    assert (table.heads, table.notes) == (heads, notes)


def understood(path: Path) -> Inferred:
    """Infers a spec that has no errors."""
    made = proposed(path, "rows", SETTINGS)
    assert [str(problem) for problem in made.problems] == []
    return made.found


def takes(session: Session, found: Inferred, folder: Path) -> None:
    """Builds the tables of a spec and loads every row of every table."""
    home = folder / "openspec/specs/database/rows"
    home.mkdir(parents=True, exist_ok=True)
    (home / "schema.yaml").write_text(found.text, encoding="utf-8", newline="")
    (folder / "gen.yaml").write_text(
        "version: 1\nengines: [sqlite, postgresql]\n", encoding="utf-8"
    )
    result = understand(folder)
    session.run(rendered(result, session.engine)["schema.sql"])
    assert result.model is not None
    names = {entity.name: entity.table for entity in result.model.entities}
    for entity in ordered(found):
        load(session, entity, names[entity.name])
        counted = session.fetch(f'SELECT count(*) FROM "{names[entity.name]}"')
        assert counted == [(len(entity.table.rows),)]


def ordered(found: Inferred) -> list[Entity]:
    """Gives entities after those that they refer to."""
    made: list[Entity] = []
    left = list(found.entities)
    while left:
        names = {entity.name for entity in left}
        needs = {
            one.name: {link.to for link in found.references[one.name].values()} for one in left
        }
        ready = [one for one in left if not (needs[one.name] - {one.name}) & names]
        assert ready
        made += ready
        left = [one for one in left if one not in ready]
    return made


def load(session: Session, entity: Entity, table: str) -> None:
    mark = "?" if session.engine == "sqlite" else "%s"
    convert: Callable[[str, Cell], object] = (
        for_sqlite if session.engine == "sqlite" else for_postgresql
    )
    fields = ", ".join(f'"{field}"' for field in entity.fields)
    marks = ", ".join(mark for _ in entity.fields)
    columns = [entity.values(field) for field in entity.fields]
    for row in zip(*columns, strict=True):
        cells = [convert(kind.type, cell) for kind, cell in zip(entity.kinds, row, strict=True)]
        session.fetch(f'INSERT INTO "{table}" ({fields}) VALUES ({marks})', *cells)


def for_postgresql(kind: str, cell: Cell) -> object:
    """Gives a value as the file has it: PostgreSQL reads it itself."""
    if cell is None or (isinstance(cell, str) and kind != "json"):
        return cell
    if is_text(kind):
        return str(cell)
    return dumped(cell) if kind == "json" else cell


def is_text(kind: str) -> bool:
    return kind.partition("(")[0] in ("string", "text")


def dumped(cell: Cell) -> str:
    is_notation = isinstance(cell, str) and cell[:1] in ("{", "[")
    return str(cell) if is_notation else json.dumps(cell, default=float)


def for_sqlite(kind: str, cell: Cell) -> object:
    """Gives a value as SQLite keeps its type."""
    if cell is None:
        return None
    name = kind.partition("(")[0]
    made: dict[str, Callable[[str], object]] = {
        "bool": lambda text: int(text.lower() in ("true", "1", "yes")),
        "int32": int,
        "int64": int,
        "decimal": float,
        "float64": float,
        "uuid": lambda text: str(UUID(text)),
        "datetime": lambda text: moment(datetime.fromisoformat(text)),
        "timestamp": lambda text: moment(datetime.fromisoformat(text).astimezone(UTC)),
        "time": lambda text: time.fromisoformat(text).isoformat("microseconds"),
    }
    if name == "json":
        return dumped(cell)
    if is_text(kind):
        return str(cell)
    return made[name](str(cell)) if name in made else cell


def moment(found: datetime) -> str:
    return f"{found.year:04}{found:-%m-%d %H:%M:%S.%f}"
