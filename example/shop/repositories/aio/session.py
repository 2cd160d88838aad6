"""The repository of session: made once, yours from now on."""

from shop.repositories.aio.generated.session import SessionBase

__all__ = ["SessionRepository"]


class SessionRepository(SessionBase):
    """Reads and writes rows of `sessions`."""
