"""Who may do what: privileges by role and row-level policies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.catalog import LATER
from generator.model import Access, LaterAccess, Policy
from generator.resolve.node import Node, scalar
from generator.resolve.owner import Owner
from generator.resolve.scope import Scope, suggest
from generator.source import Data, Place

__all__ = ["access", "later", "policies"]


def access(
    scope: Scope, owner: Node, fields: Sequence[str] = (), *, usual: bool = False
) -> tuple[Access, ...]:
    """Reads `access:`; a role that nobody declares or a field that is none is an error.

    usual: whether everybody has a privilege by default, which `public: []` takes away."""
    found, at = owner.get("access"), owner.place("access")
    made = list(_rights(scope, found, at, fields))
    for role, privileges in found.items() if isinstance(found, dict) else ():
        if usual and role == "public" and privileges == []:
            made.append(Access(role, "", at=at.child(role)))
    return tuple(made)


def _rights(scope: Scope, found: Data, at: Place, fields: Sequence[str] = ()) -> Iterator[Access]:
    for role, privileges in found.items() if isinstance(found, dict) else ():
        if _role(scope, role, at.child(role), on_key=True):
            yield from _privileges(scope, role, privileges, at.child(role), fields)


def later(scope: Scope, owner: Node) -> tuple[LaterAccess, ...]:
    """Reads `default_access:`: for what whoever runs the script makes, then for what others make."""
    inner = owner.child("default_access")
    return tuple(_later(scope, inner)) if inner else ()


def _later(scope: Scope, inner: Node, of: str = "") -> Iterator[LaterAccess]:
    for kind in LATER:
        if inner.has(kind):
            wanted = tuple(_rights(scope, inner.get(kind), inner.place(kind)))
            yield LaterAccess(kind, of, wanted)
    makers = inner.child("of")
    for role in makers.data if makers else ():
        given = makers.child(role) if makers else None
        if given and _role(scope, role, given.at, on_key=True):
            yield from _later(scope, given, role)


def _privileges(
    scope: Scope, role: str, found: Data, at: Place, known: Sequence[str]
) -> list[Access]:
    if isinstance(found, list):
        return [Access(role, scalar(name), at=at.child(i)) for i, name in enumerate(found)]
    grants = found if isinstance(found, dict) else {}
    grantable = grants.get("grantable") is True
    made = []
    for privilege, fields in grants.items():
        if privilege == "grantable":
            continue
        names = tuple(scalar(name) for name in fields) if isinstance(fields, list) else ()
        for index, name in enumerate(names):
            if known and name not in known:
                hint = suggest(name, known)
                scope.error("G204", f"no field `{name}`", at.child(privilege, index), hint=hint)
        made.append(Access(role, privilege, names, grantable, at.child(privilege)))
    return made


def policies(owner: Owner) -> tuple[Policy, ...]:
    """Makes the row-level policies."""
    return tuple(
        Policy(
            name=item.name,
            physical=item.node.text("name", item.name),
            commands=item.node.texts("for"),
            to=tuple(
                role
                for index, role in enumerate(item.node.texts("to"))
                if _role(owner.scope, role, item.node.place("to").child(index))
            ),
            using=item.node.expr("using"),
            check=item.node.expr("check"),
            restrictive=item.node.flag("restrictive"),
            was=item.node.text("was"),
            only=item.only,
            at=item.node.at,
        )
        for item in owner.items("policies", "using")
    )


def _role(scope: Scope, name: str, at: Place, *, on_key: bool = False) -> bool:
    roles = scope.raws.get("role", {})
    if name in roles or name == "public":
        return True
    hint = suggest(name, roles)
    scope.error("G212", f"unknown role `{name}`", at, hint=hint, on_key=on_key)
    return False
