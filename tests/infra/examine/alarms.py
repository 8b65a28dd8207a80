"""Every alarm tells somebody, and has a page that says what it means, how to look and what to do."""

import re
from collections.abc import Iterator

from subject import Subject, text

from examine.metrics import widgets

FOLDER = "infra/runbook/"
SECTIONS = ("## What it means", "## How to look", "## What to do")
BOOK = "infra/README.md"


def page_of(alarm: str) -> str:
    """`SyncDeadLettersAlarm` is explained in `infra/runbook/sync-dead-letters.md`."""
    return FOLDER + re.sub(r"(?<!^)(?=[A-Z])", "-", alarm.removesuffix("Alarm")).lower() + ".md"


def problems(subject: Subject) -> Iterator[str]:
    alarms = subject.of_type("AWS::CloudWatch::Alarm")
    pages = {page_of(name) for name in alarms}
    for name, alarm in alarms.items():
        yield from (f"{name} {problem}" for problem in alarm_problems(subject, name, alarm["Properties"]))
    for page in sorted(path for path in subject.files if path.startswith(FOLDER) and path.endswith(".md")):
        if page not in pages:
            yield f"{page} explains no alarm"
    for name in subject.functions:
        for metric in ("Errors", "Throttles"):
            if not any(rings(alarm["Properties"], metric, name) for alarm in alarms.values()):
                yield f"nobody is told of the {metric.lower()} of {name}"
    for dashboard in subject.of_type("AWS::CloudWatch::Dashboard"):
        shown = [one for widget in widgets(subject, dashboard) for one in widget["properties"].get("alarms", [])]
        for name in sorted(set(alarms) ^ {one.removeprefix("${").removesuffix(".Arn}") for one in shown}):
            yield f"{name} is " + ("not on the dashboard" if name in alarms else "on the dashboard, and no alarm")


def rings(alarm: dict, metric: str, function: str) -> bool:
    dimensions = [(one["Name"], text(one["Value"])) for one in alarm.get("Dimensions", [])]
    return (
        (alarm.get("Namespace"), alarm.get("MetricName")) == ("AWS/Lambda", metric)
        and dimensions == [("FunctionName", function)]
        and (alarm.get("Statistic"), alarm.get("Threshold")) == ("Sum", 1)
        and alarm.get("ComparisonOperator") == "GreaterThanOrEqualToThreshold"
    )


def alarm_problems(subject: Subject, name: str, alarm: dict) -> Iterator[str]:
    topics = subject.of_type("AWS::SNS::Topic")
    if [text(action) for action in alarm.get("AlarmActions", [])] != list(topics):
        yield "tells nobody"
    if alarm.get("TreatMissingData") not in ("notBreaching", "breaching"):
        yield "does not say what no news are"
    if alarm.get("ActionsEnabled", True) is False:
        yield "is switched off"
    page = page_of(name)
    if not alarm.get("AlarmDescription", "").endswith(f" {page}"):
        yield f"does not end its description with {page}"
    if page not in subject.files:
        yield f"has no page {page}"
        return
    written = subject.files[page]
    places = [written.find(f"\n{section}\n") for section in SECTIONS]
    if -1 in places or places != sorted(places):
        yield f"has a page without {', '.join(SECTIONS)} in this order"
    elif "\n```" not in written[places[1] : places[2]]:
        yield "has a page that gives no command to look with"
    if f"({page.removeprefix('infra/')})" not in subject.files[BOOK]:
        yield f"has a page that {BOOK} does not link to"
    for output in re.findall(r"<([A-Z]\w+)>", written):
        if output not in subject.template["Outputs"] and output not in subject.template["Parameters"]:
            yield f"has a page that names <{output}>, which the stack does not put out"
    terms = {metric["Id"] for metric in alarm.get("Metrics", [])}
    for metric in alarm.get("Metrics", []):
        for word in re.findall(r"\b[a-z]\w*", metric.get("Expression", "")):
            if word not in terms:
                yield f"reckons with {word}, which is no metric of it"
