"""The repository of product: made once, yours from now on."""

from shop.repositories.aio.generated.product import ProductBase

__all__ = ["ProductRepository"]


class ProductRepository(ProductBase):
    """Reads and writes rows of `products`."""
