"""The repository of variant: made once, yours from now on."""

from shop.repositories.sync.generated.variant import VariantBase

__all__ = ["VariantRepository"]


class VariantRepository(VariantBase):
    """Reads and writes rows of `variants`."""
