"""The repository of category: made once, yours from now on."""

from shop.repositories.sync.generated.category import CategoryBase

__all__ = ["CategoryRepository"]


class CategoryRepository(CategoryBase):
    """Reads and writes rows of `categories`."""
