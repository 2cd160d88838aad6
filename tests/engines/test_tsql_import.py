"""Scripts of SQL Server: read by grammar, said as specs, built again, and read once more.

The table in docs/import.md has the same numbers. What is built again is looked at by Microsoft's parser."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from generator.catalog import Catalog, Column, Id, Object, SecurityPolicy, Verbatim
from generator.cli import run
from generator.config import OLDEST
from generator.database.mssql.reader import read
from generator.database.scripts.errors import SourceError
from generator.database.scripts.marks import engines
from generator.disk.targets import built_in
from generator.pipeline import build
from generator.recover.engines import spelling
from generator.sql.profile import load
from tests.engines.fixtures import note_case
from tests.engines.test_import_engines import hold
from tests.engines.test_real_schemas import CASES
from tests.engines.tsql import Check

ROOT = Path(__file__).parents[2]
NAMES = ("bb-tpch", "chinook", "northwind", "omop-5.4", "quartz", "sakila")
PROFILE = load(built_in() / "mssql", OLDEST["mssql"])


def script(name: str) -> str:
    """Gives the scripts of a schema, one after the other."""
    folder = Path(CASES) / name / "mssql"
    order = (folder / "order").read_text("utf-8").split()
    return "\nGO\n".join((folder / file).read_text("utf-8-sig", "replace") for file in order)


def differences(first: Catalog, second: Catalog) -> list[str]:
    """Gives what is another in the second; types of computed columns are what their terms make them."""
    plain = spelling("mssql").plain
    there = {item.id: plain(item, PROFILE) for item in second}
    found = [
        f"{item.id} {field.name}: {getattr(item, field.name)!r} is {getattr(there[item.id], field.name)!r}"
        for item in (plain(each, PROFILE) for each in first)
        if item.id in there
        for field in fields(item)
        if field.compare and getattr(item, field.name) != getattr(there[item.id], field.name)
    ]
    missing = {item.id for item in first} - there.keys()
    extra = there.keys() - {item.id for item in first}
    return [*found, *(f"{key} is missing" for key in missing), *(f"{key} is new" for key in extra)]


def imported(text: str, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Imports a script and builds what came of it; gives the new script."""
    monkeypatch.chdir(workspace)
    Path("clinic.sql").write_text(text, encoding="utf-8", newline="")
    assert run(["import", "clinic.sql", "--engine", "mssql"]) == 0
    result = build(workspace, ("mssql",))
    assert [str(one) for one in result.diagnostics] == []
    (made,) = (file.text for file in result.files if file.path.endswith("/schema.sql"))
    return made


@pytest.mark.skipif(not CASES, reason="GEN_CASES names no folder of schemas")
@pytest.mark.parametrize("name", NAMES)
def test_a_schema_of_another_project_comes_back(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    microsoft: Check,
    update: bool,
) -> None:
    text = script(name)
    found = read("script.sql", text).catalog

    made = imported(text, tmp_path, monkeypatch)

    assert microsoft(made) == ()
    assert differences(found, read("schema.sql", made).catalog) == []
    hold("mssql", name, capsys.readouterr().out, update=update)
    note_case(f"{name} imported from mssql")


def test_a_script_of_management_studio_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, microsoft: Check
) -> None:
    assert microsoft(STUDIO) == ()
    found = read("studio.sql", STUDIO)

    made = imported(STUDIO, tmp_path, monkeypatch)

    assert microsoft(made) == ()
    assert differences(found.catalog, read("schema.sql", made).catalog) == []
    assert found.passed == {
        "NOT FOR REPLICATION": 1,
        "call of sp_tableoption": 1,
        "extended property that is no description": 1,
        "statement about the whole server": 1,
        "statement that only changes rows": 2,
        "storage option of a key or unique constraint": 1,
        "use of an alias type, declared as what it stands for": 1,
    }


def test_what_is_not_understood_is_kept_word_for_word(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    microsoft: Check,
) -> None:
    text = (ROOT / "tests/engines/scripts/mssql.sql").read_text("utf-8")
    assert engines(text) == ("mssql",)
    found = read("mssql.sql", text).catalog

    made = imported(text, tmp_path, monkeypatch)

    assert microsoft(made) == ()
    assert differences(found, read("schema.sql", made).catalog) == []
    assert "verbatim     20  20 verbatims" in capsys.readouterr().out


