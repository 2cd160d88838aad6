"""The repository of search: made once, yours from now on."""

from shop.repositories.aio.generated.search import SearchBase

__all__ = ["SearchRepository"]


class SearchRepository(SearchBase):
    """Reads and writes rows of `searches`."""
