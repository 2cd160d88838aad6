"""The repository of country: made once, yours from now on."""

from shop.repositories.sync.generated.country import CountryBase

__all__ = ["CountryRepository"]


class CountryRepository(CountryBase):
    """Reads and writes rows of `countries`."""
