"""The adapters: what each method of a port does to AWS, found in the calls of the SDK behind it."""

import re
from dataclasses import dataclass
from functools import cached_property

from sources import File, Function, module_of

PORTS = "shared/src/ports.rs"
KEYS = "shared/src/dynamo/keys.rs"
# These build clients and adapters, and call nothing.
WIRING = ("shared/src/aws.rs", "shared/src/wiring.rs")

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


class Adapters:
    """The adapters of AWS in the sources."""

    def __init__(self, texts: dict[str, str], files: dict[str, File]) -> None:
        self.texts, self.files = texts, files

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

    def functions(self, module: str) -> list[Function]:
        return [f for path, file in self.files.items() if module_of(path)[:1] == (module,) for f in file.functions]

    @cached_property
    def ports(self) -> dict[str, list[Function]]:
        """The methods of ports that an adapter of AWS implements, by name."""
        found: dict[str, list[Function]] = {}
        for module in self.services:
            for function in self.functions(module):
                if function.trait in self.files[PORTS].traits:
                    found.setdefault(function.name, []).append(function)
        return found

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
        service, mates = self.services[module], self.functions(module)
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
                if function.name != "new" and "clone" not in body[found.end() : found.end() + 8]:
                    raise Blind(f"{function}: its client is handed on")
                continue
            if found[1] == "clone":
                continue
            actions = ACTIONS[service].get(found[1])
            if actions is None:
                raise Blind(f"{function}: which IAM action does {service}'s {found[1]} need?")
            statement = body[found.start() :].split(";")[0]
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
