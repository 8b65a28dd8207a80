"""Every check finds what it is there for: each planted error is found, by the check and in the words that are named."""

from pathlib import Path

import lint
import pytest
from adapters import Blind
from errors import ALL
from examine import EXAMINATIONS
from planted import Planted
from samtranslator.model.exceptions import InvalidDocumentException
from subject import Subject


def examine(name: str, subject: Subject) -> list[str]:
    """What one check says. One that can't read the sources says that too, and fails the same way."""
    try:
        if name in EXAMINATIONS:
            return list(EXAMINATIONS[name](subject))
        if name == "cfn-lint, source":
            return lint.cfn_lint(lint.as_text(subject.template))
        if name == "cfn-lint, expansion":
            return lint.cfn_lint(lint.as_text(subject.expansion))
        if name == "snapshot":
            return lint.differences(subject.expansion)
        if name == "translator":
            return [] if subject.expansion else ["nothing"]
    except Blind as blind:
        return [str(blind)]
    except InvalidDocumentException as refused:
        return [refused.message, *(cause.message for cause in refused.causes)]
    raise AssertionError(f"who is {name}?")


@pytest.fixture(scope="session")
def by_checkov(repository: Subject, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What checkov says to the errors that it has to find; all at once, for it is slow to start."""
    folder = tmp_path_factory.mktemp("expansions")
    errors = {str(number): error for number, error in enumerate(ALL) if error.found_by == "checkov"}
    paths: dict[str, Path] = {}
    planted = {number: error.plant(repository) for number, error in errors.items()}
    for name, subject in {"": repository, **planted}.items():
        paths[name] = folder / f"{name or 'whole'}.json"
        paths[name].write_text(lint.as_text(subject.expansion), encoding="utf-8")
    found = lint.checkov(list(paths.values()))
    assert lint.judged(found[str(paths[""])]) == []
    return {error.what: lint.judged(found[str(paths[number])]) for number, error in errors.items()}


@pytest.mark.parametrize("error", ALL, ids=str)
def test_it_is_found(repository: Subject, by_checkov: dict[str, list[str]], error: Planted) -> None:
    if error.found_by == "checkov":
        said = by_checkov[error.what]
    else:
        said = examine(error.found_by, error.plant(repository))
    assert any(error.words in one for one in said), said


@pytest.mark.parametrize("name", sorted({error.found_by for error in ALL} - {"checkov"}))
def test_and_without_an_error_nothing_is_found(repository: Subject, name: str) -> None:
    assert examine(name, repository) == []


def test_every_check_has_an_error_to_find() -> None:
    others = {"cfn-lint, source", "translator", "cfn-lint, expansion", "checkov", "snapshot"}
    assert {error.found_by for error in ALL} == set(EXAMINATIONS) | others
    assert len({error.what for error in ALL}) == len(ALL)
