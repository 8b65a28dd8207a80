"""What the functions count: `infra/metrics.json` is the one list, for the code as for alarms and dashboard."""

import json
import re
from collections.abc import Iterator

from subject import Subject, text

# The metrics of AWS that are used here, and the dimensions they come with. A name that AWS does not know is no error to
# CloudFormation: the alarm would never ring.
OF_AWS = {
    "AWS/ApiGateway": ({"4xx", "5xx", "Count", "Latency"}, [{"ApiId"}]),
    "AWS/DynamoDB": (
        {"ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "ReadThrottleEvents", "WriteThrottleEvents"},
        [{"TableName"}, {"TableName", "GlobalSecondaryIndexName"}],
    ),
    "AWS/Lambda": ({"ConcurrentExecutions", "Duration", "Errors", "Invocations", "Throttles"}, [{"FunctionName"}]),
    "AWS/SQS": ({"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"}, [{"QueueName"}]),
}


def problems(subject: Subject) -> Iterator[str]:
    for where, namespace, metric, dimensions in of_alarms(subject):
        yield from (f"{where}: {problem}" for problem in metric_problems(subject, namespace, metric, dimensions))
    yield from of_sources(subject)


def metric_problems(subject: Subject, namespace: str, metric: str, dimensions: dict[str, str]) -> Iterator[str]:
    if namespace == subject.metrics["namespace"]:
        known = subject.metrics["metrics"].get(metric)
        if known is None:
            yield f"no function counts {metric}"
        elif set(dimensions) not in [{"Stack"}, {"Stack", known["by"]} - {None}]:
            yield f"{metric} is not counted by {sorted(dimensions)}"
        elif dimensions.get("Stack") not in ("AWS::StackName", "${AWS::StackName}"):
            yield f"{metric} is that of {dimensions.get('Stack')}, and not of this stack"
    elif namespace in OF_AWS:
        names, sets = OF_AWS[namespace]
        if metric not in names:
            yield f"{namespace} has no metric {metric}"
        if set(dimensions) not in sets:
            yield f"{metric} does not come by {sorted(dimensions)}"
        for name, value in dimensions.items():
            referred = re.sub(r"\W.*", "", value.removeprefix("${"))
            indexes = [index["IndexName"] for index in subject.properties("Table").get("GlobalSecondaryIndexes", [])]
            if referred not in subject.expansion["Resources"] and not (
                name == "GlobalSecondaryIndexName" and value in indexes
            ):
                yield f"{metric} is that of {value}, which is nothing of this stack"
    elif namespace != "AWS::StackName":
        yield f"what is {namespace}?"
    elif (namespace, metric) not in of_filters(subject):
        yield f"no filter makes the metric {metric}"


def of_filters(subject: Subject) -> set[tuple[str, str]]:
    """The metrics made of lines of the log."""
    return {
        (text(made["MetricNamespace"]), made["MetricName"])
        for made_by in subject.of_type("AWS::Logs::MetricFilter").values()
        for made in made_by["Properties"]["MetricTransformations"]
    }


def of_alarms(subject: Subject) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Every metric that an alarm or the dashboard names: where, namespace, name, dimensions."""
    for name, alarm in subject.of_type("AWS::CloudWatch::Alarm").items():
        alarm = alarm["Properties"]
        single = [alarm] if "MetricName" in alarm else []
        for metric in single + [one["MetricStat"]["Metric"] for one in alarm.get("Metrics", []) if "MetricStat" in one]:
            dimensions = {one["Name"]: text(one["Value"]) for one in metric.get("Dimensions", [])}
            yield name, text(metric["Namespace"]), metric["MetricName"], dimensions
    for name in subject.of_type("AWS::CloudWatch::Dashboard"):
        for widget in widgets(subject, name):
            for line in widget["properties"].get("metrics", []):
                if isinstance(line[0], dict):
                    yield name, *searched(line[0]["expression"])
                else:
                    words = [word for word in line if isinstance(word, str)]
                    yield name, words[0], words[1], dict(zip(words[2::2], words[3::2], strict=True))


def widgets(subject: Subject, dashboard: str) -> list[dict]:
    body = text(subject.properties(dashboard)["DashboardBody"])
    return json.loads(body.replace("${!", "${"))["widgets"]


def searched(expression: str) -> tuple[str, str, dict[str, str]]:
    """What `SEARCH('{Namespace,Stack,Outcome} MetricName="X" Stack="S"', ...)` finds."""
    found = re.fullmatch(
        r"SEARCH\('\{(?P<schema>[\w/,]+)\} MetricName=\"(?P<metric>\w+)\" Stack=\"(?P<stack>[^\"]+)\"', '\w+', \d+\)",
        expression,
    )
    if not found:
        return "an expression that is no search", expression, {}
    namespace, *names = found["schema"].split(",")
    return namespace, found["metric"], {name: found["stack"] if name == "Stack" else "*" for name in names}


# Words of the embedded metric format, and units.
OF_THE_FORMAT = {
    "CloudWatchMetrics", "Count", "Dimensions", "Metrics", "Milliseconds", "Name", "Namespace", "None", "Seconds",
    "Timestamp", "Unit",
}  # fmt: skip


def of_sources(subject: Subject) -> Iterator[str]:
    """The code counts what is listed, and nothing else."""
    namespace, listed = subject.metrics["namespace"], subject.metrics["metrics"]
    code = {path: text_ for path, text_ in subject.files.items() if path.endswith(".rs") and not path.endswith("/tests.rs")}
    sources = {path: text_.split("#[cfg(test)]")[0] for path, text_ in code.items()}
    counting = {path: source for path, source in sources.items() if f'"{namespace}"' in source}
    named = {word for source in sources.values() for word in re.findall(r'"([A-Z]\w+)"', source)}
    for metric in sorted(set(listed) - named):
        yield f"infra/metrics.json lists {metric}, and no code counts it"
    known = set(listed) | OF_THE_FORMAT | {namespace, "Stack"} | {one["by"] for one in listed.values()}
    for path, source in counting.items():
        for word in sorted(set(re.findall(r'"([A-Z][a-z]+[A-Za-z]*)"', source)) - known):
            yield f"{path} counts {word}, which infra/metrics.json does not list"
