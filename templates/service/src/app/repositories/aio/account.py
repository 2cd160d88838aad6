"""The repository of account: made once, yours from now on."""

from app.repositories.aio.generated.account import AccountBase

__all__ = ["AccountRepository"]


class AccountRepository(AccountBase):
    """Reads and writes rows of `accounts`."""
