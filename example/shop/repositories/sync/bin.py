"""The repository of bin: made once, yours from now on."""

from shop.repositories.sync.generated.bin import BinBase

__all__ = ["BinRepository"]


class BinRepository(BinBase):
    """Reads and writes rows of `bins`."""
