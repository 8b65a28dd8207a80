"""The checks that others have written: cfn-lint on the source and on the expansion, and checkov on the expansion.

- `lint.py source`: cfn-lint on template.yaml.
- `lint.py expansion`: cfn-lint on what SAM makes of it, which it can't see in the source.
- `lint.py checkov`: checkov on the same, less what checkov.yaml accepts.
- `lint.py snapshot`: whether expansion.json still is what SAM makes of it; UPDATE_EXPANSION=1 writes it.
"""

import difflib
import json
import os
import subprocess
import sys
from pathlib import Path

import expand
import yaml
from cfnlint.api import lint
from cfnlint.config import ManualArgs
from subject import ROOT, Subject, files

HERE = Path(__file__).resolve().parent
SNAPSHOT = HERE / "expansion.json"
ACCEPTED = HERE / "checkov.yaml"
# Lines of a difference that are shown.
SHOWN = 200
CHECKOV = ROOT / "target/infra/checkov/bin/checkov"


def cfn_lint(text: str) -> list[str]:
    """What cfn-lint has against a template, warnings included."""
    found = lint(text, config=ManualArgs(regions=[expand.REGION]))
    return [f"{one.rule.id} {one.message} (line {one.linenumber})" for one in found]


def as_text(expansion: dict) -> str:
    return json.dumps(expansion, indent=1, sort_keys=True) + "\n"


def checkov(paths: list[Path]) -> dict[str, set[tuple[str, str]]]:
    """What checkov finds in each of some expansions, by path: the check and the resource."""
    command = [
        str(CHECKOV),
        "--skip-download",
        "--framework",
        "cloudformation",
        "--compact",
        "--quiet",
        "--output",
        "json",
    ]
    for path in paths:
        command += ["--file", str(path)]
    ran = subprocess.run(command, text=True, capture_output=True, check=False)
    if ran.returncode not in (0, 1) or not ran.stdout.strip():
        raise RuntimeError(f"checkov did not run: {ran.stderr[-2000:]}")
    report = json.loads(ran.stdout)
    if report["summary"]["parsing_errors"]:
        raise RuntimeError(f"checkov could not read {report['results']['parsing_errors']}")
    found: dict[str, set[tuple[str, str]]] = {str(path): set() for path in paths}
    for failed in report["results"]["failed_checks"]:
        found[failed["file_abs_path"]].add((failed["check_id"], failed["resource"].split(".")[-1]))
    return found


def accepted() -> set[tuple[str, str]]:
    """What checkov.yaml lets stand. Each has a reason, or it does not count."""
    listed = yaml.safe_load(ACCEPTED.read_text(encoding="utf-8"))
    return {(check, resource) for check, one in listed.items() if one["why"].strip() for resource in one["resources"]}


def judged(found: set[tuple[str, str]]) -> list[str]:
    """What is not accepted, and what is accepted and not there any more."""
    new = [f"{check} at {resource}" for check, resource in sorted(found - accepted())]
    stale = [f"{check} at {resource} is accepted, and is no finding" for check, resource in sorted(accepted() - found)]
    return new + stale


def differences(expansion: dict) -> list[str]:
    """How the expansion differs from the one that is kept."""
    kept = SNAPSHOT.read_text(encoding="utf-8") if SNAPSHOT.exists() else ""
    lines = (text.splitlines() for text in (kept, as_text(expansion)))
    found = list(difflib.unified_diff(*lines, "expansion.json", "what SAM makes now", lineterm="", n=2))
    more = [f"... and {len(found) - SHOWN} lines more"] if len(found) > SHOWN else []
    return found[:SHOWN] + more


def main(what: str) -> list[str]:
    subject = Subject(files())
    if what == "source":
        return cfn_lint(subject.files["template.yaml"])
    text = as_text(subject.expansion)
    if what == "expansion":
        return cfn_lint(text)
    if what == "checkov":
        path = ROOT / "target/infra/expansion.json"
        path.write_text(text, encoding="utf-8")
        return judged(checkov([path])[str(path)])
    if what == "snapshot":
        if os.environ.get("UPDATE_EXPANSION") == "1":
            SNAPSHOT.write_text(text, encoding="utf-8")
        return differences(subject.expansion)
    raise SystemExit(__doc__)


if __name__ == "__main__":
    problems = main(sys.argv[1] if len(sys.argv) > 1 else "")
    print("\n".join(problems), end="\n" if problems else "")
    raise SystemExit(1 if problems else 0)
