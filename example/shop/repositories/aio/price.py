"""The repository of price: made once, yours from now on."""

from shop.repositories.aio.generated.price import PriceBase

__all__ = ["PriceRepository"]


class PriceRepository(PriceBase):
    """Reads and writes rows of `prices`."""
