"""What an operator may set is checked as a whole, and what `samconfig.toml` sets is something that may be set."""

import re
from collections.abc import Iterator

import tomlkit
from subject import Subject

CONFIG = "infra/samconfig.toml"
ENVIRONMENTS = ("dev", "prod")
# Whose tokens count has no answer that would be right for most. What stands for it in the file must not pass.
YOURS = ("JwtIssuer", "JwtAudience")


def problems(subject: Subject) -> Iterator[str]:
    parameters = subject.template["Parameters"]
    for name, parameter in parameters.items():
        yield from (f"the parameter {name} {problem}" for problem in parameter_problems(parameter))
    for name in sorted(name for name, parameter in parameters.items() if "Default" not in parameter):
        if name not in YOURS:
            yield f"the parameter {name} has no default"
    config = tomlkit.parse(subject.files[CONFIG]).unwrap()
    stacks: dict[str, str] = {}
    for environment in ENVIRONMENTS:
        yield from (
            f"{CONFIG}, {environment}: {problem}" for problem in config_problems(config, environment, parameters)
        )
        stack = config.get(environment, {}).get("global", {}).get("parameters", {}).get("stack_name", "?")
        if stack in stacks:
            yield f"{CONFIG}: {environment} is the same stack as {stacks[stack]}"
        stacks[stack] = environment
    for description in subject.template["Outputs"].values():
        if not description.get("Description"):
            yield "an output does not say what it is"


def parameter_problems(parameter: dict) -> Iterator[str]:
    if not parameter.get("Description"):
        yield "does not say what it is"
    pattern, values = parameter.get("AllowedPattern"), parameter.get("AllowedValues")
    if pattern is not None:
        if not (pattern.startswith("^") and pattern.endswith("$")):
            yield "is checked only in part"
        if "ConstraintDescription" not in parameter:
            yield "does not say what it wants"
    elif parameter["Type"] == "Number" and values is None:
        if not {"MinValue", "MaxValue"} <= set(parameter):
            yield "has no bounds"
    elif values is None:
        yield "takes anything"
    if "Default" in parameter and not takes(parameter, str(parameter["Default"])):
        yield "has a default that it does not take"


def takes(parameter: dict, value: str) -> bool:
    """Whether CloudFormation would take the value."""
    if "AllowedValues" in parameter:
        return value in [str(one) for one in parameter["AllowedValues"]]
    if "AllowedPattern" in parameter:
        return re.fullmatch(parameter["AllowedPattern"], value) is not None
    return value.isdigit() and parameter["MinValue"] <= int(value) <= parameter["MaxValue"]


def config_problems(config: dict, environment: str, parameters: dict) -> Iterator[str]:
    commands = config.get(environment, {})
    deploy = commands.get("deploy", {}).get("parameters", {})
    if not commands.get("global", {}).get("parameters", {}).get("region"):
        yield "no region"
    if deploy.get("capabilities") != "CAPABILITY_IAM":
        yield "the roles of the template need CAPABILITY_IAM"
    if deploy.get("resolve_s3") is not True:
        yield "nobody says where the code goes"
    given = dict(one.split("=", 1) for one in deploy.get("parameter_overrides", []))
    build = dict(
        one.split("=", 1) for one in commands.get("build", {}).get("parameters", {}).get("parameter_overrides", [])
    )
    if build.get("Architecture") != given.get("Architecture"):
        yield "it builds for another processor than it deploys for"
    for name, value in (given | build).items():
        if name not in parameters:
            yield f"the template has no parameter {name}"
        elif (name in YOURS) == takes(parameters[name], value):
            yield f"{name} may not be {value}" if name not in YOURS else f"{name} is {value}, and not everybody's is"
    for name in YOURS:
        if name not in given:
            yield f"{name} is missing"
