"""The repository of payment_method: made once, yours from now on."""

from shop.repositories.aio.generated.payment_method import PaymentMethodBase

__all__ = ["PaymentMethodRepository"]


class PaymentMethodRepository(PaymentMethodBase):
    """Reads and writes rows of `payment_methods`."""
