"""Rendering: targets, the jobs they ask for, and the files that come out.

Takes resolved values (a Scene) and Targets, gives Files; nothing here writes to the disk.

How to write a target
---------------------
A target is a folder: `templates/<name>/manifest.yaml`, its Jinja templates (`*.j2`) and, when the
templates need a value that the model does not have, a `hook.py`::

    name: docs
    summary: Markdown pages and diagrams
    api: 1
    default: true                 # on when gen.yaml names no targets; the default
    options:                      # properties of a JSON Schema; values come from gen.yaml
      title: {type: string, default: ""}
    files:
      - {template: index.md.j2, once: true, path: docs/index.md, context: overview}
      - {template: entity.md.j2, each: entity, path: "docs/{{ entity.name }}.md"}
      - {template: diagram.mmd.j2, each: diagram, path: "docs/{{ diagram.name }}.mmd"}

Keys of a file:

- `once: true`, or `each:` one of `jobs.SELECTORS` (`spec domain entity enum … engine`), or a word
  of the hook's own SELECTORS. The item is seen by the templates under that word.
- `path`: relative to the output folder; with `root: true`, to the workspace.
- `when`: a condition, `"entity.key is not none"`; what is not a boolean is an error.
- `context`: a function of the hook, whose mapping is added to what the template sees.
- `format: black`: for templates of users; what is built in writes text that black leaves alone.
- `keep: true`: the file is made once, then it is the user's and never touched again.

`always: true` turns a target on whatever gen.yaml names. An engine's target says `engine: postgresql`: it
is on when gen.yaml serves that engine, and its `model` is that engine's. `extends: docs` overlays a
target of the same name file by file; what it covers is still there as `base/entity.md.j2`. A file of
another target is `<target>/<file>`.

Templates see `model models catalogs profiles plans config options engine catalog`, the item, what
the hook's `shared` gave and what the file's `context` gave; filters are in `filters.FILTERS`. Undefined
names and None in an output are errors. `library(name, words)` is like an import of a template whose
macros see `words` alone; it is made once, where an import with context is made for every file.

A hook is pure and may have::

    SELECTORS = {"diagram": diagrams}            # diagrams(scene) -> Sequence of items
    def shared(scene: Scene) -> Mapping[str, object]: ...         # once a run, for every template
    def check(scene: Scene) -> Sequence[Diagnostic]: ...          # what this target cannot do
    def overview(scene: Scene, item: object) -> Mapping[str, object]: ...   # named by `context:`

What is built in keeps its hook to imports of typed code in `generator.render`, so that it is checked
like the rest. A hook finds what `shared` gave in `scene.shared`."""
