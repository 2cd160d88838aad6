"""The repository of password_reset: made once, yours from now on."""

from shop.repositories.sync.generated.password_reset import PasswordResetBase

__all__ = ["PasswordResetRepository"]


class PasswordResetRepository(PasswordResetBase):
    """Reads and writes rows of `password_resets`."""
