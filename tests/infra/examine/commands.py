"""The commands that an operator is told to run exist: the shell reads them, AWS has the operation and the option.

AWS's own descriptions of its services come with the SDK for Python. What the AWS CLI adds to them of its own, such as
`aws s3 cp`, is not described there and is let through by name.
"""

import re
import subprocess
from collections.abc import Iterator
from functools import cache, lru_cache

import botocore.session
from botocore import xform_name
from subject import Subject

# Options of the AWS CLI itself.
OF_THE_CLI = {
    "--cli-binary-format", "--max-items", "--no-cli-pager", "--output", "--page-size", "--profile", "--query", "--region",
}  # fmt: skip
# Commands of the AWS CLI that are no operation of the service.
OWN_COMMANDS = {"s3", "wait"}
# Options that the AWS CLI adds to an operation.
OWN_OPTIONS = {("lambda", "publish-layer-version"): {"--zip-file"}}
# The CLI's names for services that the SDK calls otherwise.
OTHERWISE = {"deploy": "codedeploy"}


@lru_cache(maxsize=1)
def session() -> botocore.session.Session:
    return botocore.session.get_session()


@cache
def options(service: str, operation: str) -> frozenset[str] | None:
    """The options of an operation; none where there is no such operation."""
    if service not in session().get_available_services():
        return None
    model = session().get_service_model(service)
    found = next((name for name in model.operation_names if xform_name(name, "-") == operation), None)
    if found is None:
        return None
    shape = model.operation_model(found).input_shape
    members = [xform_name(name, "-") for name in shape.members] if shape else []
    # A list of one name may be given in the singular, and a truth with `no-` before it.
    return frozenset([f"--{name}" for name in members] + [f"--no-{name}" for name in members])


def blocks(page: str) -> list[str]:
    """The commands of a page, or a file of them."""
    if not page.lstrip().startswith("# ") or "```" not in page:
        return [page]
    return re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


@cache
def shell_problem(block: str) -> str | None:
    """What bash has against a block."""
    read = subprocess.run(["bash", "-n"], input=block, text=True, capture_output=True, check=False)
    return read.stderr.strip() or None


def calls(block: str) -> Iterator[list[str]]:
    """The words of each `aws` command, those within quotes and brackets as one."""
    joined = re.sub(r"\\\n\s*", " ", block)
    for found in re.finditer(r"(?<![\w.-])aws (?=[a-z])", joined):
        yield words_from(joined, found.end())


def words_from(text: str, at: int) -> list[str]:
    """The words up to the end of the command that goes on at `at`."""
    words, word, open_ = [], "", []
    while at < len(text):
        sign = text[at]
        if not open_ and sign in "\n|;&)":
            break
        if open_ and sign == open_[-1]:
            open_.pop()
        elif sign == "(" and text[at - 1] == "$" and open_[-1:] != ["'"]:
            open_.append(")")
        elif sign in "\"'" and open_[-1:] not in (["'"], ['"']):
            open_.append(sign)
        if sign == " " and not open_:
            words += [word] if word else []
            word = ""
        else:
            word += sign
        at += 1
    return words + ([word] if word else [])


def problems(subject: Subject) -> Iterator[str]:
    pages = {
        path: text
        for path, text in subject.files.items()
        if path.startswith("infra/") and path.endswith((".md", ".sh"))
    }
    for path, page in pages.items():
        for block in blocks(page):
            # What stands in <> is for the reader to fill in; the shell would take it for a file.
            plain = re.sub(r"<(\w[\w ]*)>", r"\1", block)
            if complaint := shell_problem(plain):
                yield f"{path}: {complaint}"
            for words in calls(plain):
                yield from (f"{path}: {problem}" for problem in call_problems(words))
            asked = plain if path.endswith(".md") else ""
            for helper, output in re.findall(r"(?<![\w-])(out|ask|letters) (\w+)", asked):
                if output not in subject.template["Outputs"]:
                    yield f"{path}: {helper} {output}, and the stack puts out no {output}"


def call_problems(words: list[str]) -> Iterator[str]:
    if len(words) < 2 or words[0] in OWN_COMMANDS or words[1] in OWN_COMMANDS:
        return
    service, operation = OTHERWISE.get(words[0], words[0]), words[1]
    known = options(service, operation)
    if known is None:
        yield f"aws {service} {operation}: AWS has no such operation"
        return
    for word in words[2:]:
        own = OWN_OPTIONS.get((service, operation), set())
        if word.startswith("--") and word.split("=")[0] not in known | OF_THE_CLI | own:
            yield f"aws {service} {operation} {word}: it has no such option"
