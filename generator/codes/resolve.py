"""G2xx: names, references, types and defaults."""

from generator.codes.code import Code

__all__ = ["CODES"]

CODES: tuple[Code, ...] = (
    Code(
        "G201",
        "a name declared twice",
        "Names are unique per schema: two entities, enums or roles cannot share one. Rename one of "
        "them, or give the specs different `schema:`s and write `schema.name` where it matters.",
        bad="entities: {user: {fields: {id: int64}}}   # and `user` again in another spec",
        good="entities: {customer: {fields: {id: int64}}}",
    ),
    Code(
        "G202",
        "an unknown type",
        "A type is one of the logical types, the name of an enum, domain or composite, or, under "
        "`engines:`, a type of that engine in its own spelling.",
        bad="price: money(10)",
        good='price: {type: "decimal(10,2)"}',
    ),
    Code(
        "G203",
        "an unknown entity",
        "A reference names an entity that no spec declares. Names are those of entities, not of "
        "tables: `user`, not `users`.",
        bad="user_id: {ref: usr}",
        good="user_id: {ref: user}",
    ),
    Code(
        "G204",
        "an unknown field",
        "A key, index, row or reference names a field that the entity does not have.",
        bad="indexes: {by_name: [nmae]}",
        good="indexes: {by_name: [name]}",
    ),
    Code(
        "G205",
        "a reference that goes round",
        "The type of a reference is the type of what it refers to, so a field cannot refer to "
        "itself, directly or through others; a mixin cannot use itself.",
        bad="entities: {a: {fields: {id: {ref: b.id}}}, b: {fields: {id: {ref: a.id}}}}",
        good="entities: {a: {fields: {id: int64}}, b: {fields: {id: {ref: a.id}}}}",
    ),
    Code(
        "G206",
        "an unknown mixin",
        "`use:` names a mixin that no spec declares.",
        bad="use: [timestamp]",
        good="use: [timestamps]",
    ),
    Code(
        "G207",
        "physical names that clash",
        "Two nodes would have the same name in the database. Engines fold letter case and share "
        "namespaces, so the check is strict. Pin another name with `name:`, `table:` or `column:`.",
        bad="fields: {Name: text, name: text}",
        good="fields: {legal_name: text, name: text}",
    ),
    Code(
        "G208",
        "a reference to an entity without a single key",
        "`ref: order_line` means its key; an entity without a key, or with a key of several fields, "
        "must be named with a field, or referred to by `foreign_keys:` with all of them.",
        bad="line_id: {ref: order_line}   # key: [order_id, line]",
        good="foreign_keys: {line: {fields: [order_id, line], ref: order_line}}",
    ),
    Code(
        "G210",
        "a key that may be null",
        "A field of a primary key is required; drop the `?`.",
        bad="id: {type: int64?, key: true}",
        good="id: {type: int64, key: true}",
    ),
    Code(
        "G211",
        "a path that leads nowhere",
        "`enforced_by:` and `by:` name a field (`user.email`), a named item (`user.checks.x`, "
        "`user.unique.x`, `user.policies.x`, `user.partition`), or what stands beside the entities "
        "(`triggers.x`, `views.x`, `functions.x`).",
        bad="enforced_by: [user.check.email_has_at]",
        good="enforced_by: [user.checks.email_has_at]",
    ),
    Code(
        "G212",
        "an unknown role",
        "`access:` and `policies:` name roles that `roles:` declares; `public` is everybody.",
        bad="access: {ap: [select]}",
        good="access: {app: [select]}",
    ),
    Code(
        "G213",
        "an unknown index",
        "`cluster:` and `replica_identity:` name an index or a unique of their entity; `cluster: key` is "
        "its primary key.",
        bad="engines: {postgresql: {cluster: by_nmae}}",
        good="engines: {postgresql: {cluster: by_name}}",
    ),
    Code(
        "G214",
        "an unknown relation",
        "`with:` names what is loaded along with the rows: a reference by its `as:` (or the field without "
        "`_id`), what refers to the entity by its `inverse:` (or the plural of its name).",
        bad='by_number: {where: "number = :number", with: [item]}',
        good='by_number: {where: "number = :number", with: [items]}',
    ),
    Code(
        "G215",
        "a missing file",
        "`file:` names a file that stands in the folder of the spec.",
        bad="engines: {postgresql: {file: film.sql}}   # and there is none",
        good="engines: {postgresql: {file: film_in_stock.sql}}",
    ),
    Code(
        "G217",
        "a foreign key of uneven sides",
        "`fields:` and `to:` are matched by position and must be equally many.",
        bad="{fields: [order_id], ref: order_line, to: [order_id, line]}",
        good="{fields: [order_id, line], ref: order_line, to: [order_id, line]}",
    ),
    Code(
        "G221",
        "an unknown query",
        "A scenario asks for an access pattern that the entity does not declare.",
        bad="when: {query: user.by_mail}",
        good="when: {query: user.by_email}",
    ),
    Code(
        "G222",
        "a reference row that its table refuses",
        "`rows:` are written when the tables are made, so each of them has a value for every field that "
        "demands one, and refers to rows that are written with it. Values that the database fills in may "
        "be left out; those of the application may not.",
        bad="rows: [{code: SE, region: north}]   # and no region has a row",
        good="rows: [{code: SE, region: north}]   # and region: rows: [{code: north}]",
    ),
    Code(
        "G225",
        "a value that its field cannot hold",
        "Defaults, reference rows, seeds and the rows of scenarios are typed by their fields: `no` is a "
        "text and no truth, an enum has no other values than its own, and a date must be in the "
        "calendar. What a scenario expects to be refused may be anything.",
        bad="paid: {type: bool, default: no}",
        good="paid: {type: bool, default: false}",
    ),
    Code(
        "G226",
        "something encrypted that is no text",
        "The application encrypts texts and keeps them as texts; the database cannot compute with them "
        "anyway. Make the field a `string(n)` or a `text`.",
        bad="salary: {type: int64, encrypted: true}",
        good="salary: {type: string(20), encrypted: true}",
    ),
    Code(
        "G227",
        "a field that stands in an index twice",
        "MySQL, MariaDB and SQL Server take no column twice in one index, and no engine has a use for it.",
        bad="indexes: {by_name: [name, name]}",
        good="indexes: {by_name: [name]}",
    ),
    Code(
        "G228",
        "a counted field that is no whole number",
        "`identity` makes the database hand out numbers, so the field is an integer.",
        bad="id: {type: text, identity: always}",
        good="id: {type: int64, identity: always}",
    ),
    Code(
        "G229",
        "partitions that do not fit together",
        "A partition of ranges has `from` and `to`, one bound for each field that divides the rows, and "
        "ends after it starts; one of lists has `values`, one of a hash `modulus` and `remainder`. No row "
        "may belong to two partitions, and no partition sees the rows of another: what is unique over all "
        "of them must hold the fields by which the rows are divided.",
        bad="{by: range, field: at, children: {a: {from: 2026-01-01, to: 2025-01-01}}}",
        good="{by: range, field: at, children: {a: {from: 2025-01-01, to: 2026-01-01}}}",
    ),
)
