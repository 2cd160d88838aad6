"""The repository of user: made once, yours from now on."""

from shop.repositories.aio.generated.user import UserBase

__all__ = ["UserRepository"]


class UserRepository(UserBase):
    """Reads and writes rows of `users`."""
