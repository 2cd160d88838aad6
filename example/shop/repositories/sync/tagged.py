"""The repository of tagged: made once, yours from now on."""

from shop.repositories.sync.generated.tagged import TaggedBase

__all__ = ["TaggedRepository"]


class TaggedRepository(TaggedBase):
    """Reads and writes rows of `product_tags`."""
