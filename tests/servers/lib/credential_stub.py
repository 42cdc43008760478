"""The end points that hand out AWS credentials, on loopback, giving a session that a real server knows.

Container (ECS, EKS), instance metadata (version 2), STS for tokens of other identity providers, single sign-on.
"""
import time
import urllib.parse

from stub import Stub

METADATA_TOKEN = "metadata-token=="
BEARER = "sso-bearer-canary"
ROLE = "arn:aws:iam:::role/crawler"
STS_ANSWER = (
    "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>"
    "<AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey><SessionToken>%s</SessionToken>"
    "<Expiration>%s</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
)


def iso(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class CredentialStub(Stub):
    """session has access_key, secret_key and token. lifetime_s may be changed at any time."""

    def __init__(self, session):
        super().__init__()
        self.session = session
        self.lifetime_s = 3600
        self.requests = []

    def document(self):
        return {
            "Code": "Success",
            "AccessKeyId": self.session.access_key,
            "SecretAccessKey": self.session.secret_key,
            "Token": self.session.token,
            "Expiration": iso(time.time() + self.lifetime_s),
        }

    def answer(self, method, path, headers, form):
        self.requests.append((method, path))
        path, _, query = path.partition("?")
        if path == "/container":
            return (200, self.document()) if headers.get("Authorization") == "Bearer pod" else (401, "")
        if path == "/latest/api/token" and method == "PUT":
            return (200, METADATA_TOKEN) if headers.get("x-aws-ec2-metadata-token-ttl-seconds") else (400, "")
        if path.startswith("/latest/meta-data/iam/security-credentials/"):
            if headers.get("x-aws-ec2-metadata-token") != METADATA_TOKEN:
                return 401, ""
            return (200, self.document()) if path.endswith("/crawler") else (200, "crawler")
        if form.get("Action") == "AssumeRoleWithWebIdentity":
            return self.answer_sts(headers, form)
        if path == "/federation/credentials":
            return self.answer_sso(headers, dict(urllib.parse.parse_qsl(query)))
        return 404, ""

    def answer_sts(self, headers, form):
        session = self.session
        if "Authorization" in headers or form["WebIdentityToken"] != "e30.e30.c2ln" or form["RoleArn"] != ROLE:
            return 400, "<ErrorResponse><Error><Code>InvalidIdentityToken</Code></Error></ErrorResponse>"
        expires = iso(time.time() + self.lifetime_s)
        return 200, STS_ANSWER % (session.access_key, session.secret_key, session.token, expires)

    def answer_sso(self, headers, query):
        if headers.get("x-amz-sso_bearer_token") != BEARER:
            return 401, ""
        if query != {"role_name": "Reader", "account_id": "123456789012"}:
            return 403, ""
        credentials = {
            "accessKeyId": self.session.access_key,
            "secretAccessKey": self.session.secret_key,
            "sessionToken": self.session.token,
            "expiration": int((time.time() + self.lifetime_s) * 1000),
        }
        return 200, {"roleCredentials": credentials}
