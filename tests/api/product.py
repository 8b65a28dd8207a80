"""The product that is tested: where it is, and what is really there.

`run` says by environment variables where the API is (API_URL), with whose token it is asked (API_TOKEN) and in which
role (API_ROLE: admin, newcomer or reader).
"""

import base64
import os
import time
from functools import cache

import requests

URL = os.environ["API_URL"]
TOKEN = os.environ["API_TOKEN"]
ROLE = os.environ["API_ROLE"]
PERSONIO = "/v1/integrations/personio"
# Longer than API Gateway waits for an answer.
PATIENCE = 35

session = requests.Session()
session.headers["Authorization"] = f"Bearer {TOKEN}"


def ask(method, path, **more):
    """A request of our own. It is neither counted nor checked, but it has to be served."""
    answer = session.request(method, URL + path, timeout=PATIENCE, **more)
    answer.raise_for_status()
    return answer


@cache
def employees():
    """Employee IDs."""
    items = ask("GET", "/v1/employees?limit=200").json()["items"]
    return [employee["employee_id"] for employee in items]


@cache
def runs():
    """Ids of runs. First come the oldest: they were about everybody, and have outcomes."""
    return [run["id"] for run in ask("GET", f"{PERSONIO}/runs?limit=500").json()["items"]][::-1]


@cache
def payrolls():
    """Their ids."""
    return [payroll["payroll_id"] for payroll in ask("GET", "/v1/payrolls").json()["items"]]


@cache
def personio():
    """What the simulated Personio tells of itself: its credentials and its people."""
    return ask("GET", "/dev/personio").json()


def people():
    """Personio's ids of them."""
    return [str(person["id"]) for person in personio()["people"]]


def credentials():
    return {key: personio()[key] for key in ("client_id", "client_secret")}


@cache
def settings():
    """As they were before the first request."""
    return ask("GET", f"{PERSONIO}/settings").json()


@cache
def examples():
    """A valid text for every Pento field."""
    return {field["key"]: field["example"] for field in ask("GET", "/v1/pento-fields").json()["items"]}


def etag(path):
    """The tag of what is there now, if anything is."""
    return session.get(URL + path, timeout=PATIENCE).headers.get("ETag")


def cursor(path, is_forged):
    """Where the second page of a list begins, if it has one; or, forged, a place of that list where nothing is."""
    first = session.get(URL + path, params={"limit": 1}, timeout=PATIENCE)
    found = first.json().get("next_cursor") if first.ok else None
    if found is None or not is_forged:
        return found
    place = base64.urlsafe_b64decode(found + "=" * (-len(found) % 4))
    return base64.urlsafe_b64encode(place[:-1] + b"0").decode().rstrip("=")


def restore_connection():
    ask("PUT", f"{PERSONIO}/connection", json=credentials())


def restore_settings():
    path = f"{PERSONIO}/settings"
    ask("PUT", path, json=settings(), headers={"If-Match": etag(path)})


class HeldRun:
    """A run that waits for an admin's word (guard G1), because everybody has new bank details."""

    # Each costs two runs. A word about another run is 409, and that is worth seeing too.
    MOST = 12

    def __init__(self):
        self.count, self.waiting = 0, None

    def id(self):
        """The run that waits, a new one if none does; none when there were enough of them."""
        if self.waiting is None and self.count < self.MOST:
            self.count += 1
            attribute = settings()["mapping"]["bank_account_number"]["attribute"]
            ask("PATCH", "/dev/personio/people", json={attribute: f"{10_000_000 + self.count}"})
            run = ended(ask("POST", f"{PERSONIO}/runs").json()["run_id"])
            self.waiting = run["id"] if run["outcome"] == "held" else None
        return self.waiting

    def answered(self):
        self.waiting = None


held_run = HeldRun()


def ended(run):
    """The run, when it is over."""
    for _ in range(200):
        found = ask("GET", f"{PERSONIO}/runs/{run}").json()
        if found["outcome"] not in ("queued", "running"):
            return found
        time.sleep(0.05)
    raise RuntimeError("a run does not end")
