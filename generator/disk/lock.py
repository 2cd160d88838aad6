"""gen.lock: which files are generated, and what was in them when they were.

Takes the text of a lock, gives path to hashes, and back; one sorted line a file, `path sha256`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

__all__ = ["NAME", "Lock", "digest", "dump", "parse"]

NAME = "gen.lock"
Lock = Mapping[str, frozenset[str]]
"""Path to the contents, by hash, that are known to be ours; two after a merge that is not mended."""

LINE = re.compile(r"(?P<path>.+) (?P<hash>[0-9a-f]{64})")


def digest(content: bytes) -> str:
    """Gives the SHA-256 of a file's bytes, in hexadecimal."""
    return sha256(content).hexdigest()


def parse(text: str) -> Lock:
    """Reads a lock. Both sides of a merge conflict count, and lines that are none are passed over:
    the file is written anew by every run that changes something."""
    lock: dict[str, frozenset[str]] = {}
    for line in text.splitlines():
        if match := LINE.fullmatch(line):
            path = match["path"]
            lock[path] = lock.get(path, frozenset()) | {match["hash"]}
    return lock


def dump(hashes: Iterable[tuple[str, str]]) -> str:
    """Gives the text of a lock: sorted, every line ended."""
    return "".join(f"{path} {value}\n" for path, value in sorted(hashes))
