"""The repository of cart: made once, yours from now on."""

from shop.repositories.sync.generated.cart import CartBase

__all__ = ["CartRepository"]


class CartRepository(CartBase):
    """Reads and writes rows of `carts`."""
