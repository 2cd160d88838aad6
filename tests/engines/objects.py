"""Random specs with every kind of object: what a database may have beside plain tables.

Each part is drawn by itself, and most of them speak of one entity, `thing`, whose fields are always there."""

from __future__ import annotations

from hypothesis import strategies as st

__all__ = ["whole_specs"]

Map = dict[str, object]

FIELDS: Map = {
    "name": "string(40)",
    "note": "text?",
    "price": "decimal(10,2)?",
    "count": "int32",
    "born": "date?",
    "at": "timestamp",
}
SAID = st.sampled_from(["", "What it's for.", 'It is "said", and \\ kept.'])
GENERATED = ("count * 2", "coalesce(price, 0) + 1", "lower(name)", "length(name)")
CHECKS = ("count > 0", "price >= 0.10 OR price IS NULL", "name <> ''", "born >= DATE '2000-01-01'")
CONDITIONS = ("count > 0", "note IS NOT NULL", "name <> 'x'", "price < 10")
QUERIES = (
    "SELECT id, name FROM thing",
    "SELECT id, count FROM thing WHERE count > 3",
    "SELECT name, sum(count) AS total FROM thing GROUP BY name",
)
EXPRESSIONS = ("lower(name)", "coalesce(price, 0)", "count + 1")


@st.composite
def whole_specs(draw: st.DrawFn, engine: str) -> Map:
    """Gives a spec with some of everything that the engine has."""
    thing: Map = {"fields": {"id": draw(_keys(engine)), **FIELDS}}
    spec: Map = {"title": "Sample", "entities": {"thing": thing}}
    if said := draw(SAID):
        thing["description"] = said
    _generated(draw, thing, engine)
    if draw(st.booleans()):
        thing["checks"] = {"fits": _with_said(draw, "expr", draw(st.sampled_from(CHECKS)))}
    thing["indexes"] = draw(_indexes(engine))
    _views(draw, spec, engine)
    if engine == "postgresql":
        _of_postgresql(draw, spec, thing)
    return spec


@st.composite
def _keys(draw: st.DrawFn, engine: str) -> Map:
    made: Map = {"type": "int64", "key": True}
    if engine != "postgresql":
        return made | draw(st.sampled_from([{}, {"identity": "by_default"}]))
    mode = draw(st.sampled_from(["", "by_default", "always"]))
    if not mode:
        return made
    sizes = {"start": 100, "increment": 10, "min": 1, "max": 2**40, "cycle": True}
    kept = draw(st.lists(st.sampled_from(sorted(sizes)), unique=True))
    return made | {"identity": {"mode": mode, **{key: sizes[key] for key in kept}}}


def _generated(draw: st.DrawFn, thing: Map, engine: str) -> None:
    fields, text = thing["fields"], draw(st.sampled_from(("", *GENERATED)))
    assert isinstance(fields, dict)
    if text:
        kind = (
            "string(40)" if "lower" in text else "int32" if "price" not in text else "decimal(12,2)"
        )
        stored = engine == "postgresql" or draw(st.booleans())
        fields["made"] = {"type": f"{kind}?", "generated": {"as": text, "stored": stored}}


def _with_said(draw: st.DrawFn, key: str, value: object) -> Map:
    said = draw(SAID)
    return {key: value, **({"description": said} if said else {})}


@st.composite
def _indexes(draw: st.DrawFn, engine: str) -> Map:
    made: Map = {}
    for number in range(draw(st.integers(0, 3))):
        keys: list[object] = [{"field": "count", "desc": draw(st.booleans())}]
        if draw(st.booleans()) and engine != "mariadb":
            keys.append({"expr": draw(st.sampled_from(EXPRESSIONS))})
        index = _with_said(draw, "fields", keys)
        if engine in ("postgresql", "sqlite") and draw(st.booleans()):
            index["where"] = draw(st.sampled_from(CONDITIONS))
        made[f"by_{number}"] = index
    return made