def test_a_script_of_a_tool_that_deploys_is_read_as_on_an_empty_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, microsoft: Check
) -> None:
    text = (ROOT / "tests/engines/scripts/mssql_deployed.sql").read_text("utf-8")
    found = read("deployed.sql", text).catalog

    made = imported(text, tmp_path, monkeypatch)

    assert microsoft(made) == ()
    assert differences(found, read("schema.sql", made).catalog) == []
    assert [".".join((key.kind, key.table, key.name)) for key in found.objects] == DEPLOYED
    assert made.index("CREATE XML SCHEMA") < made.index("ALTER XML SCHEMA")
    assert made.index("CREATE XML SCHEMA") < made.index("CREATE TABLE")


def test_row_level_security_of_ours_comes_back_as_policies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, microsoft: Check
) -> None:
    ours = ROOT / "tests/cases/mssql/policies"
    text = (ours / "want/generated/sql/mssql/schema.sql").read_text("utf-8")
    found = read("policies.sql", text).catalog

    made = imported(text, tmp_path, monkeypatch)

    assert microsoft("\nGO\n".join(inner(made))) == ()
    assert differences(found, read("schema.sql", made).catalog) == []
    assert len(found.of(SecurityPolicy)) == 4
    spec = (tmp_path / "openspec/specs/database/care/schema.yaml").read_text("utf-8")
    wanted = (Path(__file__).parent / "scripts/mssql_policies.yaml").read_text("utf-8")
    assert spec == wanted
    roles = (tmp_path / "openspec/specs/database/clinic/schema.yaml").read_text("utf-8")
    assert "auditor:\n    bypass_row_security: true" in roles


def inner(script: str) -> list[str]:
    """Gives the statements that a script has in strings, which a parser of it does not look into."""
    texts = re.findall(r"EXEC \(N?'((?:[^']|'')*)'\)", script)
    assert texts
    return [text.replace("''", "'") for text in texts]


def test_conditions_and_uniques_are_said_as_a_person_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, microsoft: Check
) -> None:
    assert microsoft(CONDITIONS) == ()
    found = read("conditions.sql", CONDITIONS).catalog

    made = imported(CONDITIONS, tmp_path, monkeypatch)

    assert microsoft(made) == ()
    assert differences(found, read("schema.sql", made).catalog) == []
    (spec,) = tmp_path.glob("openspec/specs/database/*/schema.yaml")
    assert spec.read_text("utf-8").partition("    checks:\n")[2] == CONDITIONS_SAID


CONDITIONS = """\
CREATE TABLE Orders (
  OrderId int NOT NULL PRIMARY KEY, [State] nvarchar(10) NULL, Region nvarchar(5) NULL,
  Qty int NOT NULL, Open_ bit NOT NULL,
  CONSTRAINT CK_Qty CHECK (([Qty]>=(0) AND [Qty]<(100))),
  CONSTRAINT CK_State CHECK ([State]='it''s' OR [State]=N'B' OR [State] IS NULL OR [Open_]=(0)),
  CONSTRAINT CK_Left CHECK (left([State], 1) <> 'x')
)
CREATE UNIQUE INDEX UX_Both ON Orders(State, Region) WHERE [Region] IS NOT NULL AND ([State] IS NOT NULL)
CREATE UNIQUE INDEX UX_One ON Orders(State, Region) WHERE [State] IS NOT NULL
CREATE UNIQUE INDEX UX_Open ON Orders(State) WHERE [Qty]>(5) AND [State] IS NOT NULL
CREATE INDEX IX_Qty ON Orders(Qty) WHERE [Qty]>(5)
"""

CONDITIONS_SAID = """\
      qty: {expr: "qty >= 0 AND qty < 100", name: CK_Qty}
      state: {expr: "state = 'it''s' OR state = 'B' OR state IS NULL OR NOT open", name: CK_State}
      left: {name: CK_Left, engines: {mssql: {expr: "left([State], 1) <> 'x'"}}}
    indexes:
      state_region: {fields: [state, region], unique: true, name: UX_Both}
      state_region_2:
        fields: [state, region]
        unique: true
        nulls: not_distinct
        where: state IS NOT NULL
        name: UX_One
      state: {fields: [state], unique: true, where: "qty > 5", name: UX_Open}
      qty: {fields: [qty], where: "qty > 5", name: IX_Qty}
    engines: {mssql: {collate: DATABASE_DEFAULT}}
"""


