"""The repository of price: made once, yours from now on."""

from shop.repositories.sync.generated.price import PriceBase

__all__ = ["PriceRepository"]


class PriceRepository(PriceBase):
    """Reads and writes rows of `prices`."""
