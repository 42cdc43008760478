"""phicrawl scan with every identity of Entra ID, against a server (azurite, https) that judges their tokens."""
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "lib"), str(HERE.parent / "cli")]
from azure_client import AzureClient  # noqa: E402
from azurite import ACCOUNT, KEY, Azurite, is_installed  # noqa: E402
from entra_stub import CLIENT, FEDERATED, IDENTITY_HEADER, SECRET, SUBSCRIPTION, TENANT, EntraStub  # noqa: E402
from harness import PHI_TEXT  # noqa: E402
from test_azure import AzureTest  # noqa: E402

NAMES = ["one", "two"]


class IdentityTest(AzureTest):
    def __init__(self, server, stub):
        super().__init__(server)
        self.stub = stub

    def secrets(self):
        signatures = [token.rpartition(".")[0] for token in self.stub.tokens]
        return super().secrets() + signatures + [SECRET, IDENTITY_HEADER, FEDERATED, "Bearer ey"]

    def settings(self, changes):
        env = {"SSL_CERT_FILE": self.server.ca, "AZURE_AUTHORITY_HOST": self.stub.url, "AZURE_TOKEN_CREDENTIALS": ""}
        env.update(changes)
        return env

    def reads(self, name, way, **changes):
        del self.stub.asked[:]
        self.complete(name, self.url("shared"), NAMES, **self.settings(changes))
        self.equal(name + ": asked once, this way", self.stub.asked, [way])

    def refuses(self, name, words, **changes):
        self.refused(name, self.url("shared"), words, **self.settings(changes))


def application(**proof):
    return dict({"AZURE_TENANT_ID": TENANT, "AZURE_CLIENT_ID": CLIENT}, **proof)


def test_application(test):
    test.reads("secret", "secret", **application(AZURE_CLIENT_SECRET=SECRET))
    test.reads("workload", "workload", **application(AZURE_FEDERATED_TOKEN_FILE=test.write("token", FEDERATED + "\n")))
    test.refuses("wrong secret", ["AZURE_CLIENT_SECRET: ", "AADSTS7000215: the client secret is wrong"],
                 **application(AZURE_CLIENT_SECRET="wrong"))
    test.refuses("half an application", ["AZURE_CLIENT_SECRET is set, but AZURE_TENANT_ID is not"],
                 AZURE_CLIENT_SECRET=SECRET)
    fifo = test.path("fifo")
    os.mkfifo(fifo)
    test.refuses("token file that waits", ["AZURE_FEDERATED_TOKEN_FILE: the file is no regular file"],
                 **application(AZURE_FEDERATED_TOKEN_FILE=fifo))
    test.refuses("certificate that waits", ["AZURE_CLIENT_CERTIFICATE_PATH: the file is no regular file"],
                 **application(AZURE_CLIENT_CERTIFICATE_PATH=fifo))


def test_certificate(test, folder):
    test.reads("certificate", "certificate", **application(AZURE_CLIENT_CERTIFICATE_PATH=folder + "/both.pem"))
    test.reads("certificate with its chain", "certificate", AZURE_CLIENT_SEND_CERTIFICATE_CHAIN="true",
               **application(AZURE_CLIENT_CERTIFICATE_PATH=folder + "/both.pem"))
    test.refuses("certificate that is not registered", ["AADSTS700027: the certificate is not registered"],
                 **application(AZURE_CLIENT_CERTIFICATE_PATH=folder + "/other.pem"))
    test.refuses("certificate that is over", ["AZURE_CLIENT_CERTIFICATE_PATH: the certificate has expired"],
                 **application(AZURE_CLIENT_CERTIFICATE_PATH=folder + "/over.pem"))


def make_certificates(folder):
    """own.crt, and files with certificate and key: of own.crt, of another, of one whose time is over."""

    def openssl(*args):
        subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True)

    def join(name, *parts):
        with open("%s/%s" % (folder, name), "w", encoding="utf-8") as file:
            for part in parts:
                with open("%s/%s" % (folder, part), encoding="utf-8") as source:
                    file.write(source.read())

    for name in ("own", "other"):
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + name,
                "-keyout", name + ".key", "-out", name + ".crt")
    openssl("req", "-new", "-key", "own.key", "-subj", "/CN=over", "-out", "over.csr")
    openssl("x509", "-req", "-in", "over.csr", "-signkey", "own.key", "-days", "-1", "-out", "over.crt")
    join("both.pem", "own.crt", "own.key")
    join("other.pem", "other.crt", "other.key")
    join("over.pem", "over.crt", "own.key")
    return folder + "/own.crt"


