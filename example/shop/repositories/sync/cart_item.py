"""The repository of cart_item: made once, yours from now on."""

from shop.repositories.sync.generated.cart_item import CartItemBase

__all__ = ["CartItemRepository"]


class CartItemRepository(CartItemBase):
    """Reads and writes rows of `cart_items`."""
