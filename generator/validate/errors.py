"""Validation errors in the words of this language.

Takes what jsonschema says, gives Diagnostics: an unknown key at that key, a bad value at the value,
a missing key at the key of the node that misses it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Protocol, TypeAlias, cast

from generator.diagnostics import Diagnostic
from generator.source import Data, Keys, Place, scalar
from generator.validate.words import MEANT, kind_of, needed, quoted, shown

__all__ = ["Schema", "explain"]

Schema: TypeAlias = Mapping[str, object]


class Error(Protocol):
    """What we read of a jsonschema.ValidationError."""

    validator: str | None
    validator_value: object
    instance: Data
    schema: Schema | bool
    absolute_path: Sequence[str | int]
    absolute_schema_path: Sequence[str | int]


def explain(errors: Iterable[object], root: Schema, at: Place) -> tuple[Diagnostic, ...]:
    """Gives one diagnostic for each thing that is wrong, without repetition, in no order.

    at: the place of the data that was validated against root."""
    found: dict[Diagnostic, None] = {}
    for error in errors:
        for diagnostic in _Explanation(cast(Error, error), root, at).diagnostics():
            found.setdefault(diagnostic)
    return tuple(diagnostic for diagnostic in found if not _is_echo(diagnostic, found))


def _is_echo(diagnostic: Diagnostic, found: Iterable[Diagnostic]) -> bool:
    """Tells whether a missing key is there under a wrong name, which is reported already."""
    return diagnostic.code == "G121" and any(
        other.code == "G120"
        and other.at.keys[:-1] == diagnostic.at.keys
        and other.hint.removeprefix("did you mean ").rstrip("?") in diagnostic.message
        for other in found
        if other.hint
    )


class _Explanation:
    """One error: what it is about, and the words for it."""

    def __init__(self, error: Error, root: Schema, at: Place) -> None:
        self.error = error
        self.root = root
        self.at = at.child(*error.absolute_path)
        self.value = error.instance
        self.rule = error.validator_value
        self.steps = tuple(error.absolute_schema_path)

    def diagnostics(self) -> Iterator[Diagnostic]:
        if _is_about_name(self.steps):
            yield self._name()
            return
        rule = _RULES.get(self.error.validator or "", _Explanation._other)
        yield from rule(self)

    def _say(
        self, code: str, message: str, hint: str = "", *keys: str | int, on_key: bool = False
    ) -> Diagnostic:
        return Diagnostic(code, message, self.at.child(*keys), hint, on_key=on_key)

    def _key(self) -> str:
        return str(self.at.keys[-1]) if self.at.keys else "this file"

    def _title(self) -> str:
        """Gives the noun of the innermost schema that has one: `a link`, `a type such as …`."""
        titles = (schema.get("title") for schema in reversed(self._schemas(self.steps[:-1])))
        return next((title for title in titles if isinstance(title, str)), "this")

    def _schemas(self, steps: Keys) -> list[Schema]:
        """Gives the schemas on the way down an error's path, the outermost first; `$ref` lead on."""
        found: list[object] = [self.root]
        level = found
        for step in steps:
            level = [inner for schema in level for inner in _inner(self.root, schema, step)]
            found.extend(reversed(level))  # what stands beside a `$ref` is nearer
        return [schema for schema in found if isinstance(schema, Mapping)]

    def _name(self) -> Diagnostic:
        name = str(self.value)
        if self.error.validator == "enum":
            words = cast(Sequence[str], self.rule)
            hint = _near(name, words) or "write one of " + _list(words)
            return self._say("G120", f"unknown key `{name}`", hint, name, on_key=True)
        hint = _mended_name(name) if self._title() == "a snake_case name" else ""
        return self._say("G128", f"`{name}` is not {self._title()}", hint, name, on_key=True)

    def _unknown(self) -> Iterator[Diagnostic]:
        known = _known(self.root, self.error.schema)
        for key in cast(dict[str, Data], self.value):
            if key not in known:
                hint = _near(key, known)
                yield self._say("G120", f"unknown key `{key}`", hint, key, on_key=True)

    def _missing(self) -> Iterator[Diagnostic]:
        for key in cast(Sequence[str], self.rule):
            if key not in cast(dict[str, Data], self.value):
                yield self._say("G121", f"{self._title()} needs `{key}`", on_key=True)

    def _type(self) -> Iterator[Diagnostic]:
        wanted = [self.rule] if isinstance(self.rule, str) else cast(list[str], self.rule)
        if self.value is None:
            message = f"nothing where {needed(wanted)} is needed"
        elif isinstance(self.value, (list, dict)):
            message = f"{kind_of(self.value)} where {needed(wanted)} is needed"
        else:
            message = f"{shown(self.value)} is {kind_of(self.value)}, not {needed(wanted)}"
        yield self._say("G122", message, _type_hint(self.value, wanted))

    def _word(self) -> Iterator[Diagnostic]:
        words = [
            word if isinstance(word, str) else json.dumps(word)
            for word in cast(Sequence[object], self.rule)
        ]
        hint = _near(str(self.value), words)
        yield self._say("G123", f"{shown(self.value)} is none of {_list(words)}", hint)

    def _constant(self) -> Iterator[Diagnostic]:
        wanted = shown(cast(Data, self.rule))
        others = self._other_kinds()
        if others:
            message = f"{shown(self.value)} is not {wanted}, {needed(others)}"
            yield self._say("G123", message, _type_hint(self.value, others))
        else:
            yield self._say("G123", f"{shown(self.value)} is not {wanted}", f"write {wanted}")

    def _other_kinds(self) -> list[str]:
        """Gives the kinds of value that go beside the one word that a text may be: `if` it is one."""
        if self.steps[-2:] != ("then", "const"):
            return []
        around = self._schemas(self.steps[:-2])
        kinds = next((schema["type"] for schema in reversed(around) if "then" in schema), [])
        return [kind for kind in cast(Sequence[str], kinds) if kind != "string"]

    def _form(self) -> Iterator[Diagnostic]:
        text, form = str(self.value), self._form_title()
        hint = ""
        if form.startswith("a type"):
            meant = text.replace(" ", "").lower()
            hint = f"write `{meant}`" if re.fullmatch(str(self.rule), meant) else ""
        elif form == "a snake_case name":
            hint = _mended_name(text)
        yield self._say("G124", f"{shown(text)} is not {form}", hint)

    def _form_title(self) -> str:
        """Gives the noun of the definition whose pattern it is: a node's short form shares it."""
        for definition in cast(Mapping[str, Schema], self.root.get("$defs", {})).values():
            if definition.get("pattern") == self.rule and definition.get("type") == "string":
                return str(definition["title"])
        return self._title()

    def _empty(self) -> Iterator[Diagnostic]:
        if isinstance(self.value, str) and self._title() != "a text":
            yield self._say("G129", f"an empty text is not {self._title()}")
            return
        if isinstance(self.value, (list, dict)) and self.value:
            yield self._say("G129", f"`{self._key()}` needs {self.rule} or more", on_key=True)
            return
        yield self._say("G129", f"`{self._key()}` is empty", on_key=True)

    def _long(self) -> Iterator[Diagnostic]:
        yield self._say("G124", f"a text of more than {self.rule} characters")

    def _low(self) -> Iterator[Diagnostic]:
        yield self._say("G125", f"`{self.value}` is below {self.rule}")

    def _high(self) -> Iterator[Diagnostic]:
        yield self._say("G125", f"`{self.value}` is above {self.rule}")

    def _twice(self) -> Iterator[Diagnostic]:
        seen: list[str] = []
        for index, item in enumerate(cast(list[Data], self.value)):
            text = json.dumps(item)
            if text in seen:
                yield self._say("G126", f"{shown(item)} is listed twice", "", index)
            seen.append(text)

    def _choice(self) -> Iterator[Diagnostic]:
        """Explains `oneOf` and `anyOf` over required keys, the only form that the schemas have."""
        branches = cast(Sequence[Schema], self.rule)
        keys = [key for branch in branches for key in cast(list[str], branch.get("required", []))]
        here = [key for key in cast(dict[str, Data], self.value) if key in keys]
        if len(here) > 1:
            yield self._apart(here)
        else:
            yield self._say("G121", f"{self._title()} needs {_list(keys, 'or')}", on_key=True)

    def _many(self) -> Iterator[Diagnostic]:
        yield self._apart(list(cast(dict[str, Data], self.value)))

    def _apart(self, keys: Sequence[str]) -> Diagnostic:
        """keys: those that do not go together, in the order of the file."""
        message = f"{_list(keys, 'and')} do not go together"
        return self._say("G127", message, "keep one of them", keys[-1], on_key=True)

    def _dependent(self) -> Iterator[Diagnostic]:
        data = cast(dict[str, Data], self.value)
        for key, others in cast(Mapping[str, Sequence[str]], self.rule).items():
            for other in others if key in data else ():
                if other not in data:
                    yield self._say(
                        "G121", f"`{key}` needs `{other}` beside it", "", key, on_key=True
                    )

    def _not(self) -> Iterator[Diagnostic]:
        rule = cast(Schema, self.rule)
        if not rule:
            yield self._beside()
        elif "const" in rule:
            yield self._say("G123", f"{shown(self.value)} says nothing here", self._instead())
        else:
            keys = [*cast(list[str], rule.get("required", [])), *_dependency(self.steps)]
            yield self._apart([key for key in cast(dict[str, Data], self.value) if key in keys])

    def _instead(self) -> str:
        return "write `true`, or leave it out" if self.value is False else "leave it out"

    def _beside(self) -> Diagnostic:
        """Explains a key that another forbids: `not: {}` under that one's `dependentSchemas`."""
        others = _dependency(self.steps)
        beside = f"`{others[0]}`" if others else "the keys beside it"
        return self._say("G127", f"`{self._key()}` does not go with {beside}", on_key=True)

    def _other(self) -> Iterator[Diagnostic]:
        """Explains a keyword that no schema of ours uses; targets' options may."""
        yield self._say("G124", f"{shown(self.value)} is not {self._title()}")


