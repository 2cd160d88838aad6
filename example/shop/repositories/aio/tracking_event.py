"""The repository of tracking_event: made once, yours from now on."""

from shop.repositories.aio.generated.tracking_event import TrackingEventBase

__all__ = ["TrackingEventRepository"]


class TrackingEventRepository(TrackingEventBase):
    """Reads and writes rows of `tracking_events`."""
