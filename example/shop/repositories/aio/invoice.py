"""The repository of invoice: made once, yours from now on."""

from shop.repositories.aio.generated.invoice import InvoiceBase

__all__ = ["InvoiceRepository"]


class InvoiceRepository(InvoiceBase):
    """Reads and writes rows of `invoices`."""
