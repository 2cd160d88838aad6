"""The repository of order: made once, yours from now on."""

from shop.repositories.aio.generated.order import OrderBase

__all__ = ["OrderRepository"]


class OrderRepository(OrderBase):
    """Reads and writes rows of `orders`."""
