"""The repository of login_attempt: made once, yours from now on."""

from shop.repositories.sync.generated.login_attempt import LoginAttemptBase

__all__ = ["LoginAttemptRepository"]


class LoginAttemptRepository(LoginAttemptBase):
    """Reads and writes rows of `login_attempts`."""
