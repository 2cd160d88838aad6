"""The repository of shipping_rate: made once, yours from now on."""

from shop.repositories.aio.generated.shipping_rate import ShippingRateBase

__all__ = ["ShippingRateRepository"]


class ShippingRateRepository(ShippingRateBase):
    """Reads and writes rows of `shipping_rates`."""
