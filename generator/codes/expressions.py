"""G23x: expressions and statements."""

from generator.codes.code import Code

__all__ = ["CODES"]

CODES: tuple[Code, ...] = (
    Code(
        "G230",
        "an expression that cannot be read",
        "Portable expressions are read as PostgreSQL reads them: texts in single quotes, names in "
        "double quotes only where they must be, `AND`, `OR`, `NOT`, comparisons, `IN`, `BETWEEN`, "
        "`LIKE`, `IS NULL`, `CASE`, arithmetic, `||`, `CAST` and the published functions.",
        bad='checks: {positive: "amount >"}',
        good='checks: {positive: "amount > 0"}',
    ),
    Code(
        "G231",
        "an unknown name in an expression",
        "Expressions speak of entities and fields by their logical names, also where SQL reserves the "
        "word; the program writes the physical ones. SQL under `engines:` is taken word for word, and "
        "only its references, `{{ user.email }}`, are looked up.",
        bad='checks: {positive: "amuont > 0"}',
        good='checks: {positive: "amount > 0"}',
    ),
    Code(
        "G232",
        "SQL that is not portable",
        "This is SQL of some engine, but not of the language that all engines are given alike. Write "
        "it under `engines:`, for the engines that have it.",
        bad="checks: {shape: \"code ~ '^[A-Z]+$'\"}",
        good="checks: {shape: {engines: {postgresql: {expr: \"code ~ '^[A-Z]+$'\"}}, only: [postgresql]}}",
    ),
    Code(
        "G233",
        "types that do not go together",
        "Numbers are compared with numbers, texts with texts, dates with dates or with a text that is "
        "one. Engines convert the rest in ways of their own, so it is refused.",
        bad="checks: {many: \"quantity > '10'\"}",
        good='checks: {many: "quantity > 10"}',
    ),
    Code(
        "G234",
        "a function that cannot stand here",
        "The published functions mean the same on every engine; each says what it takes and where it "
        "may stand. A check, an index and a generated column take none that changes by itself, such "
        "as `now()`; an aggregate stands in the select list, in HAVING or in ORDER BY.",
        bad='checks: {future: "due_on > now()"}',
        good='checks: {after_issue: "due_on > issued_on"}',
    ),
    Code(
        "G235",
        "a name that means two things",
        "Two sources of the query have a field of that name; say which one, `u.id`.",
        bad='sql: "SELECT id FROM user u JOIN org o ON o.id = u.org_id"',
        good='sql: "SELECT u.id FROM user u JOIN org o ON o.id = u.org_id"',
    ),
    Code(
        "G236",
        "a parameter without a type",
        "A parameter has the type of what it is compared with, added to or put into. Where there is "
        "nothing of the kind, a cast says it.",
        bad='sql: "SELECT :label AS label FROM user"',
        good='sql: "SELECT CAST(:label AS text) AS label FROM user"',
    ),
    Code(
        "G237",
        "an expression that an engine cannot say",
        "The expression is portable in general, but this engine, at the oldest version served, has no "
        "spelling of it. Give that engine another one under `engines:`, or leave the node out there.",
        bad="default: {sql: \"nextval('invoice_no')\"}   # on MySQL",
        good="default: {sql: \"nextval('invoice_no')\"}\n"
        "engines: {mysql: {default: {application: next_no()}}}",
    ),
    Code(
        "G238",
        "a text that is no value of the enum",
        "A field of an enum is compared with one of the enum's values; any other text never matches.",
        bad="where: \"status = 'activ'\"",
        good="where: \"status = 'active'\"",
    ),
    Code(
        "G239",
        "a statement that reaches beyond its tenant",
        "The repository of an entity with a tenant shows rows of one tenant alone, so each entity that "
        "a query's `sql:` reads is narrowed to it. A view, and SQL of one engine, the program does not "
        "see through: the statement must compare with `:tenant` itself, which the repository fills in. "
        "A full join is narrowed when each side is a query of its own.",
        bad='sql: "SELECT email FROM active_user"',
        good='sql: "SELECT email FROM active_user WHERE org_id = :tenant"',
    ),
)
