"""Whatever reaches a function and fails is kept: every way in has a queue behind it, and every such queue an alarm.

- From a queue: its redrive policy.
- From the schedule or the bus: two ways to fail. The function is never called (the target's dead letters), or it was
  called and failed each time (the function's destination for failures).
- From the HTTP API: somebody waits for the answer and sees the failure, so nothing is kept; there the alarms tell.
"""

from collections.abc import Iterator

from subject import Subject, listed, text

FOURTEEN_DAYS = 14 * 86_400
ASYNCHRONOUS = {"events.amazonaws.com", "scheduler.amazonaws.com"}


def queue_of(reference: object) -> str:
    """The queue of `SyncDeadLetters.Arn`."""
    return text(reference).removesuffix(".Arn")


def ways_in(subject: Subject) -> dict[str, set[str]]:
    """How each function is reached: by `queue`, `event` or `http`."""
    ways: dict[str, set[str]] = {name: set() for name in subject.functions}
    for source in subject.of_type("AWS::Lambda::EventSourceMapping").values():
        ways.setdefault(text(source["Properties"]["FunctionName"]), set()).add("queue")
    for schedule in subject.of_type("AWS::Scheduler::Schedule").values():
        ways.setdefault(queue_of(schedule["Properties"]["Target"]["Arn"]), set()).add("event")
    for permission in subject.of_type("AWS::Lambda::Permission").values():
        name, principal = text(permission["Properties"]["FunctionName"]), permission["Properties"]["Principal"]
        ways.setdefault(name, set()).add("event" if principal in ASYNCHRONOUS else "http")
    return ways


def problems(subject: Subject) -> Iterator[str]:
    queues = subject.of_type("AWS::SQS::Queue")
    fifo = {name for name, queue in queues.items() if queue["Properties"].get("FifoQueue")}
    letters: dict[str, bool] = {}  # A queue of dead letters, and whether it has to be FIFO.

    for name, way in ways_in(subject).items():
        if not way:
            yield f"nothing reaches {name}"
        if "event" in way:
            destination = next(
                (
                    invoked["Properties"].get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
                    for invoked in subject.of_type("AWS::Lambda::EventInvokeConfig").values()
                    if text(invoked["Properties"]["FunctionName"]) == name
                ),
                None,
            )
            if destination is None:
                yield f"{name} is handed events, and those that it fails on are lost"
            else:
                letters[queue_of(destination)] = False

    for name, source in subject.of_type("AWS::Lambda::EventSourceMapping").items():
        queue = queue_of(source["Properties"]["EventSourceArn"])
        redrive = subject.properties(queue).get("RedrivePolicy")
        if not redrive:
            yield f"{queue} has no redrive policy: what {name} fails on comes again until it expires"
            continue
        letters[queue_of(redrive["deadLetterTargetArn"])] = queue in fifo

    targets = {
        name: [rule["Properties"]["Target"]] for name, rule in subject.of_type("AWS::Scheduler::Schedule").items()
    } | {name: rule["Properties"]["Targets"] for name, rule in subject.of_type("AWS::Events::Rule").items()}
    for name, of_rule in targets.items():
        for target in of_rule:
            if "RetryPolicy" not in target:
                yield f"{name} does not say how often it tries again"
            if "DeadLetterConfig" not in target:
                yield f"{name} has no queue for what does not reach the function"
                continue
            queue = queue_of(target["DeadLetterConfig"]["Arn"])
            letters[queue] = False
            if name in subject.of_type("AWS::Events::Rule") and not may_send(subject, queue, f"{name}.Arn"):
                yield f"the bus may not put what {name} could not deliver into {queue}"

    for queue, has_to_be_fifo in letters.items():
        if queue not in queues:
            yield f"{queue} is to take dead letters, and is no queue of this template"
            continue
        if (queue in fifo) != has_to_be_fifo:
            yield f"{queue} has to be a {'FIFO' if has_to_be_fifo else 'standard'} queue"
        if queues[queue]["Properties"].get("MessageRetentionPeriod") != FOURTEEN_DAYS:
            yield f"{queue} keeps dead letters for less than the 14 days that SQS can"
        if queue in {queue_of(one["Properties"]["EventSourceArn"]) for one in sources(subject)}:
            yield f"{queue} takes dead letters and is worked off"
        if not rings(subject, queue):
            yield f"nobody is told when there is something in {queue}"
    for queue in (
        set(queues) - set(letters) - {queue_of(one["Properties"]["EventSourceArn"]) for one in sources(subject)}
    ):
        yield f"{queue} is neither worked off nor does it take dead letters"


def sources(subject: Subject) -> list[dict]:
    return list(subject.of_type("AWS::Lambda::EventSourceMapping").values())


def may_send(subject: Subject, queue: str, rule: str) -> bool:
    """Whether the queue's own policy lets this rule, and only this rule, put something in."""
    for policy in subject.of_type("AWS::SQS::QueuePolicy").values():
        if queue not in [text(one) for one in policy["Properties"]["Queues"]]:
            continue
        for statement in listed(policy["Properties"]["PolicyDocument"]["Statement"]):
            if (
                statement["Effect"] == "Allow"
                and statement["Principal"] == {"Service": "events.amazonaws.com"}
                and statement["Action"] == "sqs:SendMessage"
                and queue_of(statement["Resource"]) == queue
                and text(statement["Condition"]["ArnEquals"]["aws:SourceArn"]) == rule
            ):
                return True
    return False


def rings(subject: Subject, queue: str) -> bool:
    """Whether an alarm rings at the first message in the queue."""
    for alarm in subject.of_type("AWS::CloudWatch::Alarm").values():
        alarm = alarm["Properties"]
        dimensions = [(one["Name"], text(one["Value"])) for one in alarm.get("Dimensions", [])]
        if (
            (alarm.get("Namespace"), alarm.get("MetricName")) == ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
            and dimensions == [("QueueName", f"{queue}.QueueName")]
            and (alarm.get("Statistic"), alarm.get("Threshold")) == ("Maximum", 1)
            and alarm.get("ComparisonOperator") == "GreaterThanOrEqualToThreshold"
        ):
            return True
    return False
