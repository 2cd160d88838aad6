"""The repository of product_image: made once, yours from now on."""

from shop.repositories.sync.generated.product_image import ProductImageBase

__all__ = ["ProductImageRepository"]


class ProductImageRepository(ProductImageBase):
    """Reads and writes rows of `product_images`."""