def test_a_table_that_a_query_makes_is_read_by_what_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, microsoft: Check
) -> None:
    assert microsoft(QUERIES) == ()
    found = read("queries.sql", QUERIES)

    made = imported(QUERIES, tmp_path, monkeypatch)

    assert microsoft(made) == ()
    assert differences(found.catalog, read("schema.sql", made).catalog) == []
    assert found.passed == {"statement that makes nothing": 3}
    kept = [item.name for item in found.catalog.of(Verbatim) if isinstance(item, Verbatim)]
    assert kept == ["table dbo.counted", "table dbo.named"]
    columns = {
        table: [
            (item.name, item.type, item.nullable, item.identity is not None)
            for item in found.catalog.by_table["", table]
            if isinstance(item, Column)
        ]
        for table in ("copied", "joined")
    }
    assert columns == {
        "copied": [
            ("id", "int", False, True), ("name", "nvarchar(20)", False, False),
            ("price", "decimal(8,2)", True, False), ("twice", "decimal(8,2)", True, False),
        ],
        "joined": [
            ("id", "int", False, False), ("title", "nvarchar(20)", False, False),
            ("kept", "varchar(50)", True, False), ("dear", "float", True, False),
            ("day_", "varchar(10)", True, False),
        ],
    }  # fmt: skip


QUERIES = """\
CREATE TABLE a (id int IDENTITY NOT NULL PRIMARY KEY, name nvarchar(20) NOT NULL, price decimal(8,2) NULL,
  twice AS price * 2)
CREATE TABLE b (id int NOT NULL PRIMARY KEY, a_id int NOT NULL REFERENCES a(id), note varchar(50) NOT NULL)
GO
SELECT 1
UNION ALL
SELECT 2
SELECT * INTO dbo.copied FROM a WHERE 1 = 0
SELECT TOP (0) x.id, x.name AS title, [kept] = y.note, CAST(x.price AS float) AS dear,
  CONVERT(varchar(10), getdate()) day_
INTO joined FROM a AS x LEFT OUTER JOIN [dbo].[b] y ON y.a_id = x.id
WHERE x.id > 5;
SELECT x.id, count(*) AS n INTO counted FROM a x GROUP BY x.id
SELECT 1 AS x INTO #gone
SELECT name, id INTO #too FROM a
;WITH c AS (SELECT id FROM a) SELECT * INTO named FROM c
GO
CREATE INDEX i ON joined (title)
GO
"""


def test_system_versioning_comes_back_as_the_statements_that_make_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, microsoft: Check
) -> None:
    assert microsoft(VERSIONED) == ()
    found = read("versioned.sql", VERSIONED)

    made = imported(VERSIONED, tmp_path, monkeypatch)

    assert microsoft(made) == ()
    assert differences(found.catalog, read("schema.sql", made).catalog) == []
    kept = [item.sql for item in found.catalog.of(Verbatim) if isinstance(item, Verbatim)][1:]
    assert kept == [
        "ALTER TABLE [s].[price] ADD PERIOD FOR SYSTEM_TIME ([since], [until])",
        "ALTER TABLE [s].[price] ALTER COLUMN [until] ADD HIDDEN",
        "ALTER TABLE [s].[price] SET (SYSTEM_VERSIONING = ON (HISTORY_TABLE = s.was))",
        "ALTER TABLE [dbo].[later] ADD PERIOD FOR SYSTEM_TIME ([f], [t])",
    ]
    places = [made.index(text) for text in kept[:3]]
    assert places == sorted(places)
    assert dict(found.left) == {
        "NOT FOR REPLICATION": ("s.price.id", "s.price.positive"),
        "use of an alias type, declared as what it stands for": ("s.price.open",),
        "storage option of a key or unique constraint": ("later",),
    }


VERSIONED = """\
CREATE SCHEMA s
GO
CREATE TYPE dbo.Flag FROM bit NOT NULL
GO
CREATE TABLE s.price (
  id int IDENTITY(1,1) NOT FOR REPLICATION NOT NULL PRIMARY KEY, [open] dbo.Flag, amount int NOT NULL,
  since datetime2 GENERATED ALWAYS AS ROW START NOT NULL,
  until datetime2 GENERATED ALWAYS AS ROW END HIDDEN NOT NULL,
  PERIOD FOR SYSTEM_TIME (since, until),
  CONSTRAINT positive CHECK NOT FOR REPLICATION (amount > 0)
) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = s.was))
GO
CREATE TABLE dbo.later (
  id int NOT NULL PRIMARY KEY WITH (FILLFACTOR = 80), f datetime2 NOT NULL, t datetime2 NOT NULL
)
GO
ALTER TABLE later ADD PERIOD FOR SYSTEM_TIME (f, t)
GO
ALTER TABLE later SET (SYSTEM_VERSIONING = ON)
GO
ALTER TABLE later SET (SYSTEM_VERSIONING = OFF)
GO
"""


