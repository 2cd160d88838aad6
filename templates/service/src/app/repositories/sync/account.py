"""The repository of account: made once, yours from now on."""

from app.repositories.sync.generated.account import AccountBase

__all__ = ["AccountRepository"]


class AccountRepository(AccountBase):
    """Reads and writes rows of `accounts`."""
