"""The repository of tax_rate: made once, yours from now on."""

from shop.repositories.aio.generated.tax_rate import TaxRateBase

__all__ = ["TaxRateRepository"]


class TaxRateRepository(TaxRateBase):
    """Reads and writes rows of `tax_rates`."""
