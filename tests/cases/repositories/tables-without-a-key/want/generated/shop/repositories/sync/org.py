"""The repository of org: made once, yours from now on."""

from shop.repositories.sync.generated.org import OrgBase

__all__ = ["OrgRepository"]


class OrgRepository(OrgBase):
    """Reads and writes rows of `orgs`."""
