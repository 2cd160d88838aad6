"""The repository of warehouse: made once, yours from now on."""

from shop.repositories.sync.generated.warehouse import WarehouseBase

__all__ = ["WarehouseRepository"]


class WarehouseRepository(WarehouseBase):
    """Reads and writes rows of `warehouses`."""
