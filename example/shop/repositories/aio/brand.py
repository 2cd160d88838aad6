"""The repository of brand: made once, yours from now on."""

from shop.repositories.aio.generated.brand import BrandBase

__all__ = ["BrandRepository"]


class BrandRepository(BrandBase):
    """Reads and writes rows of `brands`."""
