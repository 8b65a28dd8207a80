"""What Schemathesis can't know: which ids are real, how a version is changed, and that a tenant has to be connected.

It draws requests from the document alone. Of those that are as described, three of four are made to meet something here,
so that the answers behind 404, 412 and 422 are held against the document too; the fourth goes out as it was drawn. What a
request took from the admin's tenant (the connection, the settings) is put back, for otherwise all that follows would meet
a tenant without Personio. The newcomer's tenant begins with nothing, and nothing is put back.

`run` says by environment variables where the API is (API_URL), with whose token (API_TOKEN), in which role (API_ROLE:
admin, newcomer or reader) and where to count the answers (API_TALLY).
"""

import atexit
import base64
import os
import time
from collections import Counter, deque
from functools import cache

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation as Location

URL = os.environ["API_URL"]
TOKEN = os.environ["API_TOKEN"]
ROLE = os.environ["API_ROLE"]
PERSONIO = "/v1/integrations/personio"

# What a browser must not make of an answer. The gateway's own refusals have none of it, as on AWS.
KEEPS_BROWSERS_OUT = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

session = requests.Session()
session.headers["Authorization"] = f"Bearer {TOKEN}"


def ask(method, path, **more):
    """A request of our own. It is neither counted nor checked, but it has to be served."""
    answer = session.request(method, URL + path, timeout=35, **more)
    answer.raise_for_status()
    return answer


def operation_id(case):
    return case.operation.definition.raw.get("operationId", "")


# -- What is really there ---------------------------------------------------------------------------------------------


@cache
def employees():
    items = ask("GET", "/v1/employees?limit=200").json()["items"]
    return [employee["employee_id"] for employee in items]


@cache
def runs():
    """The oldest are the whole runs of the start, of whom outcomes can be told."""
    return [run["id"] for run in ask("GET", f"{PERSONIO}/runs?limit=500").json()["items"]][::-1]


@cache
def payrolls():
    return [payroll["payroll_id"] for payroll in ask("GET", "/v1/payrolls").json()["items"]]


@cache
def personio():
    return ask("GET", "/dev/personio").json()


@cache
def settings():
    return ask("GET", f"{PERSONIO}/settings").json()


@cache
def examples():
    """A valid text for every Pento field."""
    return {field["key"]: field["example"] for field in ask("GET", "/v1/pento-fields").json()["items"]}


def credentials():
    return {key: personio()[key] for key in ("client_id", "client_secret")}


def etag(path):
    answer = session.get(URL + path, timeout=35)
    return answer.headers.get("ETag")


def forged(case, turn):
    """A cursor: the first page's own, one whose place is nowhere, or one of another list."""
    path = case.formatted_path
    answer = session.get(URL + path, params={"limit": 1}, timeout=35) if case.method == "GET" else None
    real = answer.json().get("next_cursor") if answer is not None and answer.ok else None
    if real is None:
        return None
    if turn % 2:
        return real
    name, _, place = base64.urlsafe_b64decode(real + "=" * (-len(real) % 4)).decode().partition(":")
    place = place[:-1] + "0" if place else place
    return base64.urlsafe_b64encode(f"{name}:{place}".encode()).decode().rstrip("=")


class Held:
    """A run that waits for an admin's word (guard G1): everybody has new bank details."""

    MOST = 12  # Each costs two runs; a word about another run is 409, which is worth seeing too.

    def __init__(self):
        self.count = 0
        self.waiting = None

    def run(self):
        if ROLE == "admin" and self.waiting is None and self.count < self.MOST:
            self.count += 1
            attribute = settings()["mapping"]["bank_account_number"]["attribute"]
            ask("PATCH", "/dev/personio/people", json={attribute: f"{10_000_000 + self.count}"})
            run = ended(ask("POST", f"{PERSONIO}/runs").json()["run_id"])
            self.waiting = run["id"] if run["outcome"] == "held" else None
        return self.waiting


held = Held()


def ended(run):
    """The run, when it is over."""
    for _ in range(200):
        found = ask("GET", f"{PERSONIO}/runs/{run}").json()
        if found["outcome"] not in ("queued", "running"):
            return found
        time.sleep(0.05)
    raise RuntimeError("a run does not end")


