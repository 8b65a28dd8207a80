"""What each function does to AWS, found in the sources: which SDK calls it can reach, and on which resource.

The way through the house: everything in `functions/<name>` calls steps in `shared/src/run`, these call ports
(`store().`, `queue().`, `secrets().`, `files.`), and an adapter behind each port calls the SDK. So a function reaches a
call of the SDK if a chain of names leads there. Names that could be either a port's or something else's are complained
about, and so is every SDK call that no function reaches: then either the call is dead, or this reading is blind.
"""

import re
from dataclasses import dataclass
from functools import cached_property

import sources
from sources import File, Function

RUN = "shared/src/run/"
PORTS = "shared/src/ports.rs"
CONFIG = "shared/src/config.rs"
KEYS = "shared/src/dynamo/keys.rs"
# These build clients and adapters, and call nothing.
WIRING = ("shared/src/aws.rs", "shared/src/wiring.rs")
# Makes the table on machines without CloudFormation; no function calls it.
ELSEWHERE = ("shared/src/dynamo/schema.rs",)

# A port that is no part of the world and handed over by itself: its parameter's name.
BY_ITSELF = {"files"}

# The IAM actions behind a call of the SDK; a transaction needs those of its parts.
ACTIONS = {
    "dynamodb": {
        "batch_get_item": ["BatchGetItem"],
        "batch_write_item": ["BatchWriteItem"],
        "delete_item": ["DeleteItem"],
        "get_item": ["GetItem"],
        "put_item": ["PutItem"],
        "query": ["Query"],
        "scan": ["Scan"],
        "transact_get_items": ["GetItem"],
        "transact_write_items": [],
        "update_item": ["UpdateItem"],
    },
    "secretsmanager": {
        "create_secret": ["CreateSecret"],
        "delete_secret": ["DeleteSecret"],
        "describe_secret": ["DescribeSecret"],
        "get_secret_value": ["GetSecretValue"],
        "put_secret_value": ["PutSecretValue"],
    },
    "s3": {"delete_object": ["DeleteObject"], "get_object": ["GetObject"], "put_object": ["PutObject"]},
    "sqs": {
        "change_message_visibility": ["ChangeMessageVisibility"],
        "delete_message": ["DeleteMessage"],
        "receive_message": ["ReceiveMessage"],
        "send_message": ["SendMessage"],
        "send_message_batch": ["SendMessage"],
    },
    "eventbridge": {"put_events": ["PutEvents"]},
}
PARTS_OF_A_TRANSACTION = {
    "Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem",
}  # fmt: skip
IAM_PREFIX = {"eventbridge": "events"}


@dataclass(frozen=True)
class Need:
    """One IAM action on one thing: the table, an index, a queue by its field, the secrets, the files, the bus."""

    action: str
    thing: str


class Blind(Exception):
    """The sources are written in a way that this reading does not understand."""


def dense(body: str) -> str:
    """Without blanks around dots and colons, so that a chain of calls is one word."""
    return re.sub(r"\s*(\.|::)\s*", r"\1", body)


