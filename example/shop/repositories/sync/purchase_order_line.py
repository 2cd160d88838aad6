"""The repository of purchase_order_line: made once, yours from now on."""

from shop.repositories.sync.generated.purchase_order_line import PurchaseOrderLineBase

__all__ = ["PurchaseOrderLineRepository"]


class PurchaseOrderLineRepository(PurchaseOrderLineBase):
    """Reads and writes rows of `purchase_order_lines`."""
