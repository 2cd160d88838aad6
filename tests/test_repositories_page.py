"""The code on the page of the repositories does what the page says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs/repositories.md"
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_the_code_of_the_page_runs(generated: Path, tmp_path: Path) -> None:
    [code] = BLOCK.findall(PAGE.read_text("utf-8"))
    program = f"{code}\nprint([row.email for row in page.rows])\n"

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(generated), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
    )

    assert done.stdout.splitlines() == ["org.handle", "['ada@example.org']"], done.stderr


def test_the_page_names_every_error(generated: Path) -> None:
    names = re.findall(
        r"^class (\w+)", (generated / "shop/repositories/errors.py").read_text(), re.M
    )
    told = PAGE.read_text("utf-8").partition("## Errors")[2]

    assert [name for name in names if f"`{name}`" not in told] == ["Violation"]
