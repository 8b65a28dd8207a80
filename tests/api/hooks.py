"""What Schemathesis can't know: which ids are real, how a version is changed, and that a tenant has to be connected.

It draws requests from the document alone. Of those that are as described, three of four are made to meet something, so
that the answers behind 404, 412 and 422 are held against the document too; the fourth goes out as it was drawn. What a
request took from the admin's tenant (the connection, the settings) is put back, for otherwise all that follows would
meet a tenant without Personio. The newcomer's tenant begins with nothing, and nothing is put back.

Every answer is counted into the file that `run` names by the environment variable API_TALLY.
"""

import atexit
import os
import time
from collections import Counter, deque

import schemathesis
from schemathesis.core.parameters import ParameterLocation as Location

import checks  # noqa: F401, to be registered
import product
from checks import answers, is_good, operation_id

# -- Not too many requests, nor too fast ------------------------------------------------------------------------------

# The fields of a mapping make thousands of settings, and nothing else in them is as plentiful: of those in the coverage
# phase one of so many is sent. Valid ones ask Personio, and start a run where they are saved. The numbers are prime, so
# that it is not the same field every time.
ONE_OF = {
    ("preview_settings", "positive"): 17,
    ("preview_settings", "negative"): 3,
    ("save_settings", "positive"): 43,
    ("save_settings", "negative"): 5,
}
drawn_so_far = Counter()


@schemathesis.hook
def filter_case(_context, case):
    kind = operation_id(case), case.meta.generation.mode.value
    if case.meta.phase.name.value != "coverage" or kind not in ONE_OF:
        return True
    drawn_so_far[kind] += 1
    return drawn_so_far[kind] % ONE_OF[kind] == 1


class Pace:
    """Waits before Personio would ask to slow down."""

    MINUTE = 60

    def __init__(self, most, costs):
        self.most, self.costs, self.times = most, costs, deque()

    def wait(self, operation):
        """Until this minute has room for the operation."""
        cost = self.costs.get(operation, 0)
        while cost and len(self.times) + cost > self.most:
            time.sleep(max(0, self.times.popleft() + self.MINUTE - time.monotonic()))

    def note(self, operation):
        """It was served."""
        self.times.extend([time.monotonic()] * self.costs.get(operation, 0))


# How often an operation asks Personio at most, with what is put back after it. The product sends 300 requests a minute
# and no more; a few are left for the runs that nobody counts here.
READS = {"save_settings": 4, "sync_employee": 2, "sync_person": 2, "approve_run": 3, "reject_run": 3}
READS |= dict.fromkeys(("check_connection", "list_attributes", "list_folders", "preview_settings", "start_run"), 1)
reads = Pace(270, READS)
# Personio takes 60 sign-ins a minute.
sign_ins = Pace(50, {"connect": 2, "disconnect": 2, "check_connection": 1})

# -- Requests that meet something -------------------------------------------------------------------------------------

turns = Counter()


@schemathesis.hook
def before_call(_context, case, _kwargs):
    operation = operation_id(case)
    turn = turns[operation]
    turns[operation] += 1
    # On a walk from one operation to the next, ids come from the answers before.
    if turn % 4 != 3 and case.meta is not None and case.meta.phase.name.value != "stateful":
        meet(operation, case, turn)
    reads.wait(operation)
    sign_ins.wait(operation)


def meet(operation, case, turn):
    """Puts what is really there in the place of what was drawn, wherever that is as described."""

    def is_drawn(name, location):
        return getattr(case, name) and not case.meta.is_negative_at(location)

    if is_drawn("path_parameters", Location.PATH) and (ids := real_ids(operation, case.path_parameters)):
        case.path_parameters = dict.fromkeys(case.path_parameters, ids[turn % len(ids)])
    if is_drawn("query", Location.QUERY) and "cursor" in case.query:
        found = product.cursor(case.formatted_path, turn % 2) if case.method == "GET" else None
        others = {name: value for name, value in case.query.items() if name != "cursor"}
        case.query = {**others, "cursor": found} if found else others
    if is_drawn("headers", Location.HEADER) and "If-Match" in case.headers:
        case.headers["If-Match"] = product.etag(case.formatted_path) or case.headers["If-Match"]
    if not case.meta.is_negative_at(Location.BODY) and isinstance(case.body, dict):
        case.body = real_body(operation, case.body, turn)


def real_ids(operation, parameters):
    """None in a newcomer's tenant, where nobody, no payroll and no run is."""
    if "employee_id" in parameters:
        return product.employees()
    if "personio_id" in parameters:
        return product.people()
    if "payroll_id" in parameters:
        return product.payrolls()
    if operation in ("approve_run", "reject_run") and product.ROLE == "admin" and (waiting := product.held_run.id()):
        return [waiting]
    return product.runs()


def real_body(operation, drawn, turn):
    match operation:
        case "connect":
            return product.credentials()
        case "preview_settings" | "save_settings":
            # The settings in force with one part as it was drawn.
            good = product.settings()
            part = sorted(good)[turn % len(good)]
            return {**good, part: drawn.get(part, good[part])}
        case "add_employee":
            return {**readable(drawn, turn), "employee_id": f"NEW-{turn}"}
        case "edit_employee":
            # Nobody's Employee ID is changed.
            return {key: value for key, value in readable(drawn, turn).items() if key != "employee_id"}
    return drawn


def readable(drawn, turn):
    """Every other time the texts of the fields are such as payroll can read."""
    if turn % 2 or not isinstance(drawn.get("fields"), dict):
        return drawn
    examples = product.examples()
    fields = {key: value and examples.get(key, value) for key, value in drawn["fields"].items()}
    return {**drawn, "fields": fields}


# -- Answers: counted, and what was taken away put back ---------------------------------------------------------------


@schemathesis.hook
def after_call(_context, case, response):
    operation, method = operation_id(case), response.request.method
    # What goes out by another method than the operation's counts as what it is.
    answers[f"{method} {case.operation.path}", response.status_code] += 1
    is_served = is_good(response) and method == case.operation.method.upper()
    if is_served or b"credentials_rejected" in response.content:
        reads.note(operation)
        sign_ins.note(operation)
    if product.ROLE != "admin" or not is_served:
        return
    if operation in ("connect", "disconnect"):
        product.restore_connection()
    elif operation == "save_settings":
        product.restore_settings()
    elif operation in ("approve_run", "reject_run"):
        product.held_run.answered()


@atexit.register
def write_down():
    with open(os.environ["API_TALLY"], "a", encoding="utf-8") as file:
        for (operation, status), number in sorted(answers.items()):
            file.write(f"{product.ROLE}\t{operation}\t{status}\t{number}\n")


if product.ROLE == "admin":
    # Before the first request changes any of it.
    product.employees(), product.payrolls(), product.runs(), product.settings()