# -- Not too many of them, nor too fast ---------------------------------------------------------------------------------------------

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
        """Until the minute has room for this operation."""
        cost = self.costs.get(operation, 0)
        while cost and len(self.times) + cost > self.most:
            time.sleep(max(0, self.times.popleft() + self.MINUTE - time.monotonic()))

    def note(self, operation):
        """It was served."""
        self.times.extend([time.monotonic()] * self.costs.get(operation, 0))


# How often an operation asks Personio at most, with what is put back after it. Its client sends 300 requests a minute and
# no more; a few are left for the runs that nobody counts here.
READS = {"save_settings": 4, "sync_employee": 2, "sync_person": 2, "approve_run": 3, "reject_run": 3}
READS |= dict.fromkeys(("check_connection", "list_attributes", "list_folders", "preview_settings", "start_run"), 1)
reads = Pace(270, READS)
# Personio takes 60 sign-ins a minute.
sign_ins = Pace(50, {"connect": 2, "disconnect": 2, "check_connection": 1})


# -- Requests that meet it --------------------------------------------------------------------------------------------

turns = Counter()


@schemathesis.hook
def before_call(_context, case, _kwargs):
    operation = operation_id(case)
    turn = turns[operation]
    turns[operation] += 1
    # In the stateful phase ids come from the answers before.
    if turn % 4 != 3 and case.meta is not None and case.meta.phase.name.value != "stateful":
        meet(operation, case, turn)
    reads.wait(operation)
    sign_ins.wait(operation)


def meet(operation, case, turn):
    """Puts what is really there in the place of what was drawn, wherever that is as described."""
    if as_described(case, Location.PATH) and case.path_parameters:
        case.path_parameters = {**case.path_parameters, **real_path(operation, case.path_parameters, turn)}
    if as_described(case, Location.QUERY) and "cursor" in (case.query or {}):
        query = {key: value for key, value in case.query.items() if key != "cursor"}
        cursor = forged(case, turn)
        case.query = {**query, "cursor": cursor} if cursor else query
    if as_described(case, Location.HEADER) and "If-Match" in (case.headers or {}):
        tag = etag(case.formatted_path)
        if tag:
            case.headers["If-Match"] = tag
    if as_described(case, Location.BODY):
        body = real_body(operation, case.body, turn)
        if body is not None:
            case.body = body


def as_described(case, location):
    return not case.meta.is_negative_at(location)


def real_path(operation, drawn, turn):
    if "employee_id" in drawn:
        ids = employees()
    elif "personio_id" in drawn:
        ids = [str(person["id"]) for person in personio()["people"]]
    elif "payroll_id" in drawn:
        ids = payrolls()
    else:
        waiting = held.run() if operation in ("approve_run", "reject_run") else None
        ids = [waiting] if waiting else runs()
    # A newcomer has neither employees nor runs nor payrolls.
    return dict.fromkeys(drawn, ids[turn % len(ids)]) if ids else drawn


def real_body(operation, drawn, turn):
    if operation == "connect":
        return credentials()
    if operation in ("save_settings", "preview_settings") and isinstance(drawn, dict):
        # The settings in force with one part as it was drawn.
        parts = sorted(settings())
        part = parts[turn % len(parts)]
        return {**settings(), part: drawn.get(part, settings()[part])}
    if operation == "add_employee" and isinstance(drawn, dict):
        return {**readable(drawn, turn), "employee_id": f"NEW-{turn}"}
    if operation == "edit_employee" and isinstance(drawn, dict):
        return {key: value for key, value in readable(drawn, turn).items() if key != "employee_id"}
    return None


def readable(drawn, turn):
    """Every other time the texts of the fields are such as payroll can read: the document's examples."""
    if turn % 2 or not isinstance(drawn.get("fields"), dict):
        return drawn
    fields = {key: value and examples().get(key, value) for key, value in drawn["fields"].items()}
    return {**drawn, "fields": fields}


# -- What was taken away, put back ------------------------------------------------------------------------------------

answers = Counter()


