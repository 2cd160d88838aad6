"""The one door to Jinja: jobs become files, and what goes wrong in a template becomes a diagnostic.

Takes Jobs and the texts of their templates, gives Files; nothing is read or written here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from traceback import extract_tb
from types import BuiltinFunctionType, FunctionType, MethodType

import jinja2
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.sandbox import ImmutableSandboxedEnvironment

from generator.diagnostics import Diagnostic
from generator.render.filters import FILTERS
from generator.render.jobs import File, Job
from generator.source import Place, Span

__all__ = ["FAULTS", "Environment", "Templates", "Text", "environment", "render"]

Environment = jinja2.Environment
"""Templates on their way to being functions; what was loaded once stays."""

INLINE = "="
"""Starts the name of a template whose text is the rest of its name: a row's `path` or `when`."""

DIRECT = frozenset(
    {jinja2.runtime.Macro, FunctionType, MethodType, BuiltinFunctionType, type(lru_cache(str))}
)
"""Callables that say with `jinja_pass_arg` whether they want anything of Jinja's."""

FAULTS = (
    jinja2.TemplateError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What code of others raises when it fails on the values it was given."""


@dataclass(frozen=True, slots=True)
class Text:
    """A template as it was read. file: where it stands, for people."""

    text: str
    file: str


Templates = Mapping[str, Text]
"""Templates by `<target>/<file>`; what an overlay covers is `<target>/base/<file>`."""


def render(
    jobs: Iterable[Job], templates: Templates, environment: Environment
) -> tuple[tuple[tuple[Job, File], ...], tuple[Diagnostic, ...]]:
    """Renders jobs in their order, each with its file; one whose `when` is false gives none.

    environment: of these templates. Errors: G506 (a template cannot be read), G507 (it fails on these
    values), G508 (`when` is not a boolean), G512 (a hook fails). A fault in what is built in is ours,
    and is raised."""
    files: list[tuple[Job, File]] = []
    problems: dict[Diagnostic, None] = {}
    for job in jobs:
        try:
            files.extend((job, file) for file in _file(environment, job))
        except FAULTS as error:
            problem = _explained(error, job, templates)
            if job.target.is_ours:
                line = f":{problem.span.line}" if problem.span else ""
                error.add_note(f"{problem.at.file}{line}: {problem.message}")
                raise
            problems[problem] = None
    return tuple(files), tuple(problems)


def _file(environment: Environment, job: Job) -> Iterator[File]:
    row = job.output
    context = {"library": _library(environment, job), **_context(job)}
    if row.when and not _holds(environment, row.when, context):
        return
    path = row.path
    if "{" in path:
        path = environment.get_template(INLINE + path).render(context)
    if not row.root:
        path = f"{job.scene.options.get('out') or job.scene.config.out}/{path}"
    text = environment.get_template(f"{job.target.name}/{row.template}").render(context)
    yield File(path, text, row.keep, job.target.name, row.at.child("path"))


def _holds(environment: Environment, when: str, context: Mapping[str, object]) -> bool:
    text = when if "{{" in when else "{{ " + when + " }}"
    value = environment.get_template(INLINE + text).render(context)
    if value not in ("True", "False"):
        raise NotBooleanError(value)
    return value == "True"


def _library(
    environment: Environment, job: Job
) -> Callable[[str, Mapping[str, object]], TemplateModule]:
    """Gives what `library(name, words)` is: the macros of a template that see these words alone, made
    once for them. An `import … with context` would make them for every file."""

    def library(name: str, words: Mapping[str, object]) -> TemplateModule:
        template = environment.get_template(name, f"{job.target.name}/{job.output.template}")
        made = (environment, template, words)
        return job.scene.memo.of("library", made, lambda: template.make_module(dict(words)))

    return library


def _context(job: Job) -> Mapping[str, object]:
    """Gives what a template sees; see the package's docstring for the names."""
    scene = job.scene
    seen: dict[str, object] = {
        "model": scene.model,
        "models": scene.models,
        "catalogs": scene.catalogs,
        "profiles": scene.profiles,
        "plans": scene.plans,
        "config": scene.config,
        "options": scene.options,
        "engine": scene.engine,
        **scene.shared,
    }
    if scene.engine:
        seen["catalog"] = scene.catalogs[scene.engine]
        seen["profile"] = scene.profiles.get(scene.engine)
    if job.word:
        seen[job.word] = job.item
    if job.output.context:
        try:
            seen.update(job.hook.contexts[job.output.context](scene, job.item))
        except FAULTS as error:
            if job.target.is_ours:
                raise
            raise HookError(f"{type(error).__name__}: {error}") from error
    return seen


class HookError(ValueError):
    """The function of a workspace's hook raised something."""


class NotBooleanError(ValueError):
    """A `when` came out as something else."""


def environment(templates: Templates, *, sandboxed: bool, cache: str = "") -> Environment:
    """Makes an environment of templates. sandboxed: for those that came with a workspace. cache: a
    private folder for what is compiled, or ""."""
    kind = _Sandbox if sandboxed else _Trusting
    made = kind(
        loader=jinja2.FunctionLoader(_loader(templates)),
        undefined=_Missing,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
        autoescape=False,
        auto_reload=False,
        cache_size=-1,
        finalize=_refuse_none,
        bytecode_cache=_Compiled(cache) if cache else None,
    )
    made.filters.update(FILTERS)
    made.known = frozenset(templates)
    return made


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates by name and content, so that another checkout or workspace finds its own; a
    few kilobytes for each template that was ever compiled by a version of the program."""

    def get_bucket(
        self, environment: jinja2.Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        checksum = self.get_source_checksum(source)
        return super().get_bucket(environment, name, f"{filename} {checksum}", source)


def _loader(templates: Templates) -> Callable[[str], tuple[str, str, None] | None]:
    def load(name: str) -> tuple[str, str, None] | None:
        if name.startswith(INLINE):
            return name.removeprefix(INLINE), name, None
        found = templates.get(name)
        return None if found is None else (found.text, name, None)

    return load


class _Context(jinja2.runtime.Context):
    """Calls macros and functions as they are, unless they are marked for what Jinja hands on: it asks
    every callable in four ways, which takes longer than most of what our templates call."""

    def call(self, obj: Callable[..., object], /, *args: object, **named: object) -> object:
        if type(obj) not in DIRECT or hasattr(obj, "jinja_pass_arg"):
            return super().call(obj, *args, **named)
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return obj(*args, **named)


class _Missing(jinja2.StrictUndefined):
    """A value that is not there; names what has it not by its word, and what was meant."""

    @property
    def _undefined_message(self) -> str:
        name, owner = str(self._undefined_name), type(self._undefined_obj)
        if self._undefined_hint or not owner.__module__.startswith("generator."):
            return super()._undefined_message
        close = get_close_matches(name, [word for word in dir(owner) if word[0] != "_"], n=1)
        meant = f"; did you mean `{close[0]}`?" if close else ""
        return f"{owner.__name__} has no attribute `{name}`{meant}"


def _refuse_none(value: object) -> object:
    """Keeps the word None out of every file: a missing value is a mistake of the template."""
    if value is None:
        raise TypeError("the value is none")
    return value


class _Joining(jinja2.Environment):
    """Finds the templates that a template names: in its own target first, then `<target>/<file>`."""

    known: frozenset[str] = frozenset()
    context_class = _Context

    def join_path(self, template: str, parent: str) -> str:
        target, *rest = parent.split("/")
        depth = next((n for n, part in enumerate(rest) if part != "base"), 0)
        if template.startswith("base/"):
            return "/".join((target, *["base"] * depth, template))
        own = f"{target}/{template}"
        return own if own in self.known else template


class _Trusting(_Joining):
    """For templates that were installed with a program."""


class _Sandbox(_Joining, ImmutableSandboxedEnvironment):
    """For templates that came with a workspace: no underscored attributes, no changes of values."""


def _explained(error: BaseException, job: Job, templates: Templates) -> Diagnostic:
    """Turns what a template raised into a diagnostic at the line of the template."""
    if isinstance(error, NotBooleanError):
        message = f"`when` gives `{error}`, not true or false"
        return Diagnostic("G508", message, job.output.at.child("when"))
    if isinstance(error, HookError):
        message = f"the hook of `{job.target.name}` fails: {error}"
        return Diagnostic("G512", message, job.output.at.child("context"))
    if isinstance(error, jinja2.TemplateNotFound):
        code, message = "G506", f"template `{error.name}` is not there"
    elif isinstance(error, jinja2.TemplateSyntaxError):
        code, message = "G506", f"template cannot be read: {_lower(error.message or '')}"
    else:
        code, message = "G507", f"template fails: {_lower(str(error))}"
    return _at_line(
        Diagnostic(code, message, job.output.at.child("template")), error, job, templates
    )


def _at_line(
    problem: Diagnostic, error: BaseException, job: Job, templates: Templates
) -> Diagnostic:
    """Moves a problem from the manifest's row to the line where it happened, if there is one."""
    name, line = _raised_at(error, templates)
    if name.startswith(INLINE):
        key = "path" if name == INLINE + job.output.path else "when"
        return replace(problem, at=job.output.at.child(key))
    if name not in templates:
        return problem
    return replace(problem, at=Place(templates[name].file), span=Span(line, 1, line, 1))


def _raised_at(error: BaseException, templates: Templates) -> tuple[str, int]:
    """Gives the innermost template and its line; ("", 0) when none had begun."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.name or "", error.lineno
    for frame in reversed(extract_tb(error.__traceback__)):
        if frame.filename in templates or frame.filename.startswith(INLINE):
            return frame.filename, frame.lineno or 1
    return "", 0


def _lower(message: str) -> str:
    """Fits a message of Jinja to ours: values in backticks, lower case, no full stop."""
    message = re.sub(r"'([^']*)'", r"`\1`", message).rstrip(".")
    return message[:1].lower() + message[1:]
