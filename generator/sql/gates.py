"""Conditions of predicate functions read back into the policies that they are made of.

Takes the text of a condition, gives a Gate where it is one that `sql.security` writes."""

from __future__ import annotations

import re
from textwrap import dedent

from generator.sql.security import OWNER, UNBOUND, Gate, Principal, Rule, condition

__all__ = ["gate"]

TEXT = r"N?'(?:[^']|'')*'"
MEMBER = rf"(?:USER_NAME\(\) = {TEXT}|IS_ROLEMEMBER\({TEXT}\) = 1)"
OTHER = rf"(?:USER_NAME\(\) <> {TEXT}|IS_ROLEMEMBER\({TEXT}\) = 0)"
ALLOWING = re.compile(
    rf"(?:(?P<one>{MEMBER})|\((?P<many>{MEMBER}(?: OR {MEMBER})+)\)) AND \((?P<rest>.*)\)",
    re.DOTALL,
)
NARROWING = re.compile(rf"\((?P<many>{OTHER}(?: AND {OTHER})*) OR \((?P<rest>.*)\)\)", re.DOTALL)
PRINCIPAL = re.compile(rf"(?P<user>USER_NAME\(\) \S+ )?(?:IS_ROLEMEMBER\()?(?P<text>{TEXT})")


def gate(text: str) -> Gate | None:
    """Reads what `condition` writes; None for anything else."""
    found = _gate(text)
    return found if condition(found) == text else None


def _gate(text: str) -> Gate:
    head, bracket, rest = text.partition("(\n")
    unbound = head.removesuffix("OR ").strip().removeprefix(UNBOUND).strip()
    asked = unbound.split("\nOR ")
    owner = tuple(asked[:2]) == OWNER
    above = _principals("\n".join(asked[2 if owner else 1 :]))
    if not bracket:
        return Gate(owner, above)
    held = dedent(rest.removesuffix(")")).strip("\n")
    if not held.startswith("(\n"):
        return Gate(owner, above, (_allowing(held),))
    head, mark, rest = held.partition("\n)\n-- ")
    groups = head.removeprefix("(\n").removesuffix("\n)").split("\n)\nAND (\n")
    allowed = tuple(_allowing(dedent(group)) for group in groups)
    return Gate(owner, above, allowed, _narrowing(f"-- {rest}") if mark else ())


def _named(text: str, joint: str) -> list[tuple[str, str]]:
    """Gives the name and the text of each policy; a name is a comment that nothing is in front of."""
    parts = [part.partition("\n") for part in re.split(r"^-- ", text, flags=re.MULTILINE)[1:]]
    return [(name, body.rstrip("\n").removeprefix(joint)) for name, _, body in parts]


def _allowing(text: str) -> tuple[Rule, ...]:
    return tuple(_rule(name, ALLOWING.fullmatch(body), body) for name, body in _named(text, "OR "))


def _narrowing(text: str) -> tuple[Rule, ...]:
    return tuple(
        _rule(name, NARROWING.fullmatch(body), body) for name, body in _named(text, "AND ")
    )


def _rule(name: str, found: re.Match[str] | None, body: str) -> Rule:
    if found is None:
        return Rule(name, (), _open(body.removeprefix("(").removesuffix(")")))
    asked = found["many"] or found.groupdict().get("one") or ""
    return Rule(name, _principals(asked), _open(found["rest"]))


def _open(text: str) -> str:
    """Takes an expression out of the lines of its own that it may stand in."""
    return dedent(text).strip("\n") if text.startswith("\n") else text


def _principals(text: str) -> tuple[Principal, ...]:
    found = PRINCIPAL.finditer(text)
    return tuple(Principal(_plain(each["text"]), user=bool(each["user"])) for each in found)


def _plain(text: str) -> str:
    return text.removeprefix("N")[1:-1].replace("''", "'")