@schemathesis.hook
def after_call(_context, case, response):
    operation = operation_id(case)
    # What a probe of the checks sends (another method, no token) counts too, under the method that was sent.
    answers[f"{response.request.method} {case.operation.path}", response.status_code] += 1
    is_served = 200 <= response.status_code < 300
    if is_served or b"credentials_rejected" in response.content:
        reads.note(operation)
        sign_ins.note(operation)
    if ROLE != "admin" or not is_served:
        return
    if operation in ("connect", "disconnect") and response.request.method == case.operation.method.upper():
        ask("PUT", f"{PERSONIO}/connection", json=credentials())
    elif operation == "save_settings" and response.request.method == "PUT":
        path = f"{PERSONIO}/settings"
        ask("PUT", path, json=settings(), headers={"If-Match": etag(path)})
    elif operation in ("approve_run", "reject_run"):
        held.waiting = None


if ROLE == "admin":
    # Before the first request changes anything.
    employees(), runs(), payrolls(), settings()


@atexit.register
def count():
    with open(os.environ["API_TALLY"], "a", encoding="utf-8") as file:
        for (operation, status), number in sorted(answers.items()):
            file.write(f"{ROLE}\t{operation}\t{status}\t{number}\n")


# -- What else has to be true -----------------------------------------------------------------------------------------

HEAD, CLAIMS, SIGNATURE = TOKEN.split(".")
UNSIGNED = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
NO_GOOD = (
    None,
    "",
    "Bearer",
    "Bearer of bad news",
    f"Basic {TOKEN}",
    f"Bearer {HEAD}.{CLAIMS}",
    f"Bearer {HEAD}.{CLAIMS}.{SIGNATURE[::-1]}",
    f"Bearer {UNSIGNED}.{CLAIMS}.",
)
needs_token = set()


@schemathesis.check
def token_is_needed(_context, response, case):
    """What was served is refused by the gateway without a token that counts. Once for each operation."""
    operation = operation_id(case)
    is_open = case.operation.definition.raw.get("security") == []
    if is_open or operation in needs_token or not 200 <= response.status_code < 300:
        return
    needs_token.add(operation)
    for value in NO_GOOD:
        request = response.request.copy()
        del request.headers["Authorization"]
        if value is not None:
            request.headers["Authorization"] = value
        with requests.Session() as without_token:
            answer = without_token.send(request, timeout=35)
        answers[f"{request.method} {case.operation.path}", answer.status_code] += 1
        assert answer.status_code == 401, f"{answer.status_code} for Authorization: {value}"
        assert answer.json() == {"message": "Unauthorized"}, "Another body than the document describes"


@schemathesis.check
def problem_says_its_status(_context, response, _case):
    """RFC 9457: `status` of a problem is the status of the answer."""
    if "application/problem+json" in response.headers.get("content-type", [""])[0]:
        said = response.json()["status"]
        assert said == response.status_code, f"The problem says {said}"


@schemathesis.check
def browsers_are_kept_out(_context, response, _case):
    """Every answer of the function has the headers that keep browsers from making something of it."""
    if response.status_code == 401:
        return
    for name, value in KEEPS_BROWSERS_OUT.items():
        assert response.headers.get(name) == [value], f"{name} is {response.headers.get(name)}, not {value}"


@schemathesis.check
def secret_is_never_shown(_context, response, _case):
    """No answer holds the client secret."""
    assert personio()["client_secret"].encode() not in response.content, "The client secret stands in the answer"


# What a JSON Schema can tell, and this document does.
SHAPE = {
    "attribute_invalid",
    "out_of_range",
    "required",
    "text_invalid",
    "too_many_filters",
    "unknown_field",
    "unknown_key",
    "unknown_operator",
    "unknown_value",
    "wrong_type",
}


@schemathesis.check
def shape_is_described(_context, response, case):
    """A request of the described shape is never refused for its shape, but for what only the domain can know."""
    if case.meta is not None and case.meta.generation.mode.is_positive and response.status_code == 422:
        errors = response.json().get("errors", [])
        # Whether a filter needs values hangs on its operator.
        errors = [error for error in errors if not (error["code"] == "required" and error["pointer"].endswith("/values"))]
        refused = sorted(error["code"] for error in errors if error["code"] in SHAPE)
        assert not refused, f"Refused for {', '.join(refused)}, and the document allows it"


@schemathesis.check
def readers_only_read(_context, response, case):
    """With the least scope nothing but GET is served, and that before anything else is judged."""
    if ROLE == "reader" and response.request.method != "GET":
        assert response.status_code in (401, 403, 404, 405), "A reader was served"
