"""The repository of purchase_order: made once, yours from now on."""

from shop.repositories.aio.generated.purchase_order import PurchaseOrderBase

__all__ = ["PurchaseOrderRepository"]


class PurchaseOrderRepository(PurchaseOrderBase):
    """Reads and writes rows of `purchase_orders`."""
