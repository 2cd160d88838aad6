"""What the tests of documents share: a model from text, a target's files, node's programs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest

from generator.config import Config
from generator.disk import targets as folders
from generator.model import Model
from generator.render.engine import Text, environment, render
from generator.render.hook import load
from generator.render.jobs import Scene, jobs
from generator.render.target import targets
from generator.resolve import resolve
from generator.source import read

__all__ = ["ROOT", "example", "files_of", "model_of", "node_modules", "run"]

ROOT = Path(__file__).parents[2]
EXAMPLE = "openspec/specs/database"


def model_of(specs: Mapping[str, str], config: Config | None = None) -> Model:
    """Makes the neutral model of specs, by name; what is wrong with them fails the test."""
    documents = []
    for name, text in sorted(specs.items()):
        document, faults = read(f"{EXAMPLE}/{name}/schema.yaml", text.encode())
        assert document is not None, faults
        documents.append(document)
    beside = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in (ROOT / EXAMPLE).rglob("*.sql")
    }
    model, found = resolve(documents, config or Config(), files=beside)
    assert not [problem for problem in found if problem.severity == "error"]
    return model


@cache
def example() -> Model:
    """Gives the model of the worked example."""
    paths = sorted((ROOT / EXAMPLE).glob("*/schema.yaml"))
    return model_of({path.parent.name: path.read_text("utf-8") for path in paths})


def files_of(
    target: str,
    model: Model,
    *,
    plans: Mapping[str, object] = MappingProxyType({}),
    profiles: Mapping[str, object] = MappingProxyType({}),
) -> dict[str, str]:
    """Renders a built-in target: path to text, in the order of its jobs."""
    found, _ = folders.find(ROOT / "tests")
    (chosen,), problems = targets(f for f in found if f.data["name"] == target)
    assert not problems
    hook = load(folders.hook(chosen.folders[0]), target)
    texts = {k: Text(*v) for k, v in folders.templates(target, chosen.folders, ROOT).items()}
    config = Config(name="shop", engines={"postgresql": "15", "sqlite": "3.40"})
    scene = Scene(config=config, model=model, plans=plans, profiles=profiles)
    todo, problems = jobs(chosen, hook, scene)
    assert not problems
    made, problems = render(todo, texts, environment(texts, sandboxed=False))
    assert not problems
    assert len({file.path for _, file in made}) == len(made)
    return {file.path: file.text for _, file in made}


def node_modules() -> Path:
    """Gives the folder with node's packages; without them skips here, and fails in CI."""
    named = os.environ.get("GEN_NODE_MODULES")
    path = Path(named) if named else ROOT / "tests" / "node" / "node_modules"
    if not path.is_dir():
        message = "node packages: run `npm ci` in tests/node"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return path


def run(*command: str, cwd: Path, text: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Runs another program to its end, within a minute."""
    return subprocess.run(
        command,
        cwd=cwd,
        input=text,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
