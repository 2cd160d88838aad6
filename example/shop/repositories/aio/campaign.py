"""The repository of campaign: made once, yours from now on."""

from shop.repositories.aio.generated.campaign import CampaignBase

__all__ = ["CampaignRepository"]


class CampaignRepository(CampaignBase):
    """Reads and writes rows of `campaigns`."""
