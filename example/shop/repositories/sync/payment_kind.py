"""The repository of payment_kind: made once, yours from now on."""

from shop.repositories.sync.generated.payment_kind import PaymentKindRowBase

__all__ = ["PaymentKindRowRepository"]


class PaymentKindRowRepository(PaymentKindRowBase):
    """Reads and writes rows of `payment_kinds`."""
