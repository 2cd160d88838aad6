"""The database: sessions on it, and its way to the newest version.

Takes a URL such as `sqlite:///local.db`."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

from app.data import prepare

__all__ = ["connect", "downgrade", "migrate", "sessions"]

ROOT = Path(__file__).parents[2]
"""The repository: migrations are run from a checkout, or from an image that holds one."""


def connect(url: str) -> Engine:
    """Gives a pool of connections that are tested before they are lent."""
    return prepare(create_engine(url, pool_pre_ping=True))


def sessions(engine: Engine) -> sessionmaker[Session]:
    """Makes sessions whose rows stay readable after the transaction."""
    return sessionmaker(engine, expire_on_commit=False)


def migrate(url: str) -> None:
    """Brings the database to the newest frozen version; at the newest it changes nothing."""
    command.upgrade(_alembic(url), "head")


def downgrade(url: str) -> None:
    """Takes every version back, and all rows with them."""
    command.downgrade(_alembic(url), "base")


def _alembic(url: str) -> Config:
    config = Config(ROOT / "generated/alembic/alembic.ini")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config
