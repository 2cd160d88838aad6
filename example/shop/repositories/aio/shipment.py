"""The repository of shipment: made once, yours from now on."""

from shop.repositories.aio.generated.shipment import ShipmentBase

__all__ = ["ShipmentRepository"]


class ShipmentRepository(ShipmentBase):
    """Reads and writes rows of `shipments`."""
