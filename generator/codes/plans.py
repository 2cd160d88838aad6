"""G7xx: what engines would do with access patterns."""

from generator.codes.code import Code

__all__ = ["CODES"]

CODES: tuple[Code, ...] = (
    Code(
        "G701",
        "an access pattern that reads a whole table",
        "The planner of the engine reads a table of the declared `volume` from end to end. The index in "
        "the hint was built in a scratch database and is what the planner takes instead. Where nothing "
        "helps, since the pattern wants most rows, say `slow:` with the reason.",
        bad='queries: {of_day: {sql: "SELECT id FROM visit WHERE day = :day"}}',
        good='indexes: {day: [day]}\nqueries: {of_day: {sql: "SELECT id FROM visit WHERE day = :day"}}',
        severity="warning",
    ),
    Code(
        "G702",
        "an access pattern that sorts what an index has in order",
        "Many rows are sorted each time, also where one page of them is asked for. An index that begins "
        "with what is compared and goes on with the order gives the first rows at once. Where the list "
        "is rarely asked for, say `slow:` with the reason.",
        severity="warning",
    ),
    Code(
        "G703",
        "an index that no plan uses",
        "No access pattern, key, unique or foreign key needs the index, so far as the planners say that "
        "were asked; it costs space and time with each write. Drop it, or declare the query that it is "
        "for. An index for a purpose that no pattern shows is kept by `allow: {unused-index: reason}`.",
        severity="warning",
    ),
    Code(
        "G704",
        "an access pattern that an engine cannot plan",
        "The engine refuses the statement that the repository sends. The message is its own.",
    ),
)