def _views(draw: st.DrawFn, spec: Map, engine: str) -> None:
    views: Map = {}
    for number in range(draw(st.integers(0, 2))):
        view = _with_said(draw, "sql", draw(st.sampled_from(QUERIES)))
        if engine == "postgresql" and draw(st.booleans()):
            view |= draw(
                st.sampled_from(
                    [
                        {"materialized": True},
                        {"security": "invoker"},
                        {"access": {"public": ["select"]}},
                    ]
                )
            )
        views[f"shown_{number}"] = view
    if views:
        spec["views"] = views


def _of_postgresql(draw: st.DrawFn, spec: Map, thing: Map) -> None:
    """Adds what only PostgreSQL has."""
    fields, indexes = thing["fields"], thing["indexes"]
    assert isinstance(fields, dict)
    assert isinstance(indexes, dict)
    if draw(st.booleans()):
        spec["schema"] = "sales"
    if draw(st.booleans()):
        spec["enums"] = {"mood": {"values": ["sad", "it's", "ok"], "as": "native"}}
        fields["mood"] = {"type": "mood", "default": "ok"}
        thing.setdefault("checks", {})["not_sad"] = "mood <> 'sad'"  # type: ignore[index]
    if draw(st.booleans()):
        check = draw(st.sampled_from(["value <> ''", "length(value) > 2", "lower(value) = value"]))
        spec["types"] = {"slug": _with_said(draw, "type", "string(20)") | {"check": check}}
        fields["slug"] = draw(st.sampled_from(["slug", "slug?"]))
    if draw(st.booleans()):
        spec["composites"] = {"size": {"fields": {"width": "int32", "height": "decimal(6,1)"}}}
        fields["size"] = "size?"
    if draw(st.booleans()):
        numbers = {
            "start": 5,
            "increment": -1,
            "min": -9,
            "max": 50,
            "cache": 7,
            "cycle": True,
            "type": "int32",
        }
        kept = {*draw(st.lists(st.sampled_from(sorted(numbers)), unique=True)), "max"}
        spec["sequences"] = {"ticket": {key: numbers[key] for key in kept}}
    _unusual_fields(draw, thing, fields, indexes)
    _constraints(draw, spec, thing)
    _programs(draw, spec)


def _unusual_fields(draw: st.DrawFn, thing: Map, fields: Map, indexes: Map) -> None:
    if draw(st.booleans()):
        fields["tags"] = {"type": "array(text)", "default": {"literal": []}}
        indexes["tags"] = {"fields": ["tags"], "method": "gin"}
    if draw(st.booleans()):
        fields["doc"] = "json?"
        opclass = draw(st.sampled_from([{}, {"opclass": "jsonb_path_ops"}]))
        indexes["doc"] = {"fields": [{"field": "doc", **opclass}], "method": "gin"}
    if draw(st.booleans()):
        fields["during"] = "range(timestamp)"
        where = draw(st.sampled_from([{}, {"where": "count > 0"}]))
        thing["exclude"] = {"apart": {"method": "gist", "with": {"during": "&&"}, **where}}
    if draw(st.booleans()):
        own = draw(
            st.sampled_from([{"storage": "main"}, {"statistics": 500}, {"compression": "pglz"}])
        )
        fields["note"] = {"type": "text?", "engines": {"postgresql": own}}
    method = draw(st.sampled_from(["", "hash", "brin", "covering", "pattern", "collated"]))
    if method in ("hash", "brin"):
        indexes["odd"] = {"fields": ["count"], "method": method}
    elif method == "covering":
        indexes["odd"] = {"fields": ["count"], "include": ["name", "price"]}
    elif method == "pattern":
        indexes["odd"] = {
            "fields": ["name"],
            "engines": {"postgresql": {"opclass": "varchar_pattern_ops"}},
        }
    elif method == "collated":
        keys = [
            {"field": "name", "collate": "C", "nulls": draw(st.sampled_from(["first", "last"]))}
        ]
        indexes["odd"] = {"fields": keys, "unique": draw(st.booleans())}


