"""The repository of order_note: made once, yours from now on."""

from shop.repositories.aio.generated.order_note import OrderNoteBase

__all__ = ["OrderNoteRepository"]


class OrderNoteRepository(OrderNoteBase):
    """Reads and writes rows of `order_notes`."""
