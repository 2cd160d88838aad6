"""The repository of parcel: made once, yours from now on."""

from shop.repositories.aio.generated.parcel import ParcelBase

__all__ = ["ParcelRepository"]


class ParcelRepository(ParcelBase):
    """Reads and writes rows of `parcels`."""
