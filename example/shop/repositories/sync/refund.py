"""The repository of refund: made once, yours from now on."""

from shop.repositories.sync.generated.refund import RefundBase

__all__ = ["RefundRepository"]


class RefundRepository(RefundBase):
    """Reads and writes rows of `refunds`."""
