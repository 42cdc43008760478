"""phicrawl scan with every AWS credential provider, against a server (radosgw) that verifies what comes of them."""
import hashlib
import json
import os
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "lib"), str(HERE.parent / "cli")]
from credential_stub import BEARER, ROLE, CredentialStub, iso  # noqa: E402
from radosgw import ACCESS_KEY, SECRET_KEY, Radosgw, is_installed  # noqa: E402
from s3_client import S3Client  # noqa: E402
from test_s3 import S3Test  # noqa: E402

KEYS = ["one", "two"]
NONE = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
PAIR = "aws_access_key_id = %s\naws_secret_access_key = %s\n" % (ACCESS_KEY, SECRET_KEY)


class CredentialsTest(S3Test):
    def __init__(self, server, session):
        super().__init__(server)
        self.secrets = [SECRET_KEY, session.secret_key, session.token, BEARER, "e30.e30.c2ln"]

    def run(self, *args, **options):
        result = super().run(*args, **options)
        leaks = [secret for secret in self.secrets if secret in result.out + result.err]
        self.equal("no secret in a message", leaks, [])
        return result

    def config(self, text):
        return {"AWS_CONFIG_FILE": self.write("config", text)}

    def reads(self, name, **changes):
        self.complete(name, "s3://shared", KEYS, **dict(NONE, **changes))

    def refuses(self, name, words, **changes):
        self.refused(name, "s3://shared", words, **dict(NONE, **changes))


def printing(test, session):
    """A command line that prints the session's credentials."""
    document = {
        "Version": 1, "AccessKeyId": session.access_key, "SecretAccessKey": session.secret_key,
        "SessionToken": session.token, "Expiration": iso(time.time() + 3600),
    }
    return "cat '%s'" % test.write("my credentials.json", json.dumps(document))


def test_process(test, session):
    test.reads("process", **test.config("[default]\ncredential_process = %s\n" % printing(test, session)))
    failing = "[default]\ncredential_process = sh -c 'echo %s; echo log in first >&2; exit 3'\n" % SECRET_KEY
    test.refuses("process that fails", [":2: credential_process", "failed with 3", "log in first"], **test.config(failing))


def test_renewal(test):
    """The first credentials are unknown to the server: it says so, and others are asked for, once."""
    count = test.path("count")
    for name, key in (("good", ACCESS_KEY), ("bad", "NOBODYKNOWSTHISKEY00")):
        test.write(name, json.dumps({"Version": 1, "AccessKeyId": key, "SecretAccessKey": SECRET_KEY}))
    script = "cd '%s'\ntest -f count && file=good || file=bad\nprintf x >>count\nexec cat $file\n" % test.folder
    test.write("renew.sh", script)
    test.reads("rotated", **test.config("[default]\ncredential_process = sh '%s'\n" % test.path("renew.sh")))
    test.equal("rotated: asked twice", os.path.getsize(count), 2)


def test_role(test, arn):
    sts = {"AWS_ENDPOINT_URL_STS": test.server.endpoint}
    role = "role_arn = %s\nrole_session_name = scan\n" % arn
    test.reads("role of another profile", **sts, **test.config(
        "[default]\n" + role + "source_profile = base\n[profile base]\n" + PAIR))
    test.reads("role of the profile's own keys", **sts, **test.config(
        "[default]\n" + role + PAIR + "source_profile = default\n"))
    test.complete("role by a process", "s3://shared", KEYS, AWS_PROFILE="r", **NONE, **sts, **test.config(
        "[profile r]\n" + role + "source_profile = base\n[profile base]\ncredential_process = sh -c 'printf %s \"$0\"' '"
        + json.dumps({"Version": 1, "AccessKeyId": ACCESS_KEY, "SecretAccessKey": SECRET_KEY}) + "'\n"))
    test.refuses("role that nobody made", [":2: role_arn", "refused the role"], **sts, **test.config(
        "[default]\nrole_arn = arn:aws:iam:::role/none\nsource_profile = base\n[profile base]\n" + PAIR))
    test.refuses("role by a wrong secret", [":2: role_arn", "refused the role: 403"], **sts, **test.config(
        "[default]\n" + role + "source_profile = base\n[profile base]\n" + PAIR.replace(SECRET_KEY, "wrong")))


def test_stub(test, stub):
    token = test.write("token", "Bearer pod\n")
    container = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": stub.url + "/container"}
    test.reads("container", AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=token, **container)
    test.refuses("container without token", ["FULL_URI", "answered with 401"], **container)
    elsewhere = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/container"}
    test.refuses("container elsewhere", ["plain http may not go"], **elsewhere)
    instance = {"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": stub.url}
    test.reads("instance", **instance)
    stub.lifetime_s = -60
    test.reads("instance whose credentials are late", **instance)
    test.refuses("container whose credentials are over", ["have expired"],
                 AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=token, **container)
    stub.lifetime_s = 3600
    web = {
        "AWS_ENDPOINT_URL_STS": stub.url, "AWS_ROLE_ARN": ROLE,
        "AWS_WEB_IDENTITY_TOKEN_FILE": test.write("jwt", "e30.e30.c2ln"),
    }
    test.reads("web identity", **web)
    test.refuses("web identity of another role", ["AWS_WEB_IDENTITY_TOKEN_FILE", "InvalidIdentityToken"],
                 **dict(web, AWS_ROLE_ARN="other"))


def test_sso(test, stub):
    def cache(expires_at, token=BEARER):
        name = hashlib.sha1(b"corp").hexdigest()
        document = {"accessToken": token, "expiresAt": iso(expires_at), "region": "us-east-1"}
        test.write(".aws/sso/cache/%s.json" % name, json.dumps(document))

    text = "[default]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = %s\n"
    text += "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.awsapps.com/start\n"
    sso = dict(test.config(text % "Reader"), AWS_ENDPOINT_URL_SSO=stub.url)
    test.refuses("single sign-on without a session", ["no session", "aws sso login"], **sso)
    cache(time.time() + 600)
    test.reads("single sign-on", **sso)
    cache(time.time() + 600, "other-token")
    test.refuses("single sign-on by another token", ["no longer valid", "aws sso login"], **sso)
    cache(time.time() - 1)
    test.refuses("single sign-on that is over", ["has expired", "aws sso login"], **sso)
    cache(time.time() + 600)
    sso.update(test.config(text % "Admin"))
    test.refuses("single sign-on for another role", ["refused the role: 403", "sso_role_name"], **sso)


def main():
    if not is_installed():
        print("radosgw is not installed")
        print("0 passed, 0 failed")
        return
    with Radosgw(sts=True) as server:
        client = S3Client(server.endpoint, ACCESS_KEY, SECRET_KEY)
        client.make_bucket("shared")
        client.put_many("shared", [(key, b"x") for key in KEYS])
        arn = server.make_role("crawler")
        session = client.assume_role(arn)
        test = CredentialsTest(server, session)
        test_process(test, session)
        test_role(test, arn)
        with CredentialStub(session) as stub:
            test_stub(test, stub)
            test_sso(test, stub)
    with Radosgw() as server:  # without STS an unknown key is told from a denial
        test.server = server
        client = S3Client(server.endpoint, ACCESS_KEY, SECRET_KEY)
        client.make_bucket("shared")
        client.put_many("shared", [(key, b"x") for key in KEYS])
        test_renewal(test)
    test.finish()


if __name__ == "__main__":
    main()