def test_security_policies_of_others_are_kept_word_for_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, microsoft: Check
) -> None:
    assert microsoft(SHARED) == ()
    found = read("shared.sql", SHARED).catalog

    made = imported(SHARED, tmp_path, monkeypatch)

    assert microsoft(made) == ()
    assert differences(found, read("schema.sql", made).catalog) == []
    kept = [item.sql for item in found.of(Verbatim) if isinstance(item, Verbatim)]
    assert [" ".join(text.split()[:4]) for text in kept] == [
        "CREATE FUNCTION [Security].[mayRead](@rep AS",
        "CREATE SECURITY POLICY [Security].[Reps]",
    ]
    assert kept[1].splitlines()[1:] == [
        "ADD FILTER PREDICATE [Security].[mayRead](LEFT([Rep], 8)) ON [dbo].[Visit],",
        "ADD BLOCK PREDICATE [Security].[mayRead](LEFT([Rep], 4)) ON [dbo].[Visit],",
        "ADD FILTER PREDICATE [Security].[mayRead]([Rep]) ON [Order]",
        "WITH (STATE = ON, SCHEMABINDING = ON) NOT FOR REPLICATION",
    ]
    # the function first, the policy after its tables
    assert made.index("[mayRead](@rep") < made.index("CREATE SECURITY")


def test_a_security_policy_of_ours_that_is_changed_comes_back_as_policies() -> None:
    ours = ROOT / "tests/cases/mssql/policies/want/generated/sql/mssql/schema.sql"
    text = ours.read_text("utf-8")
    found = read("policies.sql", text).catalog
    (first, *_) = (item for item in found if isinstance(item, SecurityPolicy))
    name = f"[{first.schema or 'dbo'}].[{first.name}]"

    off = read("off.sql", f"{text}\nGO\nALTER SECURITY POLICY {name} WITH (STATE = OFF)").catalog
    on = f"{text}\nGO\nALTER SECURITY POLICY {name} WITH (STATE = OFF)\nGO\n"
    back = read("on.sql", f"{on}ALTER SECURITY POLICY {name} WITH (STATE = ON)").catalog

    assert first.id not in off.objects
    assert dict(back.objects) == dict(found.objects)


SHARED = """\
CREATE SCHEMA [Security]
GO
CREATE TABLE [dbo].[Order] ([Id] int NOT NULL, [Rep] sysname NULL)
GO
CREATE TABLE [dbo].[Visit] ([Id] int NOT NULL, [Rep] sysname NULL)
GO
CREATE FUNCTION [Security].[mayRead](@rep AS sysname)
RETURNS TABLE WITH SCHEMABINDING AS
RETURN SELECT 1 AS allowed WHERE @rep = USER_NAME() OR USER_NAME() = N'Manager'
GO
CREATE SECURITY POLICY [Security].[Reps]
ADD FILTER PREDICATE [Security].[mayRead]([Rep]) ON [dbo].[Order],
ADD FILTER PREDICATE [Security].[mayRead](LEFT([Rep], 8)) ON [dbo].[Visit],
ADD BLOCK PREDICATE [Security].[mayRead]([Rep]) ON [dbo].[Visit]
WITH (STATE = OFF, SCHEMABINDING = ON) NOT FOR REPLICATION
GO
CREATE SECURITY POLICY [Security].[Gone] ADD FILTER PREDICATE [Security].[mayRead]([Rep]) ON [dbo].[Order]
GO
DROP SECURITY POLICY IF EXISTS [Security].[Gone]
GO
ALTER SECURITY POLICY [Security].[Reps] WITH (STATE = ON)
GO
ALTER SECURITY POLICY [Security].[Reps]
ALTER BLOCK PREDICATE [Security].[mayRead](LEFT([Rep], 4)) ON [dbo].[Visit],
DROP FILTER PREDICATE ON [dbo].[Order],
ADD FILTER PREDICATE [Security].[mayRead]([Rep]) ON [Order]
GO
"""


