"""Runs all revisions of an Alembic environment: `path/to/alembic.ini`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from scratch import address, lead  # type: ignore[import-not-found]


def main(name: str) -> None:
    path = Path(name).resolve()
    if not path.is_file():
        raise SystemExit(f"there is no file `{name}`")
    os.chdir(path.parent)
    sys.path.insert(0, str(path.parent))
    lead()
    text = address().render_as_string(hide_password=False)
    os.environ["DATABASE_URL"] = text  # where many an env.py looks
    config = Config(str(path))
    config.set_main_option("sqlalchemy.url", text.replace("%", "%%"))
    command.upgrade(config, "heads")


if __name__ == "__main__":
    main(sys.argv[1])
