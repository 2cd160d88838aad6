"""The repository of exchange_rate: made once, yours from now on."""

from shop.repositories.sync.generated.exchange_rate import ExchangeRateBase

__all__ = ["ExchangeRateRepository"]


class ExchangeRateRepository(ExchangeRateBase):
    """Reads and writes rows of `exchange_rates`."""