class Reach:
    """The sources, and what can be reached in them."""

    def __init__(self, files: dict[str, str]) -> None:
        self.texts = files
        read = sources.read_all(files, "shared/src/", "functions/")
        self.files: dict[str, File] = {file.path: file for file in read}
        self.modules = {module_of(path): file for path, file in self.files.items()}
        self.folders = sorted({path.split("/")[1] for path in self.files if path.startswith("functions/")})
        self.steps_of: dict[str, set[Function]] = {}
        self.needs_of: dict[str, set[Need]] = {}

    # -- The adapters ----------------------------------------------------------------------------------------------

    @cached_property
    def services(self) -> dict[str, str]:
        """The adapters' modules, and the AWS service of each."""
        found: dict[str, set[str]] = {}
        for path, file in self.files.items():
            if path in WIRING or not path.startswith("shared/src/"):
                continue
            for service in re.findall(r"\baws_sdk_(\w+)", file.code):
                found.setdefault("".join(module_of(path)[:1]), set()).add(service)
        for module, services in found.items():
            if len(services) > 1 or module == "run":
                raise Blind(f"{module} speaks to {sorted(services)}: one adapter, one service")
        return {module: services.pop() for module, services in found.items()}

    def adapter_functions(self, module: str) -> list[Function]:
        return [f for path, file in self.files.items() if module_of(path)[:1] == (module,) for f in file.functions]

    @cached_property
    def ports(self) -> dict[str, list[Function]]:
        """The methods of ports that an adapter of AWS implements, by name."""
        found: dict[str, list[Function]] = {}
        for module in self.services:
            for function in self.adapter_functions(module):
                if function.trait in self.files[PORTS].traits:
                    found.setdefault(function.name, []).append(function)
        return found

    @cached_property
    def accessors(self) -> set[str]:
        """How a step gets at the outside: the methods of the trait `World`."""
        return set(self.files[RUN + "mod.rs"].traits["World"])

    @cached_property
    def beside(self) -> set[str]:
        """Methods of ports that lead to Personio or to the clock, and not to AWS."""
        other = [trait for trait in self.files[PORTS].traits if not any(
            function.trait == trait for functions in self.ports.values() for function in functions
        )]  # fmt: skip
        return {method for trait in other for method in self.files[PORTS].traits[trait]}

    def behind(self, port: Function) -> set[Need]:
        """What one method of a port does to AWS."""
        module = module_of(port.file)[0]
        service, mates = self.services[module], self.adapter_functions(module)
        needs: set[Need] = set()
        things: set[str] = set()
        for function in self.closure(port, mates):
            things.update(re.findall(r"\bself\.(\w+_url)\b", dense(function.body)))
            needs.update(self.calls(function, service))
        if service != "sqs":
            return needs
        if needs and len(things) != 1:
            raise Blind(f"{port}: which queue is it? It names {sorted(things)}")
        return {Need(need.action, thing) for need in needs for thing in things}

    def closure(self, start: Function, mates: list[Function]) -> set[Function]:
        """The function and those of its adapter that it calls, directly or not."""
        seen, open_ = {start}, [start]
        while open_:
            function = open_.pop()
            body = dense(function.body)
            called = set(re.findall(r"\bself\.(\w+)\(", body))
            for mate in mates:
                free = not mate.takes_self and mate.owner is None and re.search(rf"(?<![.\w]){mate.name}\(", body)
                own = mate.owner == function.owner and (mate.name in called or f"Self::{mate.name}" in body)
                if (free or own) and mate not in seen:
                    seen.add(mate)
                    open_.append(mate)
        return seen

    def calls(self, function: Function, service: str) -> set[Need]:
        """The SDK calls in one function's own body."""
        body = dense(function.body)
        prefix = IAM_PREFIX.get(service, service)
        needs: set[Need] = set()
        for found in re.finditer(r"\bclient\b(?:\.(\w+)\()?", body):
            if found[1] is None:
                if function.name != "new" and "clone" not in body[found.end():found.end() + 8]:
                    raise Blind(f"{function}: its client is handed on")
                continue
            if found[1] == "clone":
                continue
            actions = ACTIONS[service].get(found[1])
            if actions is None:
                raise Blind(f"{function}: which IAM action does {service}'s {found[1]} need?")
            statement = body[found.start():].split(";")[0]
            index = re.search(r"\.index_name\(([^)]*)\)", statement)
            thing = f"index/{self.index(index[1], function)}" if index else service
            needs.update(Need(f"{prefix}:{action}", thing) for action in actions)
        if service == "dynamodb":
            for part, action in PARTS_OF_A_TRANSACTION.items():
                if re.search(rf"(?<![\w:]){part}::builder\b", body):
                    needs.add(Need(f"dynamodb:{action}", service))
            if body.count(".index_name(") != len({n for n in needs if n.thing.startswith("index/")}):
                raise Blind(f"{function}: an index is named away from its query")
        return needs

    def index(self, expression: str, function: Function) -> str:
        """The name of an index from `index::PLANNER`."""
        constant = re.fullmatch(r"index::(\w+)", expression.strip())
        indexes = self.texts[KEYS].partition("pub mod index {")[2].partition("\n}")[0]
        value = constant and re.search(rf'pub const {constant[1]}: &str = "(\w+)";', indexes)
        if not value:
            raise Blind(f"{function}: which index is {expression}?")
        return value[1]

    def constant(self, name: str) -> str:
        """A text of the table's keys."""
        found = re.search(rf'const {name}: &str = "([^"]+)";', self.texts[KEYS])
        if not found:
            raise Blind(f"{KEYS} has no text {name}")
        return found[1]

    def source_of_events(self) -> str:
        """Under which name events are sent."""
        domain = "".join(text for path, text in self.texts.items() if path.startswith("shared/src/domain/"))
        found = re.search(r'pub const SOURCE: &str = "([\w.]+)";', domain)
        if not found:
            raise Blind("events are sent, and the domain does not say by whom")
        return found[1]

    # -- The steps -------------------------------------------------------------------------------------------------

    def steps(self, folder: str) -> set[Function]:
        """What a function's crate and the steps it calls consist of."""
        if folder in self.steps_of:
            return self.steps_of[folder]
        own = [f for path, file in self.files.items() if path.startswith(f"functions/{folder}/") for f in file.functions]
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
            if name in self.ports and (receiver in self.accessors or receiver in BY_ITSELF):
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
        elif first == "self":
            absolute = here + rest
        elif first == "super":
            absolute = here[:-1] + rest
        elif (first,) in self.modules and first not in file.uses and here[:1] != ("run",):
            absolute = segments
        elif here + (first,) in self.modules:
            absolute = here + segments
        elif first in file.uses and file.uses[first] != segments[:1]:
            return self.resolve(file, file.uses[first] + rest, hops + 1)
        else:
            absolute = here + segments
        module, name = absolute[:-1], absolute[-1]
        if module in self.modules:
            return self.resolve(self.modules[module], (name,), hops + 1)
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
                if name not in self.ports:
                    continue
                if receiver in self.accessors or receiver in BY_ITSELF:
                    for port in self.ports[name]:
                        if name in self.beside and not self.leads_to(receiver, port):
                            continue
                        found.update(self.behind(port))
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
                    if name in self.ports and (receiver in self.accessors or receiver in BY_ITSELF):
                        for port in self.ports[name]:
                            reached |= self.closure(port, self.adapter_functions(module_of(port.file)[0]))
        left = []
        for module, service in self.services.items():
            for function in self.adapter_functions(module):
                if function.file not in ELSEWHERE and function not in reached and self.calls(function, service):
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


def module_of(path: str) -> tuple[str, ...]:
    """`shared/src/run/payslips/push.rs` is `run::payslips::push`; a function's crate is a module of its own name."""
    if path.startswith("functions/"):
        crate, _, inside = path.removeprefix("functions/").partition("/src/")
        parts = [crate.replace("-", "_"), *inside.removesuffix(".rs").split("/")]
    else:
        parts = path.removeprefix("shared/src/").removesuffix(".rs").split("/")
    return tuple(part for part in parts if part not in ("mod", "lib"))


def methods(body: str) -> list[tuple[str, str]]:
    """The method calls in a dense body: the last word before the dot, and the method's name."""
    found = []
    for call in re.finditer(r"\.(\w+)(?:::<[^;{}]*?>)?\(", body):
        before = re.search(r"(\w+)(\(\))?$", body[max(0, call.start() - 60):call.start()])
        found.append((before[1] if before else "", call[1]))
    return found
