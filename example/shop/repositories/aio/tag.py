"""The repository of tag: made once, yours from now on."""

from shop.repositories.aio.generated.tag import TagBase

__all__ = ["TagRepository"]


class TagRepository(TagBase):
    """Reads and writes rows of `tags`."""
