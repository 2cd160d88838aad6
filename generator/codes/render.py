"""G5xx: targets and templates."""

from generator.codes.code import Code

__all__ = ["CODES"]

CODES: tuple[Code, ...] = (
    Code(
        "G501",
        "a manifest whose name is not its folder's",
        "A target is known by its name, and its folder has the same one, so that whoever reads either "
        "finds the other.",
    ),
    Code(
        "G502",
        "an unknown target",
        "gen.yaml, or the command line, names a target that is neither in the workspace's `templates/` "
        "nor installed nor built in. `gen targets` lists what there is.",
        bad="version: 1\ntargets: [sqlalchmy]\n",
        good="version: 1\ntargets: [sqlalchemy]\n",
    ),
    Code(
        "G503",
        "two targets of one name",
        "A folder in the workspace's `templates/` has the name of a target that is there already. With "
        "`extends:` and that name it overlays the other one file by file; without, it needs a name of "
        "its own.",
    ),
    Code(
        "G504",
        "a target that extends nothing",
        "`extends:` names the target that a folder overlays; there is no other target of its name.",
    ),
    Code(
        "G505",
        "an unknown word in a manifest",
        "`each:` is one of the selectors, or a word that the target's hook defines; `context:` names a "
        "function of the hook.",
    ),
    Code(
        "G506",
        "a template that cannot be read",
        "The template is missing, or it is not Jinja: a block that is not closed, an unknown filter.",
    ),
    Code(
        "G507",
        "a template that fails",
        "The template reads a name that is not there, puts out a value that is none, or does what it "
        "may not. `gen show` prints what templates see, `specs/model.schema.json` describes it.",
    ),
    Code(
        "G508",
        "a condition that is no boolean",
        "`when:` decides whether a file is made, so it must give true or false. A text or a list that "
        'happens to be empty is no decision: write `x != ""` or `x | length > 0`.',
    ),
    Code(
        "G509",
        "two files of one path",
        "Two rows of manifests, or two items of one row, give the same path, or paths that differ only "
        "in case, which is one file on many disks.",
    ),
    Code(
        "G510",
        "a path that cannot be written",
        "An output path is relative, stays inside the workspace, and has no part that some systems "
        "refuse: `..`, an empty name, a colon, a backslash, a control character, a trailing dot or "
        "space, a name such as `con` or `nul`; nor is it a file of ours (`gen.yaml`, `gen.lock`, "
        "`.git/`, `.gen/`).",
    ),
    Code(
        "G511",
        "a hook that is not trusted",
        "A hook is Python that runs with the rights of whoever runs `gen`. One that came with a "
        "workspace runs only when the person says so, by `--trust` or by a line with the workspace's "
        "folder in the file `trusted` of the own settings; never by the workspace's word.",
    ),
    Code(
        "G512",
        "a hook that fails",
        "The Python of a workspace's hook raised an error.",
    ),
    Code(
        "G513",
        "output that is not Python",
        "The manifest says `format: black`, but black cannot read what the template made.",
    ),
    Code(
        "G514",
        "templates that take too long or too much",
        "Templates of a workspace that is not trusted are rendered within limits of time and memory; "
        "one of them passed these. A loop in a template over a very long range is the usual reason.",
    ),
    Code(
        "G515",
        "an option that a target does not take",
        "The options of a target are in its manifest, each with a JSON Schema; `gen targets` lists "
        "them.",
    ),
    Code(
        "G516",
        "a task that Beads refuses",
        "Beads takes titles of up to 500 bytes, ids that are used once, days that exist, and waits "
        "only for tasks that are there; a circle of tasks that wait for each other is skipped by it "
        "without an error. Mend `tasks:` or the `date:` of the spec.",
    ),
    Code(
        "G517",
        "a field that models cannot leave out",
        "One model serves every engine, and SQLAlchemy maps a field to a column wherever the model is "
        "used. So a field that only some of the engines have cannot be in it: give it to all of them, "
        "put it into an entity of its own with the same `only:`, or leave out the target.",
    ),
    Code(
        "G518",
        "a relation to rows that nothing tells apart",
        "SQLAlchemy maps a class only to a table whose rows it can tell apart: by a primary key, or by a "
        "unique whose fields always have values. Where there is neither, the table stands for itself, and "
        "nothing can be loaded with it or along with another entity by `with:`. Give it a key, or ask for "
        "its rows by an access pattern of their own.",
    ),
    Code(
        "G519",
        "pages that can leave rows out",
        "The next page begins after the last row of the one before, by the fields of `order:`. Rows that are "
        "equal in all of them are one place in that order: where they lie across the end of a page, those "
        "that are left over are on no page. End `order:` with the fields of the key, or of a unique whose "
        "fields always have values.",
        bad="newest: {order: [-created_at], page: 20}",
        good="newest: {order: [-created_at, -id], page: 20}",
        severity="warning",
    ),
)
