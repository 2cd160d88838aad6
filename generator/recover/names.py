"""Logical names for physical ones: the inverse of the naming rule, unique in their scope."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from generator import naming

__all__ = ["ends", "item_name", "singular", "snake", "unique"]

SNAKE = re.compile(r"[a-z_][a-z0-9_]*")


def snake(name: str) -> str:
    """Gives the snake_case name that a physical one stands for.

    >>> snake("AlbumId"), snake("order line"), snake("2fa"), snake("HTTPServer")
    ('album_id', 'order_line', '_2fa', 'http_server')"""
    if SNAKE.fullmatch(name):
        return name
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    plain = re.sub(r"[^a-z0-9_]+", "_", parted.lower()).strip("_") or "unnamed"
    return f"_{plain}" if plain[0].isdigit() else plain


ENDING_IN_E = frozenset(
    {"ache", "avalanche", "cache", "cliche", "creche", "headache", "niche", "quiche"}
    | {"canoe", "doe", "foe", "hoe", "oboe", "shoe", "toe"}
    | {"abuse", "excuse", "fuse", "misuse", "muse", "refuse", "reuse", "ruse", "use"}
    | {
        "brownie",
        "calorie",
        "cookie",
        "die",
        "foodie",
        "freebie",
        "genie",
        "hoodie",
        "lie",
        "movie",
    }
    | {
        "necktie",
        "newbie",
        "pie",
        "pixie",
        "prairie",
        "rookie",
        "selfie",
        "smoothie",
        "tie",
        "zombie",
    }
)
ENDING_IN_S = frozenset(
    {
        "alias",
        "atlas",
        "bias",
        "canvas",
        "cosmos",
        "gas",
        "ibis",
        "iris",
        "lens",
        "thermos",
        "trellis",
    }
)
IN_VOWELS = frozenset(
    {"alibi", "api", "bikini", "cpu", "emu", "gpu", "gui", "guru", "kiwi", "menu", "safari", "ski"}
    | {"submenu", "taxi", "ui", "uri", "url", "wiki"}
)
"""Words that the rules for their endings would take for others."""


def singular(table: str) -> str:
    """Gives the entity whose table is called so by the rule "plural", else the name itself.

    >>> singular("order_lines"), singular("categories"), singular("people"), singular("film")
    ('order_line', 'category', 'person', 'film')
    >>> singular("purchases"), singular("statuses"), singular("movies"), singular("order_status")
    ('purchase', 'status', 'movie', 'order_status')"""
    head, underscore, last = table.rpartition("_")
    tries = [_irregular().get(last, "")]
    if last.endswith("ies") and last[:-1] not in ENDING_IN_E:
        tries.append(f"{last[:-3]}y")
    if last.endswith("es"):
        tries += [last[:-1]] if _ends_in_e(last[:-2]) else [last[:-2]]
    is_whole = last in ENDING_IN_S or last.endswith(("ss", "us", "is"))
    if last.endswith("s") and (not is_whole or last[:-1] in IN_VOWELS):
        tries.append(last[:-1])
    for word in tries:
        if word and naming.plural(head + underscore + word) == table:
            return head + underscore + word
    return table


def _ends_in_e(stem: str) -> bool:
    """Whether a word whose plural is the stem with `es` has the e itself: `cas` is a case, `class` a
    class."""
    if stem in ENDING_IN_S or stem.endswith(("ss", "x", "sh", "zz", "tz")):
        return False
    if stem.endswith(("ch", "o", "us")) and not stem.endswith(("aus", "ous")):
        return f"{stem}e" in ENDING_IN_E
    return True


@cache
def _irregular() -> dict[str, str]:
    text = (Path(naming.__file__).parent / "irregular_plurals.txt").read_text("utf-8")
    pairs = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {plural: word for word, plural in pairs}


def unique(wanted: str, taken: Iterable[str]) -> str:
    """Gives the name, with a number behind it when it is taken."""
    known, name, count = frozenset(taken), wanted, 2
    while name in known:
        name, count = f"{wanted}_{count}", count + 1
    return name


def item_name(pattern: str, table: str, ref: str, physical: str, otherwise: str) -> str:
    """Gives the name of an item whose physical name follows the pattern, else `otherwise`.

    >>> item_name("ck_{table}_{name}", "users", "", "ck_users_age", "x")
    'age'
    >>> item_name("{table}_{name}_check", "users", "", "positive", "x")
    'x'"""
    head, found, tail = pattern.partition("{name}")
    head, tail = (part.format(table=table, ref=ref, columns="") for part in (head, tail))
    rest = physical.removeprefix(head).removesuffix(tail)
    whole = found and head + rest + tail == physical
    return rest if whole and SNAKE.fullmatch(rest) else otherwise


def ends(field: str, key: str) -> str:
    """Gives the role of a link's side from its field and the key that it refers to, "" for none.

    >>> ends("product_id", "id"), ends("actor_id", "actor_id"), ends("id", "id"), ends("maker", "id")
    ('product', 'actor', '', '')"""
    if field == key:
        return field.rpartition("_")[0]
    role = field.removesuffix(f"_{key}")
    return role if role != field and not f"{key}_".startswith(f"{role}_") else ""
