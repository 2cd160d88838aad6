"""The repository of voucher: made once, yours from now on."""

from shop.repositories.aio.generated.voucher import VoucherBase

__all__ = ["VoucherRepository"]


class VoucherRepository(VoucherBase):
    """Reads and writes rows of `vouchers`."""
