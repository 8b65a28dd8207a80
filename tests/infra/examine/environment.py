"""Every variable that the code reads is set for the functions that need it, and no other is set."""

from collections.abc import Iterator

from subject import Subject, text

# Lambda sets it itself, from the logging configuration; a function that sets it is refused.
SET_BY_LAMBDA = {"AWS_LAMBDA_LOG_LEVEL"}

# Which thing of AWS a variable names, by the name `reach.py` has for it. Only who touches that thing needs the variable.
NAMES_A_THING = {
    "PAYSLIP_BUCKET": "s3",
    "PAYSLIP_QUEUE_URL": "payslip_url",
    "SYNC_QUEUE_URL": "sync_url",
    "TABLE_NAME": "dynamodb",
    "SECRET_PREFIX": "secretsmanager",
    "EVENT_BUS_NAME": "eventbridge",
}

# Only who judges bank details needs the operator's tables.
FOR_THE_MODULUS_CHECK = {"MODULUS_WEIGHTS_FILE", "MODULUS_SUBSTITUTIONS_FILE"}


def needed(subject: Subject, folder: str) -> set[str]:
    """The variables that a function needs. One that nothing is known about is needed by all."""
    reach = subject.reach
    things = {need.thing.split("/")[0].replace("index", "dynamodb") for need in reach.needs(folder)}
    found = set()
    for variable in set(reach.variables.values()) - SET_BY_LAMBDA:
        if variable in reach.required:
            found.add(variable)
        elif variable in NAMES_A_THING:
            found |= {variable} if NAMES_A_THING[variable] in things else set()
        elif variable in FOR_THE_MODULUS_CHECK:
            found |= {variable} if reach.uses_weights(folder) else set()
        else:
            found.add(variable)
    return found


def problems(subject: Subject) -> Iterator[str]:
    for path in subject.reach.read_elsewhere():
        yield f"{path} reads the environment: only config.rs does, and its list is what is compared"
    values: dict[str, str] = {}
    for name, function in subject.functions.items():
        given = function.get("Environment", {}).get("Variables", {})
        wanted = needed(subject, subject.folder(name))
        for variable in sorted(wanted - set(given)):
            yield f"{name} needs {variable}, which is not set"
        for variable in sorted(set(given) - wanted):
            known = variable in subject.reach.variables.values()
            yield f"{name} is given {variable}, which " + ("it does not need" if known else "no code reads")
        for variable, value in given.items():
            if values.setdefault(variable, text(value)) != text(value):
                yield f"{variable} is {text(value)} for {name}, and {values[variable]} for another"
            if variable in NAMES_A_THING and not (isinstance(value, dict) and "Ref" in value):
                yield f"{name}: {variable} is {text(value)}, and no reference"