def test_what_a_script_says_is_read_object_by_object() -> None:
    found = read("studio.sql", STUDIO).catalog

    def at(kind: str, table: str, name: str, schema: str = "Sales") -> Object:
        return found.objects[Id(kind, schema, table, name)]

    assert shown(at("column", "Order", "Total")) == {
        "type": "decimal(19,4)",
        "default": "0",
        "nullable": False,
    }
    assert shown(at("column", "Order", "Line Text")) == {
        "type": "nvarchar(max)",
        "generated": "[Code] + N' ' + [Note]",
        "stored": True,
    }
    assert shown(at("column", "Order", "Open")) == {"type": "bit", "nullable": False}
    assert shown(at("column", "Customer", "CustomerID"))["comment"] == "Who it's for"
    assert shown(at("foreign_key", "Order", "FK_Order_Customer"))["valid"] is True
    assert shown(at("foreign_key", "Order", "FK_Order_Parent"))["valid"] is False
    assert shown(at("index", "Order", "IX_Order_Code")) == {
        "keys": "Code, Total desc", "where": "[Code] IS NOT NULL", "include": ("Note",), "unique": True,
        "options": {"fillfactor": "80"},
    }  # fmt: skip
    assert {key.kind for key in found.objects} == {
        "schema", "table", "column", "primary_key", "unique", "foreign_key", "check", "index", "view",
        "function", "trigger", "sequence", "role", "grant", "verbatim",
    }  # fmt: skip


def shown(item: Object) -> dict[str, object]:
    """Gives what an object says beyond its name and the defaults."""
    names = (
        "type",
        "default",
        "generated",
        "stored",
        "nullable",
        "comment",
        "valid",
        "keys",
        "where",
        "include",
        "unique",
        "options",
    )
    usual: dict[str, object] = {
        "type": "",
        "default": "",
        "generated": "",
        "nullable": True,
        "comment": "",
        "where": "",
        "include": (),
        "unique": False,
    }
    found = {name: getattr(item, name) for name in names if hasattr(item, name)}
    if isinstance(item, Column):
        found.pop("options")
        if not item.generated:
            found.pop("stored")
    if "keys" in found:
        found["keys"] = ", ".join(
            f"{key.column}{' desc' if key.desc else ''}" for key in found["keys"]
        )
    if "options" in found:
        found["options"] = dict(found["options"])
    return {
        name: value for name, value in found.items() if name not in usual or value != usual[name]
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CREATE TABLE a (id int);\nCREATE TABL b (id int)", None),
        ("SELEC 1", "1:1: error: this is no statement of T-SQL that gen import knows"),
        ("CREATE TABLE a (\n  id int,\n  x int y int)", "3:9: error: `,` or `)` is expected here"),
        ("CREATE TABLE a (id int", "1:23: error: the file ends in this statement"),
        (
            "CREATE TABLE a (id int DEFAULT 'x",
            "1:32: error: the file ends in a string that begins here",
        ),
        ("CREATE TABLE [a (id int", "1:14: error: the file ends in a quoted name"),
        ("GO\n/* x", "2:1: error: the file ends in a comment"),
        ("ALTER TABLE a ADD b int", "1:13: error: there is no table a here"),
        ("CREATE INDEX i ON a (b)", "1:19: error: there is no table a here"),
        (
            "CREATE TABLE a (b int)\nALTER TABLE a ADD DEFAULT 1 FOR c",
            "2:33: error: `a` has no column c",
        ),
        ("CREATE TABLE [$(s)].a (b int)", "1:14: error: sqlcmd's variable `s` has no value"),
        ("CREATE TABLE a (b int REFERENCES c)", "error: there is no key of c"),
        ("IF NOT EXISTS (SELECT 1)\n  ALTER TABLE a ADD b int", "2:15: error: there is no table a"),
        ("EXEC (N'CREATE TABL')", None),
        ("PRINT 'x'\n:r other.sql", "2:1: error: sqlcmd's `:r` cannot be done here"),
        ("EXEC sp_rename 'a', 'b'", "1:16: error: there is no object a to rename"),
        ("EXEC sp_addtype 'a', 'int'", "error: `sp_addtype` changes what is there"),
        ("EXEC (N'CREATE TABLE a (')", "1:7: error: in this text:"),
    ],
)
def test_what_is_not_understood_is_said_with_its_place(text: str, told: str | None) -> None:
    if told is None:
        (kept,) = (item.id.name for item in read("a.sql", text).catalog if item.kind == "verbatim")
        assert kept.lower().startswith("tabl")
        return
    with pytest.raises(SourceError) as caught:
        read("a.sql", text)
    assert told in str(caught.value)


