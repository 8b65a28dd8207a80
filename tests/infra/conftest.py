"""The repository as it is, read once."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from subject import Subject, files


@pytest.fixture(scope="session")
def repository() -> Subject:
    return Subject(files())
