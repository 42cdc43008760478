"""The end points that give tokens of Entra ID, on loopback: the tokens are such as azurite takes.

The token service (client secret, certificate, federated token), App Service, the metadata service of machines.
"""
import base64
import hashlib
import json
import subprocess
import tempfile
import time
import urllib.parse
import uuid

from stub import Stub

TENANT = "ab1f708d-50f6-404c-a006-d71b2ac7a606"
CLIENT = "11111111-2222-3333-4444-555555555555"
SECRET = "client-secret~canary/+"
IDENTITY_HEADER = "identity-header-canary"
FEDERATED = "e30.federated-canary.c2ln"
RESOURCE = "https://storage.azure.com"
MANAGER = "https://management.azure.com"
SUBSCRIPTION = "0b1f6471-1bf0-4dda-aec3-111122223333"
ACCOUNT_ID = "/subscriptions/%s/resourceGroups/mine/providers/Microsoft.Storage/storageAccounts/phitest" % SUBSCRIPTION


def base64url(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unbase64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class EntraStub(Stub):
    """claims are put into every token; asked has the name of the way of each question."""

    def __init__(self, certificate=None):
        super().__init__()
        self.certificate = certificate  # path of the one that the application has registered
        self.claims = {}
        self.has_identity = True  # of the machine
        self.lifetime_s = 3600
        self.tokens = []
        self.manager_token = None
        self.asked = []

    def make_token(self):
        now = int(time.time())
        claims = {
            "aud": RESOURCE, "iss": "https://sts.windows.net/%s/" % TENANT, "iat": now - 5, "nbf": now - 5,
            "exp": now + self.lifetime_s, "oid": CLIENT, "tid": TENANT, "ver": "1.0", "jti": str(uuid.uuid4()),
        }
        claims.update(self.claims)
        parts = [base64url(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, claims)]
        self.tokens.append(".".join(parts + [base64url(b"signature of the stub")]))
        return self.tokens[-1]

    def answer(self, method, path, headers, form):
        path, _, query = path.partition("?")
        query = dict(urllib.parse.parse_qsl(query))
        if path == "/%s/oauth2/v2.0/token" % TENANT:
            return self.answer_application(form)
        if path == "/msi/token":
            good = headers.get("X-IDENTITY-HEADER") == IDENTITY_HEADER and query.get("api-version") == "2019-08-01"
            return self.answer_identity("App Service", good, query)
        if path == "/metadata/identity/oauth2/token":
            good = headers.get("Metadata") == "true" and query.get("api-version") == "2018-02-01"
            return self.answer_identity("instance", good, query)
        if path.startswith("/subscriptions/"):
            return self.answer_manager(path, headers.get("Authorization"))
        return 404, {}

    def answer_manager(self, path, authorization):
        """Azure Resource Manager, which knows one account."""
        self.asked.append(path.rpartition("/")[2])
        if authorization != "Bearer " + self.manager_token:
            return 403, {"error": {"code": "AuthorizationFailed"}}
        if path == "/subscriptions/%s/resources" % SUBSCRIPTION:
            return 200, {"value": [{"id": ACCOUNT_ID}]}
        if path == ACCOUNT_ID:
            return 200, {"properties": {"minimumTlsVersion": "TLS1_2", "supportsHttpsTrafficOnly": True,
                                        "networkAcls": {"defaultAction": "Deny"}, "allowBlobPublicAccess": False,
                                        "encryption": {"keySource": "Microsoft.Keyvault"}}}
        if path == ACCOUNT_ID + "/blobServices/default":
            return 200, {"properties": {"isVersioningEnabled": True}}
        return 404, {}

    def answer_identity(self, way, is_good, query):
        self.asked.append(way)
        if not self.has_identity or not is_good or query.get("resource") != RESOURCE:
            return 400, {"error": "invalid_request"}
        expires = str(int(time.time() + self.lifetime_s))
        return 200, {"access_token": self.make_token(), "expires_on": expires, "token_type": "Bearer"}

    def answer_application(self, form):
        way, error = self.judge(form)
        self.asked.append(way)
        if form.get("grant_type") != "client_credentials" or form.get("scope") not in (RESOURCE + "/.default",
                                                                                            MANAGER + "/.default"):
            return 400, {"error": "invalid_scope"}
        if error or form.get("client_id") != CLIENT:
            return 401, {"error": "invalid_client", "error_description": "AADSTS%s: %s" % (error or "700016", SECRET)}
        token = self.make_token()
        if form["scope"].startswith(MANAGER):
            self.manager_token = token
        return 200, {"access_token": token, "expires_in": self.lifetime_s, "token_type": "Bearer"}

    def judge(self, form):
        """What proves the application, and the number of the error, if any."""
        if "client_secret" in form:
            return "secret", None if form["client_secret"] == SECRET else "7000215"
        assertion = form.get("client_assertion", "")
        if assertion.count(".") != 2:
            return "nothing", "7000218"
        if assertion == FEDERATED:
            return "workload", None
        return "certificate", None if self.is_signed(assertion) else "700027"

    def is_signed(self, assertion):
        """OpenSSL's own tool is the judge of the signature."""
        signed, _, signature = assertion.rpartition(".")
        header, claims = (json.loads(unbase64url(part)) for part in signed.split("."))
        now = time.time()
        is_good = header["alg"] == "PS256" and claims["iss"] == claims["sub"] == CLIENT
        is_good = is_good and claims["aud"] == "%s/%s/oauth2/v2.0/token" % (self.url, TENANT)
        is_good = is_good and claims["nbf"] <= now <= claims["exp"] <= now + 700
        with tempfile.TemporaryDirectory() as folder:
            for name, raw in (("signed", signed.encode()), ("signature", unbase64url(signature))):
                with open("%s/%s" % (folder, name), "wb") as file:
                    file.write(raw)

            def openssl(*args):
                return subprocess.run(["openssl", *args], cwd=folder, capture_output=True, check=False)

            with open(folder + "/key", "wb") as file:
                file.write(openssl("x509", "-in", self.certificate, "-noout", "-pubkey").stdout)
            verdict = openssl(
                "dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-verify", "key",
                "-signature", "signature", "signed",
            )
            der = openssl("x509", "-in", self.certificate, "-outform", "DER").stdout
        return is_good and verdict.returncode == 0 and header["x5t#S256"] == base64url(hashlib.sha256(der).digest())
