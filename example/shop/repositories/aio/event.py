"""The repository of event: made once, yours from now on."""

from shop.repositories.aio.generated.event import EventBase

__all__ = ["EventRepository"]


class EventRepository(EventBase):
    """Reads and writes rows of `events`."""
