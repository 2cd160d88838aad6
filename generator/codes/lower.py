"""G25x: what an engine cannot have of a model."""

from generator.codes.code import Code

__all__ = ["CODES"]

CODES: tuple[Code, ...] = (
    Code(
        "G250",
        "a feature that the engine lacks",
        "Each engine does a feature itself, has a named stand-in for it, or refuses it; the page of "
        "capabilities says which. What is refused is never left out in silence: live without it by "
        "a waiver with a reason, on the node, on one above it or on the spec; leave the node out "
        "for the engine; or say it in the engine's own words under `engines:`.",
        bad="exclude: {no_overlap: {with: {room_id: '=', during: '&&'}}}   # and mysql is served",
        good="exclude:\n"
        "  no_overlap:\n"
        "    with: {room_id: '=', during: '&&'}\n"
        "    waive: {mysql: {exclude: the service serialises bookings}}",
    ),
    Code(
        "G251",
        "a waiver that waives nothing",
        "The engine has the feature, or nothing below the waiver asks for it. A waiver that stays "
        "when its reason is gone would hide the next thing that is lost.",
        bad="email: {type: string(254), waive: {mysql: {exclude: not needed}}}",
        good="email: string(254)",
    ),
    Code(
        "G252",
        "a waiver of no feature",
        "Waivers name features of the capability matrix; `gen targets` lists them.",
        bad="waive: {mysql: {exclusion: the service serialises bookings}}",
        good="waive: {mysql: {exclude: the service serialises bookings}}",
    ),
    Code(
        "G253",
        "a type that the engine lacks",
        "No column type of the engine holds what the logical type says. Choose another type, or "
        "name the engine's own under `engines:`.",
        bad="amount: {type: 'decimal(50,2)'}   # and mssql is served",
        good="amount: {type: 'decimal(38,2)'}",
    ),
    Code(
        "G254",
        "no SQL for an engine",
        "Functions, triggers and views in an engine's own words exist only where those words are "
        "given. Give them for this engine too, or leave the node out there.",
        bad="functions: {'stock(int32)': {returns: int32, engines: {postgresql: {sql: SELECT 1}}}}",
        good="functions:\n"
        "  stock(int32):\n"
        "    returns: int32\n"
        "    only: [postgresql]\n"
        "    engines: {postgresql: {sql: SELECT 1}}",
    ),
    Code(
        "G255",
        "two tables of one name",
        "The engine has no schemas, or folds the case of names, so the tables would be one. Pin "
        "another name for this engine.",
        bad="entities: {user: {table: users}}   # and another spec has `users` in another schema",
        good="entities: {user: {table: users, engines: {sqlite: {table: auth_users}}}}",
    ),
    Code(
        "G256",
        "a reference to what is no key",
        "A foreign key needs a primary key or a plain unique constraint on the other side. A unique "
        "with `where`, one over text whatever its case, and on SQL Server one that may be NULL "
        "become indexes of another kind, which nothing can refer to.",
        bad="org_code: {ref: org.code}   # and `code` is unique only `where: active`",
        good="org_id: {ref: org}",
    ),
    Code(
        "G257",
        "a type by the name of one of the engine's own",
        "PostgreSQL looks for a type among its own first: a column of `money` would hold an amount of its "
        "kind, whatever stands under `composites:`. The name in the database can be another.",
        bad='composites: {money: {fields: {amount: "decimal(12,2)", currency: char(3)}}}',
        good='composites: {money: {name: money_type, fields: {amount: "decimal(12,2)", currency: char(3)}}}',
    ),
    Code(
        "G258",
        "a storage option of another engine",
        "`storage: {options: …}` has an engine's own words. What another one has a place of its own for, "
        "as MySQL has for `row_format`, would be left out here, so it stands under `engines:`.",
        bad="storage: {options: {row_format: DYNAMIC}}   # and PostgreSQL is served",
        good="engines: {mysql: {storage: {options: {row_format: DYNAMIC}}}}",
    ),
    Code(
        "G259",
        "numbers that begin outside of their bounds",
        "A sequence or an identity starts at a number between `min` and `max`. Where these are not said, "
        "numbers rise from 1 on, and fall from -1 with an `increment` below zero.",
        bad="sequences: {countdown: {increment: -1, start: 100}}",
        good="sequences: {countdown: {increment: -1, start: 100, max: 100}}",
    ),
)