_RULES: Mapping[str, Callable[[_Explanation], Iterator[Diagnostic]]] = {
    "additionalProperties": _Explanation._unknown,
    "unevaluatedProperties": _Explanation._unknown,
    "required": _Explanation._missing,
    "type": _Explanation._type,
    "enum": _Explanation._word,
    "const": _Explanation._constant,
    "pattern": _Explanation._form,
    "minLength": _Explanation._empty,
    "minItems": _Explanation._empty,
    "minProperties": _Explanation._empty,
    "maxLength": _Explanation._long,
    "minimum": _Explanation._low,
    "maximum": _Explanation._high,
    "uniqueItems": _Explanation._twice,
    "oneOf": _Explanation._choice,
    "anyOf": _Explanation._choice,
    "maxProperties": _Explanation._many,
    "dependentRequired": _Explanation._dependent,
    "not": _Explanation._not,
}


def _inner(root: Schema, schema: object, step: str | int) -> list[object]:
    """Gives what one step of an error's path may lead to: the path leaves out each `$ref`."""
    inner: object = None
    if isinstance(schema, Mapping):
        inner = schema.get(str(step))
    elif isinstance(schema, list) and isinstance(step, int):
        inner = schema[step]
    return [] if inner is None else _with_targets(root, inner)


def _with_targets(root: Schema, schema: object) -> list[object]:
    """Gives a schema and those that its `$ref` leads to, one after the other."""
    if isinstance(schema, Mapping) and isinstance(schema.get("$ref"), str):
        return [schema, *_with_targets(root, _target(root, schema["$ref"]))]
    return [schema]


