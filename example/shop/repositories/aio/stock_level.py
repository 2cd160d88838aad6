"""The repository of stock_level: made once, yours from now on."""

from shop.repositories.aio.generated.stock_level import StockLevelBase

__all__ = ["StockLevelRepository"]


class StockLevelRepository(StockLevelBase):
    """Reads and writes rows of `stock_levels`."""
