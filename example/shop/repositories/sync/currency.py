"""The repository of currency: made once, yours from now on."""

from shop.repositories.sync.generated.currency import CurrencyBase

__all__ = ["CurrencyRepository"]


class CurrencyRepository(CurrencyBase):
    """Reads and writes rows of `currencies`."""