def _target(root: Schema, reference: str) -> object:
    node: object = root
    for name in reference.removeprefix("#/").split("/"):
        node = cast(Schema, node)[name]
    return node


def _known(root: Schema, schema: Schema | bool) -> tuple[str, ...]:
    """Gives the keys that a schema knows, its `$ref` included."""
    if isinstance(schema, bool):
        return ()
    keys = tuple(cast(Schema, schema.get("properties", {})))
    if "$ref" in schema:
        keys += _known(root, cast(Schema, _target(root, str(schema["$ref"]))))
    return keys


_INTO = ("properties", "additionalProperties", "items", "unevaluatedProperties")


def _is_about_name(steps: Keys) -> bool:
    """Tells whether an error is about the name of a key: `propertyNames` with nothing deeper."""
    for step in reversed(steps[:-1]):
        if step in _INTO:
            return False
        if step == "propertyNames":
            return True
    return False


def _dependency(steps: Keys) -> tuple[str, ...]:
    """Gives the key whose `dependentSchemas` an error comes from."""
    if "dependentSchemas" not in steps:
        return ()
    last = len(steps) - 1 - steps[::-1].index("dependentSchemas")
    return (str(steps[last + 1]),)


def _near(word: str, words: Iterable[str]) -> str:
    """Gives "did you mean …" when one of the words is near, by letters or by a habit of people."""
    words = tuple(words)
    meant = MEANT.get(word, "")
    if meant in words:
        return f"did you mean `{meant}`?"
    near = get_close_matches(word.lower(), words, n=1, cutoff=0.7)
    return f"did you mean `{near[0]}`?" if near else ""


def _list(words: Sequence[str], last: str = "or") -> str:
    if len(words) > 12:
        return quoted(words[:12]) + ", …"
    if len(words) < 2:
        return quoted(words)
    return f"{quoted(words[:-1])} {last} {quoted(words[-1:])}"


def _mended_name(name: str) -> str:
    snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name).replace("-", "_")
    snake = "_".join(part for part in snake.replace(" ", "_").split("_") if part)
    return f"write `{snake}`" if snake.isidentifier() and snake.isascii() else ""


def _type_hint(value: Data, wanted: Sequence[str]) -> str:
    if value is None:
        return "write `{}`" if wanted == ["object"] else "write a value, or leave the key out"
    if isinstance(value, str) and "boolean" in wanted:
        meant = {"yes": "true", "on": "true", "no": "false", "off": "false"}
        word = meant.get(value.lower(), value.lower())
        return f"write `{word}`" if word in ("true", "false") else ""
    if isinstance(value, int) and "string" in wanted:
        return f'quote it: `"{json.dumps(value)}"`'
    if isinstance(value, str) and "integer" in wanted:
        return f"write `{value}` without quotes" if isinstance(scalar(value or "x"), int) else ""
    if isinstance(value, str) and "array" in wanted:
        return f"write a list: `[{value}]`"
    return ""
