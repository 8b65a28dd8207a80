"""What holds data: encrypted by a key of ours, closed to others, kept through mistakes, and dropped in time."""

import json
import re
from collections.abc import Iterator

from subject import Subject, listed, text

BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def problems(subject: Subject) -> Iterator[str]:
    for name, table in subject.of_type("AWS::DynamoDB::Table").items():
        yield from (f"{name} {problem}" for problem in table_problems(subject, table))
    for name, bucket in subject.of_type("AWS::S3::Bucket").items():
        yield from (f"{name} {problem}" for problem in bucket_problems(subject, name, bucket))
    for name, key in subject.of_type("AWS::KMS::Key").items():
        yield from (f"{name} {problem}" for problem in key_problems(key))
    for name, group in subject.of_type("AWS::Logs::LogGroup").items():
        if not group["Properties"].get("RetentionInDays"):
            yield f"{name} never forgets"
    for name in subject.of_type("AWS::SNS::Topic"):
        yield from (f"{name} {problem}" for problem in topic_problems(subject, name))


def is_kept(resource: dict) -> bool:
    return (resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy")) == ("Retain", "Retain")


def is_our_key(subject: Subject, reference: object) -> bool:
    return text(reference).removesuffix(".Arn") in subject.of_type("AWS::KMS::Key")


def table_problems(subject: Subject, table: dict) -> Iterator[str]:
    properties = table["Properties"]
    if properties.get("BillingMode") != "PAY_PER_REQUEST":
        yield "does not grow by itself"
    if properties.get("PointInTimeRecoverySpecification") != {"PointInTimeRecoveryEnabled": True}:
        yield "can't be restored to an earlier time"
    if properties.get("DeletionProtectionEnabled") is not True:
        yield "can be deleted by mistake"
    if not is_kept(table):
        yield "goes with its stack"
    encryption = properties.get("SSESpecification", {})
    if encryption.get("SSEType") != "KMS" or not is_our_key(subject, encryption.get("KMSMasterKeyId")):
        yield "is not encrypted by a key of ours"
    expires = subject.reach.adapters.constant("EXPIRES")
    if properties.get("TimeToLiveSpecification") != {"AttributeName": expires, "Enabled": True}:
        yield f"does not drop items by {expires}, as the code expects"
    used = {key["AttributeName"] for key in properties["KeySchema"]}
    for index in properties.get("GlobalSecondaryIndexes", []):
        used |= {key["AttributeName"] for key in index["KeySchema"]}
    listed_ = {one["AttributeName"] for one in properties["AttributeDefinitions"]}
    listed_in = re.search(r"KEY_ATTRIBUTES: [^=]*= \[([^\]]*)\]", subject.files["shared/src/dynamo/schema.rs"])
    made = re.findall(r"name::(\w+)", listed_in[1]) if listed_in else []
    if used != listed_ or used != {subject.reach.adapters.constant(name) for name in made}:
        yield f"has the keys {sorted(used)}, which are not those of the code"


def bucket_problems(subject: Subject, name: str, bucket: dict) -> Iterator[str]:
    properties = bucket["Properties"]
    closed = properties.get("PublicAccessBlockConfiguration", {})
    for block in BLOCKS:
        if closed.get(block) is not True:
            yield f"may be public: {block}"
    rules = properties.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration", [])
    default = rules[0].get("ServerSideEncryptionByDefault", {}) if rules else {}
    if default.get("SSEAlgorithm") != "aws:kms" or not is_our_key(subject, default.get("KMSMasterKeyID")):
        yield "is not encrypted by a key of ours"
    elif rules[0].get("BucketKeyEnabled") is not True:
        yield "asks KMS for every file"
    if properties.get("OwnershipControls") != {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}:
        yield "lets files belong to others"
    if not any(
        rule.get("Status") == "Enabled" and "ExpirationInDays" in rule and "AbortIncompleteMultipartUpload" in rule
        for rule in properties.get("LifecycleConfiguration", {}).get("Rules", [])
    ):
        yield "keeps files for ever"
    if not is_kept(bucket):
        yield "goes with its stack"
    policies = [
        policy for policy in subject.of_type("AWS::S3::BucketPolicy").values()
        if text(policy["Properties"]["Bucket"]) == name
    ]  # fmt: skip
    if not any(only_by_tls(policy, name) and is_kept(policy) for policy in policies):
        yield "can be read without TLS"
    for policy in policies:
        for statement in listed(policy["Properties"]["PolicyDocument"]["Statement"]):
            if statement["Effect"] != "Deny":
                yield f"lets somebody in by its policy: {statement.get('Sid')}"


def only_by_tls(policy: dict, bucket: str) -> bool:
    for statement in listed(policy["Properties"]["PolicyDocument"]["Statement"]):
        if (
            (statement["Effect"], statement.get("Principal"), statement.get("Action")) == ("Deny", "*", "s3:*")
            and {text(one) for one in listed(statement["Resource"])} == {f"{bucket}.Arn", f"${{{bucket}.Arn}}/*"}
            and statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
        ):
            return True
    return False


def key_problems(key: dict) -> Iterator[str]:
    if key["Properties"].get("EnableKeyRotation") is not True:
        yield "is never changed"
    if not is_kept(key):
        yield "goes with its stack, and what it locks is lost"
    for statement in listed(key["Properties"]["KeyPolicy"]["Statement"]):
        if "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" not in json.dumps(statement["Principal"]):
            yield f"lets others in by its policy: {statement.get('Sid')}"


def topic_problems(subject: Subject, name: str) -> Iterator[str]:
    """Who may publish could make people act, so nobody but this stack's alarms may."""
    policies = [
        policy["Properties"]["PolicyDocument"] for policy in subject.of_type("AWS::SNS::TopicPolicy").values()
        if name in [text(topic) for topic in policy["Properties"]["Topics"]]
    ]  # fmt: skip
    if not policies:
        yield "has no policy"
    for policy in policies:
        for statement in listed(policy["Statement"]):
            source = statement.get("Condition", {}).get("ArnLike", {}).get("aws:SourceArn", "")
            if statement["Principal"] != {"Service": "cloudwatch.amazonaws.com"} or not text(source).endswith(
                ":alarm:${AWS::StackName}-*"
            ):
                yield f"hears others than the alarms of this stack: {statement.get('Sid')}"
