"""How the functions are built, run and started."""

import re
from collections.abc import Iterator

from subject import Subject, listed, text

RATE = re.compile(r"rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)")


def problems(subject: Subject) -> Iterator[str]:
    folders = {path.split("/")[1] for path in subject.files if path.startswith("functions/")}
    built = {subject.folder(name) for name in subject.functions}
    for folder in sorted(folders - built):
        yield f"functions/{folder} is not deployed"
    for name, function in subject.functions.items():
        yield from (f"{name} {problem}" for problem in function_problems(subject, name, function))
    for name, schedule in subject.of_type("AWS::Scheduler::Schedule").items():
        expression = schedule["Properties"]["ScheduleExpression"]
        if not RATE.fullmatch(expression):
            yield f"{name} comes at {expression}, which is no rate of Scheduler's"


def function_problems(subject: Subject, name: str, function: dict) -> Iterator[str]:
    source = subject.template["Resources"][name]
    folder = subject.folder(name)
    if source.get("Metadata") != {"BuildMethod": "rust-cargolambda", "BuildProperties": {"Binary": folder}}:
        yield f"is not built by cargo-lambda from the binary {folder}"
    manifest = subject.files.get(f"functions/{folder}/Cargo.toml", "")
    if f'name = "{folder}"' not in manifest:
        yield f"is built from functions/{folder}, which holds no such package"
    if "Policies" in source["Properties"]:
        yield "has policies beside its role, which SAM leaves out without a word"
    if (function.get("Runtime"), function.get("Handler")) != ("provided.al2023", "bootstrap"):
        yield f"runs {function.get('Handler')} on {function.get('Runtime')}"
    if listed(function.get("Architectures")) != [{"Ref": "Architecture"}]:
        yield f"is for {text(function.get('Architectures'))}, whatever the parameter says"
    if not 128 <= function.get("MemorySize", 128) <= 1_769:
        yield f"has {function.get('MemorySize')} MB, and its one thread can use one core, which is 1,769 MB"
    if not 1 <= function.get("Timeout", 3) <= 900:
        yield f"may take {function.get('Timeout')} s; a Lambda lives for 900"
    if function.get("TracingConfig", {}).get("Mode") != "Active":
        yield "is not traced"
    logging = function.get("LoggingConfig", {})
    if logging.get("LogFormat") != "JSON":
        yield "does not log JSON, and Lambda sets the level only then"
    group = subject.properties(text(logging.get("LogGroup")))
    if text(group.get("LogGroupName")) != f"/aws/lambda/${{AWS::StackName}}-{folder}":
        yield "has no log group of its own"
