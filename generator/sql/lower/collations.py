"""Collations: how an engine compares and orders text.

Text compares by code point everywhere unless a field says otherwise, so that equal means equal on
every engine; a language tag means the engine's collation of that language."""

from __future__ import annotations

import re

from generator.sql.lower.context import Lowering
from generator.sql.lower.nodes import Origin

__all__ = ["BINARY", "INSENSITIVE", "collation", "spelled"]

BINARY = {
    "mysql": "utf8mb4_0900_bin",
    "mariadb": "utf8mb4_nopad_bin",
    "mssql": "Latin1_General_100_BIN2",
}
"""What text columns have where the engine's own default would fold case or trim blanks."""

INSENSITIVE = {
    "mysql": "utf8mb4_0900_as_ci",
    "mariadb": "utf8mb4_uca1400_as_ci",
    "sqlite": "NOCASE",
    "mssql": "Latin1_General_100_CI_AS_SC",
}
"""`case: insensitive`, except on PostgreSQL, where indexes and queries use lower()."""

CODE_POINTS = ("c", "posix", "c.utf8", "c.utf-8", "ucs_basic", "pg_c_utf8")
"""PostgreSQL's names for the order of code points, which is what texts have anywhere."""

NAMES = {
    "sqlite": re.compile(r"binary|nocase|rtrim", re.IGNORECASE),
    "mssql": re.compile(
        r"\w+_(BIN2?(_UTF8)?|C[IS]_A[IS]\w*)|(DATABASE|CATALOG)_DEFAULT", re.IGNORECASE
    ),
}
"""What names of collations look like."""
CHARSETS = re.compile(
    r"armscii8|ascii|big5|binary|cp\d+|dec8|euc(jpms|kr)|gb(18030|2312|k)|geostd8|greek|hebrew|hp8|keybcs2"
    r"|koi8[ru]|latin\d|mac(ce|roman)|sjis|swe7|tis620|uca1400|ucs2|ujis|utf(8|8mb3|8mb4|16|16le|32)",
    re.IGNORECASE,
)
"""What the names of MySQL and MariaDB begin with, up to the first `_`."""

TAG = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
MYSQL = ("bg", "cs", "da", "de_pb", "eo", "es", "et", "gl", "hr", "hu", "is", "ja", "la", "lt", "lv", "nb",
         "nn", "pl", "ro", "ru", "sk", "sl", "sv", "tr", "vi", "zh")  # fmt: skip
MARIADB = {
    "cs": "czech", "da": "danish", "es": "spanish", "et": "estonian", "hr": "croatian",
    "hu": "hungarian", "is": "icelandic", "lt": "lithuanian", "lv": "latvian", "nb": "danish",
    "no": "danish", "pl": "polish", "ro": "romanian", "sk": "slovak", "sl": "slovenian",
    "sv": "swedish", "tr": "turkish", "vi": "vietnamese", "de": "german2",
}  # fmt: skip
MSSQL = {
    "cs": "Czech_100", "da": "Danish_Greenlandic_100", "de": "German_PhoneBook_100",
    "en": "Latin1_General_100", "es": "Modern_Spanish_100", "et": "Estonian_100",
    "fi": "Finnish_Swedish_100", "fr": "French_100", "hu": "Hungarian_100", "is": "Icelandic_100",
    "it": "Latin1_General_100", "lt": "Lithuanian_100", "lv": "Latvian_100", "nb": "Norwegian_100",
    "no": "Norwegian_100", "nl": "Latin1_General_100", "pl": "Polish_100", "ro": "Romanian_100",
    "sk": "Slovak_100", "sl": "Slovenian_100", "sv": "Finnish_Swedish_100", "tr": "Turkish_100",
    "uk": "Ukrainian_100", "vi": "Vietnamese_100", "ja": "Japanese_XJIS_100", "zh": "Chinese_PRC_100",
}  # fmt: skip


def collation(low: Lowering, wanted: str, origin: Origin, spec: str = "") -> str:
    """Gives the engine's name of a collation, "" where it has none and a waiver or error says so.

    wanted: a language tag, `sv` or `de-AT`, or the engine's own name."""
    made = spelled(low.engine, wanted)
    if made is None and not low.waived("collation", origin.path, spec):
        note = low.capabilities["collation"].note if low.engine == "sqlite" else ""
        note = note or f"{low.profile.label} has no collation `{wanted}`"
        low.refuse("collation", origin.path, origin.at, note)
    return made or ""


def spelled(engine: str, wanted: str) -> str | None:
    """Gives the engine's name of a collation, None where it has none of that name.

    >>> spelled("mysql", "sv"), spelled("mysql", "C"), spelled("mysql", "en_US")
    ('utf8mb4_sv_0900_as_cs', 'utf8mb4_0900_bin', None)"""
    if engine != "postgresql" and wanted.lower() in CODE_POINTS:
        return BINARY.get(engine, "BINARY")
    if engine == "sqlite" or not TAG.fullmatch(wanted):
        return wanted if _is_name(engine, wanted) else None
    language = wanted.partition("-")[0]
    match engine:
        case "postgresql":
            return f"{wanted}-x-icu"
        case "mysql":
            tag = {"de": "de_pb", "no": "nb"}.get(language, language)
            return f"utf8mb4_{tag}_0900_as_cs" if tag in MYSQL else "utf8mb4_0900_as_cs"
        case "mariadb":
            name = MARIADB.get(language)
            return f"utf8mb4_uca1400_{name}_as_cs" if name else "utf8mb4_uca1400_as_cs"
        case _:
            return f"{MSSQL.get(language, 'Latin1_General_100')}_CS_AS_SC"


def _is_name(engine: str, wanted: str) -> bool:
    """Whether a name can be one of the engine's collations. PostgreSQL's may be called anything."""
    if engine == "postgresql":
        return True
    if engine in ("mysql", "mariadb"):
        return CHARSETS.fullmatch(wanted.partition("_")[0]) is not None
    return NAMES[engine].fullmatch(wanted) is not None
