"""The one door to black: tidies Python that came from templates of users.

Takes text, gives text; what is built in writes text that black leaves alone and never comes here."""

from __future__ import annotations

__all__ = ["Unformattable", "black"]


class Unformattable(Exception):  # noqa: N818 - it names a state of the text, not a fault of ours
    """The text is not Python; the message says why and where."""


def black(text: str) -> str:
    """Gives `text` as black with its own defaults leaves it. Raises Unformattable."""
    from black import FileMode, format_str
    from black.parsing import InvalidInput

    try:
        return format_str(text, mode=FileMode())
    except InvalidInput as error:
        raise Unformattable(_reason(text)) from error


def _reason(text: str) -> str:
    """Says why a text is not Python in the words of Python, which are clearer than black's."""
    try:
        compile(text, "output", "exec")
    except SyntaxError as error:
        return f"{error.msg} in line {error.lineno}"
    return "black cannot read it"