def test_a_script_that_is_cut_anywhere_is_an_error_or_a_smaller_database() -> None:
    whole = {key for key in read("studio.sql", STUDIO).catalog.objects if key.kind != "verbatim"}

    for at in range(0, len(STUDIO), 23):
        try:
            found = read("cut.sql", STUDIO[:at]).catalog
        except SourceError as error:
            told = str(error)
        else:
            told = ""
            assert len([key for key in found.objects if key.kind == "table"]) <= len(whole)
        assert not told or re.match(r"cut\.sql:\d+:\d+: error: ", told), told


DEPLOYED = [
    "schema..sales",
    "verbatim..xml schema collection sales.Notes",
    "verbatim..alter xml schema collection sales.Notes",
    "table..Customer",
    "column.Customer.Id",
    "column.Customer.Code",
    "index.Customer.IX_Client_Code",
    "column.Customer.Rating",
    "column.Customer.Note",
    "primary_key.Customer.",
    "index.Customer.IX_Customer_Rating",
    "unique.Customer.UQ_Client_Code",
    "table..Purchase",
    "column.Purchase.Id",
    "primary_key.Purchase.",
    "column.Purchase.ClientId",
    "foreign_key.Purchase.FK_Purchase_Client",
    "view..Codes",
    "verbatim..unique clustered index IX_Codes",
]

