"""What is examined: the template, its expansion, and the files it has to agree with."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import expand
from reach import Reach

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("shared/src", "functions", "infra/runbook")
FILES = ("template.yaml", "infra/README.md", "infra/metrics.json", "infra/samconfig.toml")


def files() -> dict[str, str]:
    """Every file that is looked at, by its path from the root."""
    paths = [ROOT / name for name in FILES]
    for folder in FOLDERS:
        paths += [path for path in (ROOT / folder).rglob("*") if path.suffix in (".rs", ".md", ".sh", ".toml")]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}


@dataclass(repr=False)
class Subject:
    """One state of the repository: the real one, or one with an error planted."""

    files: dict[str, str]
    template: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.template = self.template or expand.parse(self.files["template.yaml"])

    def with_template(self, template: dict) -> "Subject":
        """The same with another template. The sources are not read again."""
        other = Subject(self.files, template)
        other.reach = self.reach
        return other

    def with_files(self, files: dict[str, str]) -> "Subject":
        """The same with other files. The template is not expanded again."""
        other = Subject(files, self.template)
        other.expansion = self.expansion
        return other

    @cached_property
    def expansion(self) -> dict:
        return expand.expand(self.template)

    @cached_property
    def reach(self) -> Reach:
        return Reach(self.files)

    @cached_property
    def metrics(self) -> dict:
        return json.loads(self.files["infra/metrics.json"])

    def of_type(self, kind: str) -> dict[str, dict]:
        """The expansion's resources of one type, by name."""
        return {name: item for name, item in self.expansion["Resources"].items() if item["Type"] == kind}

    def properties(self, name: str) -> dict:
        """The properties of one resource of the expansion; none where there is no such resource."""
        return self.expansion["Resources"].get(name, {}).get("Properties", {})

    @cached_property
    def functions(self) -> dict[str, dict]:
        """The properties of the functions."""
        return {name: item["Properties"] for name, item in self.of_type("AWS::Lambda::Function").items()}

    def folder(self, function: str) -> str:
        """The folder below `functions` that a function is built from."""
        return self.template["Resources"][function]["Properties"]["CodeUri"].removeprefix("functions/")


def text(value: object) -> str:
    """A value of a template as one word: `Table.Arn`, `AWS::StackName`, `${Table.Arn}/index/due`."""
    match value:
        case {"Ref": name}:
            return name
        case {"Fn::GetAtt": [name, attribute]}:
            return f"{name}.{attribute}"
        case {"Fn::GetAtt": str(name)}:
            return name
        case {"Fn::Sub": str(pattern)}:
            return pattern
        case str():
            return value
    return json.dumps(value, sort_keys=True)


def listed(value: object) -> list:
    """A list, or the one value as a list of itself."""
    return value if isinstance(value, list) else [] if value is None else [value]
