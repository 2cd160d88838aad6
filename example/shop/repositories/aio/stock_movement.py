"""The repository of stock_movement: made once, yours from now on."""

from shop.repositories.aio.generated.stock_movement import StockMovementBase

__all__ = ["StockMovementRepository"]


class StockMovementRepository(StockMovementBase):
    """Reads and writes rows of `stock_movements`."""
