"""What the service does with accounts, on a real database."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session, sessionmaker

from app.accounts import activate, sign_up
from app.data import AccountStatus
from app.repositories import Duplicate, NotFound
from app.repositories.sync import UnitOfWork


def test_account_is_pending_until_it_is_activated(sessions: sessionmaker[Session]) -> None:
    account = sign_up(sessions, "ada@example.org", "Ada")
    assert account.status is AccountStatus.PENDING

    activate(sessions, "ada@example.org")

    with UnitOfWork(sessions) as unit:
        assert unit.accounts.get(account.id).status is AccountStatus.ACTIVE


def test_address_has_one_account_whatever_its_case(sessions: sessionmaker[Session]) -> None:
    sign_up(sessions, "ada@example.org")

    with pytest.raises(Duplicate) as refused:
        sign_up(sessions, "ADA@example.org")

    assert refused.value.constraint == "account.email"


def test_unknown_address_cannot_be_activated(sessions: sessionmaker[Session]) -> None:
    with pytest.raises(NotFound):
        activate(sessions, "nobody@example.org")
