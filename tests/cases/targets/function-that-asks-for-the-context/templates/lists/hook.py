from __future__ import annotations

from collections.abc import Mapping

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def titled(context: Context, text: str) -> str:
    return f"{context['options'].get('title', 'Untitled')}: {text}"


def shared(scene: object) -> Mapping[str, object]:
    del scene
    return {"titled": titled, "shout": lambda text: text.upper()}
