"""The repository of carrier: made once, yours from now on."""

from shop.repositories.sync.generated.carrier import CarrierBase

__all__ = ["CarrierRepository"]


class CarrierRepository(CarrierBase):
    """Reads and writes rows of `carriers`."""
