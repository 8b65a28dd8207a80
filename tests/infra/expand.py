"""What SAM makes of `template.yaml`: the CloudFormation template that AWS gets to see.

The translator needs no account: the code is named by a bucket that is never asked, and the region is the one this
system is written for. The only thing it would ask AWS for are the ARNs of managed policies that a template calls by
name. This one has roles of its own and names none, so the list of them is empty, and a name that comes in is an error.
"""

import copy
import logging
import os
import sys

# Before boto3 is loaded: no account, and nobody is told that the translator runs.
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-2")
os.environ.setdefault("SAM_CLI_TELEMETRY", "0")

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

# It counts its own calls, and warns that nobody sends the numbers home.
logging.getLogger("samtranslator.metrics").setLevel(logging.ERROR)

REGION = "eu-west-2"
MANAGED_POLICIES: dict[str, str] = {}

# What stands for the parameters that have no default while the template is examined.
SAMPLE_PARAMETERS = {"JwtIssuer": "https://login.example.com/", "JwtAudience": "pento-personio"}


def parse(text: str) -> dict:
    """The template with `!Ref x` as `{"Ref": "x"}`."""
    return yaml_parse(text)


def expand(template: dict) -> dict:
    """The template without SAM."""
    template = copy.deepcopy(template)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": "code", "Key": "bootstrap.zip"}
    translator = Translator(MANAGED_POLICIES, Parser(), boto_session=boto3.session.Session(region_name=REGION))
    return translator.translate(template, dict(SAMPLE_PARAMETERS))


if __name__ == "__main__":
    import json

    with open(sys.argv[1], encoding="utf-8") as file:
        print(json.dumps(expand(parse(file.read())), indent=1, sort_keys=True))
