"""G4xx: changes and what they can do to data."""

from generator.codes.code import Code

__all__ = ["CODES"]

CODES: tuple[Code, ...] = (
    Code(
        "G401",
        "a drop beside an add that looks like a rename",
        "A field or entity is gone and another like it is new. If it is the same thing under a new "
        "name, say so with `was:`, and its data stays. If the old one really goes, accept the loss "
        "in `migrations/intent.yaml`. Nothing is guessed.",
        bad="fields: {total: int64}   # and the last version had `amount: int64`",
        good="fields: {total: {type: int64, was: amount}}",
    ),
    Code(
        "G402",
        "data that is dropped",
        "The migration drops a table, a column or a sequence with what it holds; going down brings "
        "back the structure, not the data. Accept it with a reason in `migrations/intent.yaml`.",
        good="- {accept: G402, node: user.fax, reason: empty since 2024}",
        severity="warning",
    ),
    Code(
        "G403",
        "a required field without a default",
        "A column that must not be null and has no default cannot be added to a table that has rows. "
        "Give the field a default, or allow null until the rows are filled.",
        bad="locale: string(8)",
        good="locale: {type: string(8), default: en}",
        severity="warning",
    ),
    Code(
        "G404",
        "a constraint that rows may break",
        "The constraint is checked against the rows that are there; one that breaks it stops the "
        "migration, and nothing of the step remains.",
        severity="warning",
    ),
    Code(
        "G405",
        "a changed type",
        "Every value is converted; one that does not fit stops the migration, and the table may be "
        "written anew while it is locked.",
        severity="warning",
    ),
    Code(
        "G406",
        "an enum value that is removed",
        "Rows that hold the value stop the migration. Move them to another value first.",
        severity="warning",
    ),
    Code(
        "G407",
        "a `was` that names what is still there",
        "`was:` says that a node is the old one under a new name; here the old name is still in use.",
        bad="fields: {amount: int64, total: {type: int64, was: amount}}",
        good="fields: {total: {type: int64, was: amount}}",
    ),
    Code(
        "G408",
        "a `was` that is spent",
        "The last frozen version knows the node by its new name already; the `was:` can go.",
        severity="info",
    ),
    Code(
        "G409",
        "a frozen version that was changed",
        "A version under `migrations/` does not have the content it was frozen with. Bring the files "
        "back from version control; a change needs a version of its own.",
    ),
    Code(
        "G410",
        "a history with two heads",
        "Two versions follow the same one, as after a merge of branches. When they commute, the next "
        "`gen freeze` joins them.",
        severity="warning",
    ),
    Code(
        "G411",
        "a hazard that nobody accepted",
        "`gen freeze` makes a migration final only when each of its hazards that can lose data is "
        "accepted by name in `migrations/intent.yaml`.",
        good="- {accept: G402, node: user.fax, reason: empty since 2024}",
    ),
    Code(
        "G412",
        "two branches that change the same thing",
        "Two versions that follow the same one change one object in different ways, so neither order "
        "is right. Take one of them out and freeze its change again on top of the other.",
    ),
    Code(
        "G413",
        "a text that may differ",
        "The database spells a text in another way than the specs do, and the engine could not say "
        "whether both mean the same. Look at it once; with a server of that engine installed, "
        "`gen drift` and `gen verify` have it spell both.",
        severity="warning",
    ),
    Code(
        "G414",
        "drift",
        "What stands in the live database is not what the specs say. `gen drift --sql` prints the "
        "statements that repair it; or take the database's side into the specs by hand.",
    ),
    Code(
        "G415",
        "row-level security that is away for a time",
        "A security policy of SQL Server lets nothing be renamed or retyped that it speaks of. The "
        "migration drops it first and makes it again in a later step; between them the table shows "
        "every row to whoever may read it. Keep its readers out meanwhile, and accept it with a "
        "reason in `migrations/intent.yaml`.",
        good="- {accept: G415, node: api_key.policies, reason: the service is stopped}",
        severity="warning",
    ),
)
