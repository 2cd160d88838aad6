"""The repository of payment: made once, yours from now on."""

from shop.repositories.aio.generated.payment import PaymentBase

__all__ = ["PaymentRepository"]


class PaymentRepository(PaymentBase):
    """Reads and writes rows of `payments`."""
