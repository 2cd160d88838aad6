"""The repository of gateway_event: made once, yours from now on."""

from shop.repositories.sync.generated.gateway_event import GatewayEventBase

__all__ = ["GatewayEventRepository"]


class GatewayEventRepository(GatewayEventBase):
    """Reads and writes rows of `gateway_events`."""