def test_identities(test):
    service = {"IDENTITY_ENDPOINT": test.stub.url + "/msi/token", "IDENTITY_HEADER": IDENTITY_HEADER}
    test.reads("App Service", "App Service", **service)
    test.reads("machine", "instance", AZURE_POD_IDENTITY_AUTHORITY_HOST=test.stub.url)
    test.reads("pinned", "App Service", AZURE_TOKEN_CREDENTIALS="ManagedIdentityCredential",
               **dict(service, **application(AZURE_CLIENT_SECRET=SECRET)))
    test.refuses("wrong header", ["IDENTITY_ENDPOINT: the identity service gives no token: 400"],
                 **dict(service, IDENTITY_HEADER="wrong"))
    test.stub.has_identity = False
    test.refuses("no identity anywhere", ["no SAS, key or identity for https://127.0.0.1:", "run 'az login'; public: --no",
                                          "(there is no Azure CLI (az) on PATH)"],
                 AZURE_POD_IDENTITY_AUTHORITY_HOST=test.stub.url, PATH=test.folder)
    test.stub.has_identity = True
    test.refuses("nothing", ["AZURE_TOKEN_CREDENTIALS is EnvironmentCredential, but neither AZURE_CLIENT_SECRET"],
                 AZURE_TOKEN_CREDENTIALS="EnvironmentCredential")


def test_command(test):
    """az, as far as it is asked; what it is given shows no secret."""
    os.mkdir(test.path("bin"))
    answer = json.dumps({"accessToken": test.stub.make_token(), "expires_on": int(time.time()) + 3600})
    test.write("bin/answer", answer)
    seen = test.path("seen")
    test.write("bin/az", '#!/bin/sh\necho "$@" >"%s"\nenv >>"%s"\nexec cat "%s"\n' % (seen, seen, test.path("bin/answer")))
    os.chmod(test.path("bin/az"), 0o700)
    path = test.path("bin") + ":" + os.environ["PATH"]
    test.complete("az", test.url("shared"), NAMES,
                  **test.settings({"AZURE_TOKEN_CREDENTIALS": "dev", "PATH": path, "AZURE_STORAGE_AUTH_MODE": "login",
                                   "AZURE_CLIENT_SECRET": SECRET, "IDENTITY_HEADER": IDENTITY_HEADER,
                                   "AZURE_CLIENT_CERTIFICATE_PASSWORD": SECRET, "AZURE_STORAGE_SAS_TOKEN": "sig=" + SECRET,
                                   "AWS_SECRET_ACCESS_KEY": SECRET, "PHICRAWL_TEST_KEPT": "1"}))
    with open(seen, encoding="utf-8") as file:
        text = file.read()
    test.check("az: words", text.startswith("account get-access-token --output json --scope https://storage.azure.com/"))
    test.check("az: other variables are there", "PHICRAWL_TEST_KEPT=1" in text, text)
    test.equal("az: no token in its arguments and environment", [s for s in test.secrets() if s in text], [])
    test.write("bin/az", "#!/bin/sh\necho \"ERROR: Please run 'az login' to setup account.\" >&2\nexit 1\n")
    test.refuses("nobody signed in", ["Azure CLI: az failed with 1: Please run 'az login'"], AZURE_TOKEN_CREDENTIALS="dev",
                 PATH=path)


def test_claims(test):
    """Tokens that the store does not take."""
    for name, claims in (("audience", {"aud": "https://vault.azure.net"}), ("expired", {"exp": int(time.time()) - 60})):
        test.stub.claims = claims
        test.refuses("wrong " + name, ["container shared"], **application(AZURE_CLIENT_SECRET=SECRET))
    test.stub.claims = {}
    test.refuses("a key is wrong, and login is asked for", ["AZURE_CLIENT_SECRET: "], AZURE_STORAGE_KEY=KEY,
                 AZURE_STORAGE_AUTH_MODE="login", **application(AZURE_CLIENT_SECRET="wrong"))


def test_modes(test):
    env = application(AZURE_CLIENT_SECRET=SECRET)
    test.reads("login before a key", "secret", AZURE_STORAGE_AUTH_MODE="login", AZURE_STORAGE_KEY="no key!", **env)
    del test.stub.asked[:]
    test.complete("key before an identity", test.url("shared"), NAMES, **test.settings(dict(env, AZURE_STORAGE_KEY=KEY)))
    test.equal("key before an identity: nobody was asked", test.stub.asked, [])


