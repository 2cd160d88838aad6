"""The one door to black: tidies Python that came from templates of users.

Takes text, gives text; what is built in writes text that black leaves alone and never comes here."""

from __future__ import annotations

__all__ = ["Unformattable", "black"]


class Unformattable(Exception):  # noqa: N818 - it names a state of the text, not a fault of ours
    """The text is not Python. line: where, from 1, or 0 when it is not known."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def black(text: str) -> str:
    """Gives `text` as black with its own defaults leaves it. Raises Unformattable."""
    from black import FileMode, format_str
    from black.parsing import InvalidInput

    try:
        return format_str(text, mode=FileMode())
    except InvalidInput as error:
        raise Unformattable(*_where(str(error))) from error


def _where(message: str) -> tuple[str, int]:
    """Takes black's words, `Cannot parse …: 3:7: text`, apart into a message and a line."""
    head, _, rest = message.partition(": ")
    line, _, after = rest.partition(":")
    return (f"{head}: {after}", int(line)) if line.isdigit() else (message, 0)
