"""The repository of address: made once, yours from now on."""

from shop.repositories.sync.generated.address import AddressBase

__all__ = ["AddressRepository"]


class AddressRepository(AddressBase):
    """Reads and writes rows of `addresses`."""
