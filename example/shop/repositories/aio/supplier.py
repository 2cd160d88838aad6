"""The repository of supplier: made once, yours from now on."""

from shop.repositories.aio.generated.supplier import SupplierBase

__all__ = ["SupplierRepository"]


class SupplierRepository(SupplierBase):
    """Reads and writes rows of `suppliers`."""
