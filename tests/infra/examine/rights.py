"""Each function may do what its code does, and nothing else: nothing is missing, and nothing is needless.

What the code does is found in the sources by `reach.py`; what Lambda does in a function's name follows from the
template: an event source receives messages, a destination for failures gets some, lines and traces are written.
"""

import json
from collections.abc import Iterator

from adapters import Need
from subject import Subject, listed, text

# An action, what it is granted on, and under which condition.
Right = tuple[str, str, str]

# What Lambda does to hand a queue's messages over.
TO_RECEIVE = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
TO_LOG = ("logs:CreateLogStream", "logs:PutLogEvents")
# X-Ray knows no resources to restrict these to.
TO_TRACE = ("xray:PutTelemetryRecords", "xray:PutTraceSegments")

ALWAYS = ""


def condition(value: object) -> str:
    return json.dumps(value, sort_keys=True) if value else ALWAYS


def leading_keys(subject: Subject, thing: str) -> str:
    """The partition keys that a function may touch, as `keys.rs` makes them."""
    if thing == "index/due":
        return condition(
            {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [subject.reach.adapters.constant("DUE_PARTITION")]}}
        )
    prefix = subject.reach.adapters.constant("TENANT_PREFIX")
    return condition({"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [f"{prefix}*"]}})


def under(subject: Subject, need: Need) -> str:
    """The condition that an action is granted under, where IAM can express more than what it is done to."""
    if need.action.startswith("dynamodb:"):
        return leading_keys(subject, need.thing)
    if need.action == "events:PutEvents":
        return condition({"StringEquals": {"events:source": subject.reach.adapters.source_of_events()}})
    return ALWAYS


def resource(thing: str, variables: dict) -> str:
    """What a thing of `reach.py` is called in a policy, by the variable that tells the function about it."""
    of = lambda variable: text(variables.get(variable, "?"))
    account = "${AWS::Region}:${AWS::AccountId}"
    if thing == "dynamodb":
        return f"{of('TABLE_NAME')}.Arn"
    if thing.startswith("index/"):
        return f"${{{of('TABLE_NAME')}.Arn}}/{thing}"
    if thing == "secretsmanager":
        return f"arn:${{AWS::Partition}}:secretsmanager:{account}:secret:${{{of('SECRET_PREFIX')}}}*"
    if thing == "s3":
        return f"${{{of('PAYSLIP_BUCKET')}.Arn}}/*"
    if thing == "eventbridge":
        return f"arn:${{AWS::Partition}}:events:{account}:event-bus/${{{of('EVENT_BUS_NAME')}}}"
    variable = {"sync_url": "SYNC_QUEUE_URL", "payslip_url": "PAYSLIP_QUEUE_URL"}[thing]
    return f"{of(variable)}.Arn"


def needed(subject: Subject, name: str) -> set[Right]:
    function = subject.functions[name]
    variables = function.get("Environment", {}).get("Variables", {})
    rights: set[Right] = set()
    opened: dict[str, set[str]] = {}
    for need in subject.reach.needs(subject.folder(name)):
        service = need.action.split(":")[0]
        where = under(subject, need)
        rights.add((need.action, resource(need.thing, variables), where))
        if need.action == "s3:GetObject":
            # It lists nothing. Without this right S3 answers 403 for a file that is not there, and not 404.
            rights.add(("s3:ListBucket", f"{text(variables.get('PAYSLIP_BUCKET', '?'))}.Arn", ALWAYS))
        key = key_of(subject, service, variables)
        if key:
            opened.setdefault(key, set()).add(service)
    for key, services in opened.items():
        via = [{"Fn::Sub": f"{service}.${{AWS::Region}}.${{AWS::URLSuffix}}"} for service in sorted(services)]
        rights.add(("kms:Decrypt", key, condition({"StringEquals": {"kms:ViaService": via}})))
    for source in subject.of_type("AWS::Lambda::EventSourceMapping").values():
        if text(source["Properties"]["FunctionName"]) == name:
            rights |= {(action, text(source["Properties"]["EventSourceArn"]), ALWAYS) for action in TO_RECEIVE}
    for invoked in subject.of_type("AWS::Lambda::EventInvokeConfig").values():
        failed = invoked["Properties"].get("DestinationConfig", {}).get("OnFailure")
        if text(invoked["Properties"]["FunctionName"]) == name and failed:
            rights.add(("sqs:SendMessage", text(failed["Destination"]), ALWAYS))
    group = function.get("LoggingConfig", {}).get("LogGroup")
    rights |= {(action, f"{text(group)}.Arn", ALWAYS) for action in TO_LOG}
    if function.get("TracingConfig", {}).get("Mode") == "Active":
        rights |= {(action, "*", ALWAYS) for action in TO_TRACE}
    return rights


def key_of(subject: Subject, service: str, variables: dict) -> str | None:
    """The key of ours that a service needs in the caller's name to open the thing."""
    if service == "dynamodb":
        encryption = subject.properties(text(variables.get("TABLE_NAME"))).get("SSESpecification", {})
        return text(encryption["KMSMasterKeyId"]) if "KMSMasterKeyId" in encryption else None
    if service == "s3":
        bucket = subject.properties(text(variables.get("PAYSLIP_BUCKET")))
        for rule in bucket.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration", []):
            key = rule.get("ServerSideEncryptionByDefault", {}).get("KMSMasterKeyID")
            return text(key) if key else None
    return None


def granted(role: dict) -> tuple[set[Right], list[str]]:
    """What a role's policies allow, and what can't be told from them."""
    rights: set[Right] = set()
    odd = [f"has the managed policy {text(policy)}" for policy in listed(role.get("ManagedPolicyArns"))]
    for policy in listed(role.get("Policies")):
        for statement in listed(policy["PolicyDocument"]["Statement"]):
            if statement.get("Effect") != "Allow" or "NotAction" in statement or "NotResource" in statement:
                odd.append(f"has the statement {statement.get('Sid')}, which is more than a plain Allow")
            for action in listed(statement.get("Action")):
                for where in listed(statement.get("Resource")):
                    rights.add((action, text(where), condition(statement.get("Condition"))))
    return rights, odd


def told(right: Right) -> str:
    action, where, when = right
    return f"{action} on {where}" + (f" under {when}" if when else "")


def compare(name: str, role: dict, expected: set[Right]) -> Iterator[str]:
    found, odd = granted(role)
    for problem in odd:
        yield f"the role of {name} {problem}"
    for right in sorted(expected - found):
        yield f"{name} does {told(right)}, and its role does not allow that"
    for right in sorted(found - expected):
        yield f"the role of {name} allows {told(right)}, and nothing does that"


def trusted(role: dict) -> list[tuple[str, str]]:
    """Who may take a role on."""
    statements = listed(role["AssumeRolePolicyDocument"]["Statement"])
    return [(json.dumps(one.get("Principal"), sort_keys=True), text(one.get("Action"))) for one in statements]


def problems(subject: Subject) -> Iterator[str]:
    for left in subject.reach.unreached():
        yield f"{left} calls AWS, and no function reaches it"
    used: set[str] = set()
    for name, function in subject.functions.items():
        role = text(function["Role"]).split(".")[0]
        if role in used:
            yield f"{name} shares its role {role} with another function"
        used.add(role)
        properties = subject.properties(role)
        if not properties:
            yield f"{name} has no role in this template"
            continue
        if trusted(properties) != [('{"Service": "lambda.amazonaws.com"}', "sts:AssumeRole")]:
            yield f"not only Lambda may take on the role of {name}"
        yield from compare(name, properties, needed(subject, name))
    for name, schedule in subject.of_type("AWS::Scheduler::Schedule").items():
        target = schedule["Properties"]["Target"]
        role = text(target["RoleArn"]).split(".")[0]
        used.add(role)
        properties = subject.properties(role)
        trust = [principal for principal, _ in trusted(properties)]
        if not all("scheduler.amazonaws.com" in principal for principal in trust):
            yield f"not only Scheduler may take on the role of {name}"
        expected = {("lambda:InvokeFunction", text(target["Arn"]), ALWAYS)}
        if letters := target.get("DeadLetterConfig", {}).get("Arn"):
            expected.add(("sqs:SendMessage", text(letters), ALWAYS))
        yield from compare(name, properties, expected)
    for role in sorted(set(subject.of_type("AWS::IAM::Role")) - used):
        yield f"nothing uses the role {role}"
    for name, permission in subject.of_type("AWS::Lambda::Permission").items():
        if not permission["Properties"].get("SourceArn"):
            yield f"{name} lets everybody of {permission['Properties'].get('Principal')} call the function"
