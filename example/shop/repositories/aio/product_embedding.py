"""The repository of product_embedding: made once, yours from now on."""

from shop.repositories.aio.generated.product_embedding import ProductEmbeddingBase

__all__ = ["ProductEmbeddingRepository"]


class ProductEmbeddingRepository(ProductEmbeddingBase):
    """Reads and writes rows of `product_embeddings`."""
