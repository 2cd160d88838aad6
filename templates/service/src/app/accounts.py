"""Accounts: what the service lets people do with them."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from app.data import Account, AccountStatus
from app.repositories import NotFound
from app.repositories.sync import UnitOfWork, run

__all__ = ["activate", "sign_up"]


def sign_up(sessions: sessionmaker[Session], email: str, name: str | None = None) -> Account:
    """Opens an account, pending until it is activated; Duplicate when the address has one."""

    def work(unit: UnitOfWork) -> Account:
        return unit.accounts.add(Account(email=email, name=name))

    return run(sessions, work)


def activate(sessions: sessionmaker[Session], email: str) -> Account:
    """Lets an account sign in; NotFound when the address has none."""

    def work(unit: UnitOfWork) -> Account:
        account = unit.accounts.by_email(email)
        if account is None:
            raise NotFound("account")
        return unit.accounts.update(account, status=AccountStatus.ACTIVE)

    return run(sessions, work)
