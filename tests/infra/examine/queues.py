"""The queues that are worked off: their patience, and how much of them is worked off at once."""

import re
from collections.abc import Iterator

from subject import Subject, text

# AWS asks for six times the function's time-out: a message must not come again while it is still being worked on.
TIMES = 6
# An account's concurrent executions, unless somebody has asked for more.
OF_AN_ACCOUNT = 1_000
LIMITER = "shared/src/personio/limiter.rs"


def number(subject: Subject, value: object, bound: str) -> int:
    """A number, or that of a parameter: its `Default` or its `MaxValue`."""
    if isinstance(value, dict) and "Ref" in value:
        value = subject.template["Parameters"].get(value["Ref"], {}).get(bound)
    return value if isinstance(value, int) else 0


def limit(subject: Subject, name: str) -> int:
    """The requests a minute of one of the client's limits: the largest of its counts."""
    found = re.search(rf"const {name}: &\[Limit\] = &\[(.*?)\];", subject.files[LIMITER])
    counts = re.findall(r"count: ([\d_]+)", found[1]) if found else []
    return max((int(count.replace("_", "")) for count in counts), default=0)


def problems(subject: Subject) -> Iterator[str]:
    names: dict[str, str] = {}
    for name, queue in subject.of_type("AWS::SQS::Queue").items():
        properties = queue["Properties"]
        if properties.get("SqsManagedSseEnabled") is not True and not properties.get("KmsMasterKeyId"):
            yield f"{name} is not encrypted"
        called = text(properties.get("QueueName"))
        if called in names:
            yield f"{name} is called like {names[called]}"
        names[called] = name

    at_once = {"Default": {}, "MaxValue": {}}
    for name, source in subject.of_type("AWS::Lambda::EventSourceMapping").items():
        source = source["Properties"]
        function, queue_name = text(source["FunctionName"]), text(source["EventSourceArn"]).removesuffix(".Arn")
        queue, life = subject.properties(queue_name), subject.functions.get(function, {}).get("Timeout", 0)
        visibility = queue.get("VisibilityTimeout", 30)
        if visibility < TIMES * life:
            yield f"{queue_name} shows a message again after {visibility} s, less than {TIMES} times the {life} s of {function}"
        receives = queue.get("RedrivePolicy", {}).get("maxReceiveCount", 0)
        if receives < 5:
            yield f"{queue_name} gives up after {receives} receives; AWS asks for 5 at least"
        if queue.get("MessageRetentionPeriod", 345_600) <= receives * visibility:
            yield f"{queue_name} forgets a message before it is a dead letter"
        if queue.get("FifoQueue") is not True:
            yield f"{queue_name} is not FIFO: two runs of one tenant would meet"
        if source.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield f"{name}: one message that fails takes its whole batch with it"
        if not 1 <= source.get("BatchSize", 10) <= 10:
            yield f"{name}: a FIFO queue hands over 10 messages at most"
        for bound, found in at_once.items():
            value = source.get("ScalingConfig", {}).get("MaximumConcurrency")
            found[function] = number(subject, value, bound) or (value if isinstance(value, int) else 0)
        if not at_once["MaxValue"][function]:
            yield f"{name} may use up the account: it has no MaximumConcurrency"
        reserved = subject.functions.get(function, {}).get("ReservedConcurrentExecutions")
        if reserved is not None and reserved < at_once["MaxValue"][function]:
            yield f"{function} is reserved {reserved}, less than what its event source may call at once"
    yield from personio(subject, at_once["Default"])
    yield from account(subject, at_once["MaxValue"])


def personio(subject: Subject, at_once: dict[str, int]) -> Iterator[str]:
    """If all left through one address, Personio's limit for one would have to be kept."""
    most = {"EmployeeSync": limit(subject, "PER_CREDENTIAL"), "PayslipPush": limit(subject, "UPLOADS")}
    of_one_address = limit(subject, "PER_PROCESS")
    for function in set(at_once) - set(most):
        yield f"how many requests to Personio does {function} send a minute?"
    asked = sum(at_once.get(function, 0) * requests for function, requests in most.items())
    if not all(most.values()) or not of_one_address:
        yield f"{LIMITER} does not say how fast requests leave"
    if asked > of_one_address:
        yield f"{asked} requests a minute, and Personio takes {of_one_address} from one address"


def account(subject: Subject, at_once: dict[str, int]) -> Iterator[str]:
    """What people click has to leave room for the sync and for payslips, at the most that these can be set to."""
    clicked = 0
    for stage in subject.of_type("AWS::ApiGatewayV2::Stage").values():
        rate = stage["Properties"].get("DefaultRouteSettings", {}).get("ThrottlingRateLimit")
        if not rate:
            yield "the HTTP API is not throttled"
            continue
        clicked += rate * max(f["Timeout"] for n, f in subject.functions.items() if n not in at_once)
    if clicked + sum(at_once.values()) >= OF_AN_ACCOUNT:
        yield f"{clicked} + {sum(at_once.values())} may run at once, and an account has {OF_AN_ACCOUNT}"
