"""Ways to plant an error."""

import copy
from collections.abc import Callable
from dataclasses import dataclass

from subject import Subject

Plant = Callable[[Subject], Subject]


@dataclass(frozen=True)
class Planted:
    """An error, who finds it, and by what words."""

    what: str
    plant: Plant
    found_by: str
    words: str

    def __str__(self) -> str:
        return self.what


def at(template: dict, path: str) -> tuple[object, str | int]:
    """The place of `A.B[0].C` in the template: what holds it, and its key there. `A.B[Sid=X]` finds in a list."""
    here: object = template
    steps = [step for part in path.replace("[", ".[").split(".") for step in [part]]
    for number, step in enumerate(steps):
        key: str | int = step
        if step.startswith("["):
            inside = step[1:-1]
            if "=" in inside:
                name, value = inside.split("=")
                key = next(index for index, one in enumerate(here) if str(one.get(name)) == value)
            else:
                key = int(inside)
        if number == len(steps) - 1:
            return here, key
        here = here[key]
    raise AssertionError(path)


def _changed(change: Callable[[dict], None]) -> Plant:
    def plant(subject: Subject) -> Subject:
        template = copy.deepcopy(subject.template)
        change(template)
        assert template != subject.template, "nothing was changed"
        return subject.with_template(template)

    return plant


def put(path: str, value: object) -> Plant:
    """Sets a place of the template."""

    def change(template: dict) -> None:
        holder, key = at(template, path)
        holder[key] = value

    return _changed(change)


def drop(path: str) -> Plant:
    """Takes a place out of the template."""

    def change(template: dict) -> None:
        holder, key = at(template, path)
        del holder[key]

    return _changed(change)


def append(path: str, value: object) -> Plant:
    """Adds to a list of the template."""

    def change(template: dict) -> None:
        holder, key = at(template, path)
        if not isinstance(holder[key], list):
            holder[key] = [holder[key]]
        holder[key].append(value)

    return _changed(change)


def take_out(path: str, value: object) -> Plant:
    """Takes one out of a list of the template."""

    def change(template: dict) -> None:
        holder, key = at(template, path)
        holder[key].remove(value)

    return _changed(change)


def rename(path: str, name: str) -> Plant:
    """Calls a key of the template otherwise."""

    def change(template: dict) -> None:
        holder, key = at(template, path)
        holder[name] = holder.pop(key)

    return _changed(change)


def rewrite(path: str, old: str, new: str) -> Plant:
    """Changes a file that the template has to agree with."""

    def plant(subject: Subject) -> Subject:
        assert subject.files[path].count(old) >= 1, f"{path} has no {old!r}"
        return subject.with_files({**subject.files, path: subject.files[path].replace(old, new, 1)})

    return plant


def remove(path: str) -> Plant:
    """Removes a file."""

    def plant(subject: Subject) -> Subject:
        return subject.with_files({name: text for name, text in subject.files.items() if name != path})

    return plant


def write(path: str, text: str) -> Plant:
    """Adds a file."""

    def plant(subject: Subject) -> Subject:
        return subject.with_files({**subject.files, path: text})

    return plant
