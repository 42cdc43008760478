"""A small S3 client for the tests: AWS Signature Version 4 on the standard library, no other behaviour in the way."""
import concurrent.futures
import datetime
import hashlib
import hmac
import http.client
import re
import threading
import urllib.parse


def encode(text, safe=""):
    return urllib.parse.quote(text, safe=safe + "-_.~")


def _hmac(key, message):
    return hmac.new(key, message.encode(), hashlib.sha256).digest()


class S3Client:
    def __init__(self, endpoint, access_key, secret_key, region="us-east-1", token=None):
        self.host = urllib.parse.urlsplit(endpoint).netloc
        self.access_key = access_key
        self.secret_key = secret_key
        self.region = region
        self.token = token
        self.local = threading.local()

    def connection(self):
        if getattr(self.local, "connection", None) is None:
            self.local.connection = http.client.HTTPConnection(self.host, timeout=60)
        return self.local.connection

    def sign(self, method, path, query, headers, payload_hash, service):
        amz_date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        headers["x-amz-date"] = amz_date
        headers["x-amz-content-sha256"] = payload_hash
        if self.token:
            headers["x-amz-security-token"] = self.token
        signed = {name.lower(): " ".join(value.split()) for name, value in headers.items()}
        names = ";".join(sorted(signed))
        canonical = "\n".join(
            [method, path, query, "".join("%s:%s\n" % pair for pair in sorted(signed.items())), names, payload_hash]
        )
        scope = "%s/%s/%s/aws4_request" % (amz_date[:8], self.region, service)
        to_sign = "\n".join(
            ["AWS4-HMAC-SHA256", amz_date, scope, hashlib.sha256(canonical.encode()).hexdigest()]
        )
        key = ("AWS4" + self.secret_key).encode()
        for part in scope.split("/"):
            key = _hmac(key, part)
        headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s" % (
            self.access_key, scope, names, _hmac(key, to_sign).hex(),
        )

    def request(self, method, path="/", query=None, headers=None, body=b"", service="s3"):
        """Returns (status, headers, body)."""
        text = "&".join("%s=%s" % (encode(k), encode(v)) for k, v in sorted((query or {}).items()))
        headers = dict(headers or {}, Host=self.host)
        self.sign(method, path, text, headers, hashlib.sha256(body).hexdigest(), service)
        if body or method in ("PUT", "POST"):
            headers["Content-Length"] = str(len(body))
        target = path + ("?" + text if text else "")
        try:
            return self.exchange(method, target, headers, body)
        except http.client.RemoteDisconnected:  # a connection that was idle for long
            return self.exchange(method, target, headers, body)

    def exchange(self, method, target, headers, body):
        connection = self.connection()
        try:
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders(body or None)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            self.local.connection = None
            raise

    def expect(self, *args, **options):
        status, headers, body = self.request(*args, **options)
        if status >= 300:
            raise RuntimeError("%s %s: %d %s" % (args[0], args[1:2], status, body[:500]))
        return headers, body

    def make_bucket(self, bucket):
        self.expect("PUT", "/" + bucket)

    def put(self, bucket, key, body, headers=None):
        """key: bytes or text."""
        self.expect("PUT", "/%s/%s" % (bucket, encode(key, "/")), headers=headers, body=body)

    def put_many(self, bucket, objects):
        """objects: pairs of key and body."""
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for _ in pool.map(lambda pair: self.put(bucket, *pair), objects):
                pass

    def assume_role(self, role_arn):
        """Returns a client with a session token (STS AssumeRole)."""
        form = {
            "Action": "AssumeRole",
            "Version": "2011-06-15",
            "RoleArn": role_arn,
            "RoleSessionName": "phicrawl-test",
        }
        body = urllib.parse.urlencode(form).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.expect("POST", headers=headers, body=body, service="sts")[1].decode()
        names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
        values = [re.search("<%s>(.*?)</" % name, answer).group(1) for name in names]
        return S3Client("http://" + self.host, values[0], values[1], self.region, values[2])