def test_check(test):
    """Which identity it was."""
    env = test.settings(application(AZURE_CLIENT_SECRET=SECRET))
    for name, words, mode in (
        ("token", "an identity of Entra ID (AZURE_CLIENT_SECRET)", "login"),
        ("SAS", "a SAS that an identity of Entra ID signed (AZURE_CLIENT_SECRET)", "delegation"),
    ):
        result = test.run("check", test.url("shared"), env=dict(env, AZURE_STORAGE_AUTH_MODE=mode))
        test.equal("check by a %s: exit" % name, result.code, 0)
        test.check("check by a %s: says which" % name, words in " ".join(result.out.split()), result.out)
        test.equal("check by a %s: no secret" % name, [s for s in test.secrets() if s in result.out + result.err], [])


def test_manager(test):
    """What only Azure Resource Manager says of the account."""
    env = test.settings(application(AZURE_CLIENT_SECRET=SECRET, AZURE_STORAGE_AUTH_MODE="login",
                                    AZURE_RESOURCE_MANAGER_ENDPOINT=test.stub.url, AZURE_SUBSCRIPTION_ID=SUBSCRIPTION))
    known = {"minimum_tls": "tls-1.2", "tls_only": "yes", "network_default": "deny", "key_source": "customer",
             "account_public_access": "no", "versioning": "on"}
    unknown = dict.fromkeys(known, "unknown")
    for name, facts, asked, changes in (
        ("looked up", known, ["secret", "secret", "resources", "phitest", "default"], {}),
        ("named", known, ["secret", "secret", "phitest", "default"], {"AZURE_RESOURCE_GROUP": "mine"}),
        ("another group", unknown, ["secret", "secret", "phitest"], {"AZURE_RESOURCE_GROUP": "other"}),
        ("no subscription", unknown, ["secret"], {"AZURE_SUBSCRIPTION_ID": ""}),
    ):
        del test.stub.asked[:]
        result = test.run("scan", test.url("shared"), "-q", "-o", "manager " + name, env=dict(env, **changes))
        posture = test.json("manager %s/run.json" % name)["sources"][0]["posture"]
        test.equal("manager, %s: exit" % name, result.code, 0)
        test.equal("manager, %s: facts" % name, {fact: posture["facts"][fact] for fact in facts}, facts)
        test.equal("manager, %s: asked" % name, test.stub.asked, asked)
        test.equal("manager, %s: no secret" % name, [s for s in test.secrets() if s in json.dumps(posture) + result.err], [])
    test.check("manager: what to do", "AZURE_SUBSCRIPTION_ID" in posture["unknown"]["versioning"], posture)
    result = test.run("check", test.url("shared"), env=env)
    test.check("manager: check has a line", "account settings" in result.out, result.out)


def test_delegation(test, client):
    """A SAS made with a token: nothing but it goes to the container."""
    env = application(AZURE_CLIENT_SECRET=SECRET, AZURE_STORAGE_AUTH_MODE="delegation", AZURE_STORAGE_KEY="no key!")
    test.reads("user delegation SAS", "secret", **env)
    client.put("shared", "large", b"0123456789abcdef" * (3 << 16))
    test.complete("user delegation SAS, an object in parts", test.url("shared"), NAMES + ["large"],
                  **test.settings(env))
    test.refuses("identity that is refused", ["AADSTS7000215"], **dict(env, AZURE_CLIENT_SECRET="wrong"))
    test.stub.claims = {"aud": "https://vault.azure.net"}
    test.refuses("token that is good for no key", ["user delegation SAS: the account gives the identity no key"], **env)
    test.stub.claims = {}


def main():
    if not is_installed():
        print("azurite is not installed")
        print("0 passed, 0 failed")
        return
    with Azurite(oauth=True) as server:
        certificate = make_certificates(server.folder)
        with EntraStub(certificate) as stub:
            test = IdentityTest(server, stub)
            client = AzureClient(server.endpoint, ACCOUNT, KEY, server.ca)
            client.make_container("shared")
            client.put_many("shared", [(name, PHI_TEXT.encode()) for name in NAMES])
            test_application(test)
            test_certificate(test, server.folder)
            test_identities(test)
            test_command(test)
            test_claims(test)
            test_modes(test)
            test_check(test)
            test_manager(test)
            test_delegation(test, client)
    test.finish()


if __name__ == "__main__":
    main()
