"""The repository of api_key: made once, yours from now on."""

from shop.repositories.aio.generated.api_key import ApiKeyBase

__all__ = ["ApiKeyRepository"]


class ApiKeyRepository(ApiKeyBase):
    """Reads and writes rows of `api_keys`."""
