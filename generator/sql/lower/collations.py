"""Collations: how an engine compares and orders text.

Text compares by code point everywhere unless a field says otherwise, so that equal means equal on
every engine; a language tag means the engine's collation of that language."""

from __future__ import annotations

import re

from generator.sql.lower.context import Lowering
from generator.sql.lower.nodes import Origin

__all__ = ["BINARY", "INSENSITIVE", "collation"]

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

TAG = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
MYSQL = {"es": "es", "de": "de_pb", "no": "nb", "nb": "nb", "nn": "nn", "zh": "zh"}
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
    if low.engine == "sqlite":
        known = wanted.upper() in ("BINARY", "NOCASE", "RTRIM")
        return wanted if known or low.verdict("collation", origin.path, origin.at, spec) else ""
    if not TAG.fullmatch(wanted):
        return wanted
    language = wanted.partition("-")[0]
    match low.engine:
        case "postgresql":
            return f"{wanted}-x-icu"
        case "mysql":
            tag = MYSQL.get(language, language)
            return (
                "utf8mb4_0900_as_cs"
                if tag in ("en", "fr", "it", "nl")
                else f"utf8mb4_{tag}_0900_as_cs"
            )
        case "mariadb":
            name = MARIADB.get(language)
            return f"utf8mb4_uca1400_{name}_as_cs" if name else "utf8mb4_uca1400_as_cs"
        case _:
            return f"{MSSQL.get(language, 'Latin1_General_100')}_CS_AS_SC"
