"""What each function does to AWS, found in the sources: which SDK calls it can reach, and on which resource.

The way through the house: everything in `functions/<name>` calls steps in `shared/src/run`, these call ports
(`store().`, `queue().`, `secrets().`, `files.`), and an adapter behind each port calls the SDK. So a function reaches a
call of the SDK if a chain of names leads there. Names that could be either a port's or something else's are complained
about, and so is every SDK call that no function reaches: then either the call is dead, or this reading is blind.
"""

import re
from functools import cached_property

import sources
from adapters import WIRING, Adapters, Blind, Need, dense
from sources import File, Function, module_of

RUN = "shared/src/run/"
CONFIG = "shared/src/config.rs"
# No function calls these: the first makes the table on machines without CloudFormation, the other is for `infra/ops`, with
# the rights of whoever runs it.
ELSEWHERE = ("shared/src/dynamo/schema.rs", "shared/src/dynamo/operator.rs")

# A port that is no part of the world and handed over by itself: its parameter's name.
BY_ITSELF = {"files"}


class Reach:
    """The sources, and what can be reached in them."""

    def __init__(self, files: dict[str, str]) -> None:
        self.texts = files
        read = sources.read_all(files, "shared/src/", "functions/")
        self.files: dict[str, File] = {file.path: file for file in read}
        self.adapters = Adapters(files, self.files)
        self.modules = {module_of(path): file for path, file in self.files.items()}
        self.folders = sorted({path.split("/")[1] for path in self.files if path.startswith("functions/")})
        self.steps_of: dict[str, set[Function]] = {}
        self.needs_of: dict[str, set[Need]] = {}

    @cached_property
    def accessors(self) -> set[str]:
        """How a step gets at the outside: the methods of the trait `World`."""
        return set(self.files[RUN + "mod.rs"].traits["World"])

    def steps(self, folder: str) -> set[Function]:
        """What a function's crate and the steps it calls consist of."""
        if folder in self.steps_of:
            return self.steps_of[folder]
        own = [
            f for path, file in self.files.items() if path.startswith(f"functions/{folder}/") for f in file.functions
        ]
        seen, open_ = set(own), list(own)
        while open_:
            function = open_.pop()
            for called in self.called_by(function) - seen:
                if called.file.startswith(RUN) or called.file in WIRING:
                    seen.add(called)
                    open_.append(called)
        self.steps_of[folder] = seen
        return seen

    def called_by(self, function: Function) -> set[Function]:
        """The steps that one function names, called or handed on."""
        file, body = self.files[function.file], dense(function.body)
        found: set[Function] = set()
        for path in set(re.findall(r"(?<![.\w:])(?:\w+::)*\w+", body)):
            segments = tuple(path.split("::"))
            if segments[0] == "Self":
                found.update(f for f in file.functions if f.owner == function.owner and f.name == segments[-1])
            else:
                found.update(self.resolve(file, segments))
        for receiver, name in methods(body):
            if name in self.adapters.ports and (receiver in self.accessors or receiver in BY_ITSELF):
                continue
            found.update(self.methods_meant(file, function, receiver, name))
        return found

    def methods_meant(self, file: File, function: Function, receiver: str, name: str) -> list[Function]:
        """The steps' methods of that name: of the caller's own type, else of this file, else of a type it brings in."""
        known = self.step_methods.get(name, [])
        if receiver == "self":
            return [method for method in known if method.owner == function.owner or method.owner == method.trait]
        here = [method for method in known if method.file == file.path]
        known = [method for method in known if method.public]
        return here or [method for method in known if method.owner in file.uses] or known

    @cached_property
    def step_methods(self) -> dict[str, list[Function]]:
        found: dict[str, list[Function]] = {}
        for path, file in self.files.items():
            if path.startswith((RUN, "functions/")):
                for function in file.functions:
                    if function.takes_self and function.trait != "World":
                        found.setdefault(function.name, []).append(function)
        return found

    def resolve(self, file: File, segments: tuple[str, ...], hops: int = 0) -> set[Function]:
        """The functions that a path means in a file; none where it means something else."""
        if hops > 8:
            return set()
        here, first, rest = module_of(file.path), segments[0], segments[1:]
        if len(segments) == 1:
            free = {f for f in file.functions if f.name == first and f.owner is None and f.trait is None}
            if free:
                return free
            path = file.uses.get(first)
            return self.resolve(file, path, hops + 1) if path and path != segments else set()
        crate = here[:1] if file.path.startswith("functions/") else ()
        if first in ("crate", "shared"):
            absolute = (crate if first == "crate" else ()) + rest
        elif first in ("self", "super"):
            base, rest = here, segments
            while rest and rest[0] in ("self", "super"):
                base, rest = (base[:-1] if rest[0] == "super" else base), rest[1:]
            absolute = base + rest
        elif first in file.uses and file.uses[first] != segments[:1]:
            return self.resolve(file, file.uses[first] + rest, hops + 1)
        elif (first,) in self.modules and here[:1] != ("run",):
            absolute = segments
        else:
            absolute = here + segments
        module, name = absolute[:-1], absolute[-1]
        if module in self.modules:
            target = self.modules[module]
            found = self.resolve(target, (name,), hops + 1)
            of_ours = target.path.startswith((RUN, "functions/"))
            if not found and name.islower() and of_ours and absolute not in self.modules:
                raise Blind(f"{file.path}: what is {'::'.join(segments)}?")
            return found
        kind, module = module[-1:], module[:-1]
        if module in self.modules and kind:
            target = self.modules[module]
            methods_of = {f for f in target.functions if f.owner == kind[0] and f.name == name}
            if not methods_of and kind[0] in target.uses and target.uses[kind[0]] != kind:
                return self.resolve(target, target.uses[kind[0]] + (name,), hops + 1)
            return methods_of
        return set()

    def needs(self, folder: str) -> set[Need]:
        """What a function's code does to AWS."""
        if folder in self.needs_of:
            return self.needs_of[folder]
        found: set[Need] = set()
        for step in self.steps(folder):
            for receiver, name in methods(dense(step.body)):
                if name not in self.adapters.ports:
                    continue
                if receiver in self.accessors or receiver in BY_ITSELF:
                    for port in self.adapters.ports[name]:
                        if name in self.adapters.beside and not self.leads_to(receiver, port):
                            continue
                        found.update(self.adapters.behind(port))
                elif not self.is_something_else(receiver, name, step):
                    raise Blind(f"{step}: is {receiver}.{name} the port? Call it by {sorted(self.accessors)}")
        self.needs_of[folder] = found
        return found

    def leads_to(self, receiver: str, port: Function) -> bool:
        """Personio has `employees` too: there the accessor decides."""
        return receiver not in ("personio", "clock")

    def is_something_else(self, receiver: str, name: str, step: Function) -> bool:
        if receiver in ("self", "") or name in self.step_methods:
            return True
        return re.search(rf"\bpub(?:\(\w+\))?\s+(?:const\s+|async\s+)?fn {name}\b", self.domain) is not None

    @cached_property
    def domain(self) -> str:
        return "".join(file.code for path, file in self.files.items() if path.startswith("shared/src/domain/"))

    def uses_weights(self, folder: str) -> bool:
        """Whether the modulus check is made: by the table that only an operator has."""
        return any(name == "weights" for step in self.steps(folder) for _, name in methods(dense(step.body)))

    # -- What is left over -----------------------------------------------------------------------------------------

    def unreached(self) -> list[str]:
        """Functions that call the SDK, and that no function of ours reaches."""
        reached: set[Function] = set()
        for folder in self.folders:
            for step in self.steps(folder):
                for receiver, name in methods(dense(step.body)):
                    if name in self.adapters.ports and (receiver in self.accessors or receiver in BY_ITSELF):
                        for port in self.adapters.ports[name]:
                            reached |= self.adapters.closure(port, self.adapters.functions(module_of(port.file)[0]))
        left = []
        for module, service in self.adapters.services.items():
            for function in self.adapters.functions(module):
                if (
                    function.file not in ELSEWHERE
                    and function not in reached
                    and self.adapters.calls(function, service)
                ):
                    left.append(str(function))
        return left

    # -- The environment -------------------------------------------------------------------------------------------

    @cached_property
    def variables(self) -> dict[str, str]:
        """The environment variables of `config.rs`: the constant's name, and the variable's."""
        listed = re.search(r"\nvariables! \{(.*?)\n\}", self.texts[CONFIG], re.DOTALL)
        if not listed:
            raise Blind(f"{CONFIG} has no list of variables")
        return dict(re.findall(r'^\s+(\w+) = "(\w+)";', listed[1], re.MULTILINE))

    @cached_property
    def required(self) -> set[str]:
        """Those without which no function starts."""
        return {self.variables[name] for name in re.findall(r"required\(variable::(\w+)\)", self.texts[CONFIG])}

    def read_elsewhere(self) -> list[str]:
        """Files that read the environment by themselves."""
        return [
            path for path, file in self.files.items()
            if path != CONFIG and re.search(r"\benv::|\boption_env!", file.code)
        ]  # fmt: skip


def methods(body: str) -> list[tuple[str, str]]:
    """The method calls in a dense body: the last word before the dot, and the method's name."""
    found = []
    for call in re.finditer(r"\.(\w+)(?:::<[^;{}]*?>)?\(", body):
        before = re.search(r"(\w+)(\(\))?$", body[max(0, call.start() - 60) : call.start()])
        found.append((before[1] if before else "", call[1]))
    return found
