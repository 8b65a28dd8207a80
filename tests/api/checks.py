"""What has to be true of every answer beside what Schemathesis checks by itself."""

import base64
from collections import Counter

import requests
import schemathesis

import product

# How often which operation gave which answer.
answers = Counter()


def operation_id(case):
    return case.operation.definition.raw.get("operationId", "")


def is_good(response):
    return 200 <= response.status_code < 300


# -- The token --------------------------------------------------------------------------------------------------------

HEAD, CLAIMS, SIGNATURE = product.TOKEN.split(".")
UNSIGNED = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
NO_GOOD = (
    None,
    "",
    "Bearer",
    "Bearer of bad news",
    f"Basic {product.TOKEN}",
    f"Bearer {HEAD}.{CLAIMS}",
    f"Bearer {HEAD}.{CLAIMS}.{SIGNATURE[::-1]}",
    f"Bearer {UNSIGNED}.{CLAIMS}.",
)
asked_without = set()


@schemathesis.check
def token_is_needed(_context, response, case):
    """What was served is refused by the gateway without a token that counts. Once for each operation."""
    operation = operation_id(case)
    is_open = case.operation.definition.raw.get("security") == []
    if is_open or operation in asked_without or not is_good(response):
        return
    asked_without.add(operation)
    for value in NO_GOOD:
        request = response.request.copy()
        del request.headers["Authorization"]
        if value is not None:
            request.headers["Authorization"] = value
        with requests.Session() as stranger:
            answer = stranger.send(request, timeout=product.PATIENCE)
        answers[f"{request.method} {case.operation.path}", answer.status_code] += 1
        assert answer.status_code == 401, f"{answer.status_code} for Authorization: {value}"
        assert answer.json() == {"message": "Unauthorized"}, "Another body than the document describes"


@schemathesis.check
def readers_only_read(_context, response, _case):
    """With the least scope nothing but GET is served."""
    if product.ROLE == "reader" and response.request.method != "GET":
        assert response.status_code in (403, 404, 405), "A reader was served"


# -- The answer -------------------------------------------------------------------------------------------------------

# What a browser must not make of an answer.
KEEPS_BROWSERS_OUT = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


@schemathesis.check
def browsers_are_kept_out(_context, response, _case):
    """Every answer of the function says to browsers what not to make of it."""
    for name, value in KEEPS_BROWSERS_OUT.items():
        assert response.headers.get(name) == [value], f"{name} is {response.headers.get(name)}, not {value}"


@schemathesis.check
def secret_is_never_shown(_context, response, _case):
    """No answer holds the client secret."""
    assert product.credentials()["client_secret"].encode() not in response.content, "The secret stands in the answer"


@schemathesis.check
def problem_says_its_status(_context, response, _case):
    """RFC 9457: `status` of a problem is the status of the answer."""
    if "application/problem+json" in response.headers.get("content-type", []):
        said = response.json()["status"]
        assert said == response.status_code, f"The problem says {said}"


# What a JSON Schema can tell of a request, and this document does.
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
    """A request as described is never refused for its shape, but for what only the domain can know."""
    if response.status_code != 422 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    refused = {
        error["code"]
        for error in response.json().get("errors", [])
        # Whether a filter needs values hangs on its operator.
        if not (error["code"] == "required" and error["pointer"].endswith("/values"))
    }
    assert not refused & SHAPE, f"Refused for {', '.join(sorted(refused & SHAPE))}, and the document allows it"