def _constraints(draw: st.DrawFn, spec: Map, thing: Map) -> None:
    if draw(st.booleans()):
        once: Map = {"fields": ["name", "count"]}
        once |= draw(
            st.sampled_from(
                [{}, {"deferrable": "deferred"}, {"include": ["price"]}, {"nulls": "not_distinct"}]
            )
        )
        thing["unique"] = {"once": once}
    if draw(st.booleans()):
        more = draw(st.sampled_from([{}, {"deferrable": "deferred"}, {"on_update": "cascade"}]))
        part: Map = {"fields": {"id": {"type": "int64", "key": True}, "thing_id": "int64?"}}
        part["foreign_keys"] = {
            "whole": {"fields": ["thing_id"], "ref": "thing", "on_delete": "set_null", **more}
        }
        spec["entities"]["part"] = part  # type: ignore[index]
    if draw(st.booleans()):
        thing["access"] = {
            "public": draw(st.sampled_from([["select"], {"select": True, "update": ["count"]}]))
        }
    if draw(st.booleans()):
        using = draw(st.sampled_from(CONDITIONS))
        command = draw(st.sampled_from([["select"], ["update"], ["select", "delete"]]))
        thing["policies"] = {"seen": {"for": command, "using": using}}
        thing["row_security"] = draw(st.sampled_from(["enabled", "forced"]))
    if draw(st.booleans()):
        thing["engines"] = {
            "postgresql": draw(
                st.sampled_from(
                    [{"with": {"fillfactor": 70}}, {"with": {"autovacuum_enabled": False}}]
                )
            )
        }
    if draw(st.booleans()):
        spec["entities"]["event"] = draw(_partitioned())  # type: ignore[index]


@st.composite
def _partitioned(draw: st.DrawFn) -> Map:
    divided = draw(
        st.sampled_from(
            [
                {
                    "by": "range",
                    "field": "day",
                    "children": {"old": {"to": "2026-01-01"}, "new": {"from": "2026-01-01"}},
                },
                {
                    "by": "hash",
                    "field": "id",
                    "children": {
                        "even": {"modulus": 2, "remainder": 0},
                        "odd": {"modulus": 2, "remainder": 1},
                    },
                },
                {
                    "by": "list",
                    "field": "kind",
                    "children": {"some": {"values": ["a", "it's"]}},
                    "default": True,
                },
            ]
        )
    )
    fields: Map = {"id": "int64", "day": "date", "kind": "string(9)"}
    return {
        "fields": fields,
        "key": ["id", "day", "kind"],
        "partition": divided,
        "indexes": {"kinds": ["kind"]},
    }


def _programs(draw: st.DrawFn, spec: Map) -> None:
    if not draw(st.booleans()):
        return
    volatility = draw(
        st.sampled_from([{}, {"volatility": "stable"}, {"strict": True}, {"security": "definer"}])
    )
    touch: Map = {"returns": "trigger", "language": "plpgsql"}
    touch["engines"] = {"postgresql": {"sql": "BEGIN RETURN NEW; END"}}
    twice: Map = {"returns": "int32", "language": "sql", **volatility}
    twice["engines"] = {"postgresql": {"sql": "SELECT $1 * 2"}}
    spec["functions"] = {"touch()": touch, "twice(int32)": twice}
    events = draw(st.lists(st.sampled_from(["insert", "update"]), min_size=1, unique=True))
    fires: Map = {
        "entity": "thing",
        "when": draw(st.sampled_from(["before", "after"])),
        "events": events,
    }
    if events == ["update"]:
        fires |= draw(
            st.sampled_from(
                [{}, {"of": ["count"]}, {"where": "new.count IS DISTINCT FROM old.count"}]
            )
        )
    fires["engines"] = {"postgresql": {"call": "touch()"}}
    spec["triggers"] = {"touched": fires}
