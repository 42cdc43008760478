#!/usr/bin/env python3
"""Writes tests/golden/endpoints/s3.tsv: where botocore sends the requests for a bucket.

usage: make_endpoints_golden.py

Needs botocore (pip install botocore); the file was made with 1.43. A row has: bucket, region, endpoint, settings
(comma-separated; '-' for none), and either URL, service and region to sign for, or 'refused'. What needs SigV4A is
'refused': phicrawl does not sign with it.
"""
import itertools
import os

import botocore.config
import botocore.exceptions
import botocore.session

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden", "endpoints", "s3.tsv")
AP = "arn:%s:s3:%s:123456789012:accesspoint/my-ap"
LAMBDA = "arn:%s:s3-object-lambda:%s:123456789012:accesspoint/my-ol"
REGIONS = {"us-east-1": "aws", "eu-west-1": "aws", "ap-southeast-7": "aws", "mx-central-1": "aws",
           "cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov", "us-iso-east-1": "aws-iso",
           "us-isob-east-1": "aws-iso-b", "eu-isoe-west-1": "aws-iso-e", "us-isof-south-1": "aws-iso-f",
           "eusc-de-east-1": "aws-eusc"}
NAMES = ["bucket", "my.bucket", "Old_Bucket", "a23", "9bucket", "bucket-", "a" * 63, "a" * 64, "name-x1-s3alias",
         "name--ol-s3", "base--use1-az4--x-s3", "base--use1-az4--xa-s3"]
ARNS = ["arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap",
        "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-01234567890123456/accesspoint/my-ap",
        "arn:aws:sqs:us-west-2:123456789012:my-queue", "arn:aws:s3:us-west-2:123456789012:bucket/my-bucket",
        "arn:aws:s3:us-west-2::accesspoint/my-ap", "arn:aws:s3:us-west-2:123456789012:accesspoint/my_ap",
        "arn:aws:s3:us-west-2:123456789012:accesspoint", AP % ("aws", "us-west-2"), AP % ("aws", "cn-north-1"),
        (AP % ("aws", "us-west-2")).replace("/", ":"), LAMBDA % ("aws", "us-west-2")]
SETTINGS = [(), ("fips",), ("dualstack",), ("fips", "dualstack"), ("path",), ("accelerate",),
            ("accelerate", "dualstack"), ("accelerate", "fips"), ("own-region-only",)]
ENDPOINTS = ["https://s3.example.org", "https://s3.example.org:8443", "https://s3.example.org/a/b"]
CUSTOM_SETTINGS = [(), ("virtual",), ("path",), ("fips",), ("dualstack",), ("accelerate",)]


class Client:
    def __init__(self, session, region, endpoint, settings):
        s3 = {"us_east_1_regional_endpoint": "regional", "use_accelerate_endpoint": "accelerate" in settings,
              "use_arn_region": "own-region-only" not in settings}
        for style in ("path", "virtual"):
            if style in settings:
                s3["addressing_style"] = style
        config = botocore.config.Config(s3=s3, use_fips_endpoint="fips" in settings,
                                        use_dualstack_endpoint="dualstack" in settings)
        self.client = session.create_client("s3", region_name=region, endpoint_url=endpoint, config=config)
        self.region = region

    def resolve(self, bucket):
        operation = self.client.meta.service_model.operation_model("ListObjectsV2")
        context = {"client_region": self.region, "client_config": self.client.meta.config,
                   "has_streaming_input": False, "auth_type": None}
        try:
            found = self.client._ruleset_resolver.construct_endpoint(operation, {"Bucket": bucket}, context)
        except Exception:  # botocore has many kinds, and no common one
            return ["refused"]
        scheme = found.properties["authSchemes"][0]
        if scheme["name"] == "sigv4a":
            return ["refused"]
        return [found.url, scheme["signingName"], scheme["signingRegion"]]


def main():
    session = botocore.session.Session()
    session.set_credentials("AKIDMADEUP", "made up")
    cases = [(region, None, settings) for region, settings in itertools.product(REGIONS, SETTINGS)]
    cases += [("us-east-1", endpoint, settings) for endpoint, settings in itertools.product(ENDPOINTS, CUSTOM_SETTINGS)]
    rows = []
    for region, endpoint, settings in cases:
        try:
            client = Client(session, region, endpoint, settings)
        except botocore.exceptions.EndpointVariantError:
            continue  # botocore knows no such hosts of the partition
        arns = ARNS if region in ("us-east-1", "us-gov-west-1") else []
        for bucket in NAMES + [AP % (REGIONS[region], region), LAMBDA % (REGIONS[region], region)] + arns:
            rows.append([bucket, region, endpoint or "-", ",".join(settings) or "-"] + client.resolve(bucket))
    with open(FILE, "w", encoding="ascii", newline="\n") as file:
        file.writelines("\t".join(row) + "\n" for row in rows)


if __name__ == "__main__":
    main()
