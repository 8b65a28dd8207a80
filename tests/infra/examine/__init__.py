"""The examinations: each takes a subject and answers what is wrong with it, in sentences."""

from collections.abc import Callable, Iterable

from subject import Subject

from examine import (
    alarms,
    commands,
    dead_letters,
    environment,
    functions,
    http_api,
    metrics,
    parameters,
    queues,
    rights,
    storage,
)

EXAMINATIONS: dict[str, Callable[[Subject], Iterable[str]]] = {
    "alarms": alarms.problems,
    "commands": commands.problems,
    "dead letters": dead_letters.problems,
    "environment": environment.problems,
    "functions": functions.problems,
    "http api": http_api.problems,
    "metrics": metrics.problems,
    "parameters": parameters.problems,
    "queues": queues.problems,
    "rights": rights.problems,
    "storage": storage.problems,
}
