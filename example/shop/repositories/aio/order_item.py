"""The repository of order_item: made once, yours from now on."""

from shop.repositories.aio.generated.order_item import OrderItemBase

__all__ = ["OrderItemRepository"]


class OrderItemRepository(OrderItemBase):
    """Reads and writes rows of `order_items`."""
