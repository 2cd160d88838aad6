"""The repository of shipment_item: made once, yours from now on."""

from shop.repositories.sync.generated.shipment_item import ShipmentItemBase

__all__ = ["ShipmentItemRepository"]


class ShipmentItemRepository(ShipmentItemBase):
    """Reads and writes rows of `shipment_items`."""
