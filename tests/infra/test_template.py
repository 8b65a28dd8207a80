"""The template agrees with the code, the runbook and what we promise."""

import pytest
from examine import EXAMINATIONS
from subject import Subject


@pytest.mark.parametrize("examination", EXAMINATIONS)
def test_nothing_is_wrong(repository: Subject, examination: str) -> None:
    assert list(EXAMINATIONS[examination](repository)) == []


def test_the_code_is_really_read(repository: Subject) -> None:
    """An examination that reads nothing finds nothing: what the functions do, told once more without the sources."""
    needs = {folder: {need.action for need in repository.reach.needs(folder)} for folder in repository.reach.folders}
    assert needs["payslip-push"] >= {
        "dynamodb:GetItem", "dynamodb:PutItem", "s3:GetObject", "secretsmanager:GetSecretValue",
        "sqs:ChangeMessageVisibility", "sqs:SendMessage",
    }  # fmt: skip
    assert not any("Scan" in action or "DeleteItem" in action for actions in needs.values() for action in actions)
    # Only the sync takes the lease, which is updated in place; only the API touches secrets but to read them.
    assert {folder for folder, actions in needs.items() if "dynamodb:UpdateItem" in actions} == {"employee-sync"}
    assert {folder for folder, actions in needs.items() if "secretsmanager:DeleteSecret" in actions} == {"settings-api"}
    assert {need.thing for need in repository.reach.needs("employee-sync") if "index" in need.thing} == {
        "index/due", "index/planner",
    }  # fmt: skip