STUDIO = """\
USE [master]
GO
/****** Object:  Database [Shop] ******/
CREATE DATABASE [Shop] ON PRIMARY (NAME = N'Shop', FILENAME = N'C:\\Shop.mdf')
GO
USE [Shop]
GO
/****** Object:  Schema [Sales] ******/
CREATE SCHEMA [Sales]
GO
CREATE TYPE [dbo].[Flag] FROM [bit] NOT NULL
GO
CREATE SEQUENCE [Sales].[Numbers] AS [int] START WITH 5 INCREMENT BY 2
  MINVALUE 1 MAXVALUE 999 CYCLE CACHE 10
GO
SET ANSI_NULLS ON
GO
SET QUOTED_IDENTIFIER ON
GO
CREATE TABLE [Sales].[Customer](
\t[CustomerID] [int] IDENTITY(1,1) NOT FOR REPLICATION NOT NULL,
\t[Name] [nvarchar](50) COLLATE Latin1_General_CI_AS NOT NULL,
\t[rowguid] [uniqueidentifier] ROWGUIDCOL  NOT NULL,
\t[Weird ]] name] [varbinary](max) NULL,
 CONSTRAINT [PK_Customer_CustomerID] PRIMARY KEY CLUSTERED
(
\t[CustomerID] ASC
)WITH (PAD_INDEX = OFF, STATISTICS_NORECOMPUTE = OFF, IGNORE_DUP_KEY = OFF, ALLOW_ROW_LOCKS = ON,
 ALLOW_PAGE_LOCKS = ON) ON [PRIMARY],
 CONSTRAINT [AK_Customer_Name] UNIQUE NONCLUSTERED ([Name] ASC) WITH (FILLFACTOR = 90) ON [PRIMARY]
) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]
GO
CREATE TABLE [Sales].[Order](
\t[OrderID] [int] NOT NULL,
\t[Code] [nchar](8) NULL,
\t[Note] [nvarchar](max) NULL,
\t[Total] [decimal](19, 4) NOT NULL,
\t[Open] [dbo].[Flag] NOT NULL,
\t[At] [datetime2](7) NOT NULL CONSTRAINT [DF_At] DEFAULT (sysutcdatetime()),
\t[Parent] [int] NULL,
\t[CustomerID] [int] NOT NULL,
\t[Line Text]  AS ([Code] + N' ' + [Note]) PERSISTED,
 CONSTRAINT [PK_Order] PRIMARY KEY NONCLUSTERED ([OrderID] ASC)
)
GO
SET ANSI_PADDING ON
GO
CREATE CLUSTERED INDEX [CX_Order] ON [Sales].[Order] ([CustomerID] ASC) WITH (SORT_IN_TEMPDB = OFF)
GO
CREATE UNIQUE NONCLUSTERED INDEX [IX_Order_Code] ON [Sales].[Order]
(
\t[Code] ASC,
\t[Total] DESC
)
INCLUDE([Note])
WHERE ([Code] IS NOT NULL)
WITH (PAD_INDEX = OFF, FILLFACTOR = 80) ON [PRIMARY]
GO
ALTER TABLE [Sales].[Order] ADD  CONSTRAINT [DF_Order_Total]  DEFAULT ((0)) FOR [Total]
GO
ALTER TABLE [Sales].[Customer] ADD  DEFAULT (newid()) FOR [rowguid]
GO
ALTER TABLE [Sales].[Order]  WITH CHECK ADD  CONSTRAINT [FK_Order_Customer]
FOREIGN KEY([CustomerID])
REFERENCES [Sales].[Customer] ([CustomerID])
ON DELETE CASCADE
GO
ALTER TABLE [Sales].[Order] CHECK CONSTRAINT [FK_Order_Customer]
GO
ALTER TABLE [Sales].[Order]  WITH NOCHECK ADD  CONSTRAINT [FK_Order_Parent]
FOREIGN KEY([Parent])
REFERENCES [Sales].[Order] ([OrderID])
GO
ALTER TABLE [Sales].[Order] CHECK CONSTRAINT [FK_Order_Parent]
GO
ALTER TABLE [Sales].[Order]  WITH CHECK ADD  CONSTRAINT [CK_Order_Total]
CHECK  (([Total]>=(0) AND [Code] like N'A%'))
GO
CREATE VIEW [Sales].[Open Orders] WITH SCHEMABINDING AS
SELECT o.[OrderID], c.[Name] FROM [Sales].[Order] o JOIN [Sales].[Customer] c
ON c.[CustomerID] = o.[CustomerID]
WHERE o.[Open] = 1 -- GO is no batch here
WITH CHECK OPTION
GO
CREATE VIEW [Sales].[Named] (a, b) AS SELECT 1, 'x;y'
GO
CREATE FUNCTION [Sales].[twice](@n int) RETURNS int AS
BEGIN
    RETURN 2 * @n;
END
GO
CREATE PROCEDURE [dbo].[Close Order] @id int = 1, @by nvarchar(20) OUTPUT
WITH EXECUTE AS OWNER AS
BEGIN
    UPDATE [Sales].[Order] SET [Open] = 0 WHERE [OrderID] = @id;
END
GO
CREATE TRIGGER [Sales].[Touched] ON [Sales].[Order] AFTER INSERT, UPDATE AS
BEGIN
    SET NOCOUNT ON;
    UPDATE [Sales].[Order] SET [At] = sysutcdatetime();
END
GO
CREATE ROLE [reader]
GO
GRANT SELECT, UPDATE ([Note]) ON [Sales].[Order] TO [reader]
GO
DENY DELETE ON [Sales].[Order] TO [reader]
GO
INSERT [Sales].[Customer] ([Name], [rowguid]) VALUES (N'GO', newid())
INSERT INTO [Sales].[Customer] ([Name], [rowguid])
SELECT 'b;', newid()
GO
EXEC sp_tableoption 'Sales.Order', 'large value types out of row', 1
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'Who it''s for' ,
 @level0type=N'SCHEMA',@level0name=N'Sales', @level1type=N'TABLE',@level1name=N'Customer',
 @level2type=N'COLUMN',@level2name=N'CustomerID'
GO
EXEC sys.sp_addextendedproperty N'MS_Description', N'All orders', N'SCHEMA', N'Sales', N'TABLE', N'Order'
GO
EXEC sys.sp_addextendedproperty @name=N'MS_DiagramPane1', @value=N'x', @level0type=N'SCHEMA',
 @level0name=N'Sales'
GO
"""


def test_the_worked_example_comes_back_as_itself(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    microsoft: Check,
) -> None:
    text = (ROOT / "example/sql/mssql/schema.sql").read_text("utf-8")
    found = read("schema.sql", text).catalog

    made = imported(text, tmp_path, monkeypatch)

    assert microsoft("\nGO\n".join(inner(made))) == ()
    assert differences(found, read("schema.sql", made).catalog) == []
    assert f"verbatim {len(found.of(Verbatim)):6}  " in capsys.readouterr().out
