#!/usr/bin/env python3
"""Writes the golden cases of tests/golden/sigv4, with an implementation of AWS Signature Version 4 of its own.

usage: make_sigv4_golden.py [--check]

One folder a case: request (what is signed, described below), canonical-request, string-to-sign, signature and, for
header signatures, authorization; for presigned ones, query. --check compares instead of writing and fails on a difference.

A request file has lines 'word value'. Words: mode (header or query), method, path (as sent), query NAME=VALUE and
header NAME=VALUE (both percent-encoded, any number), payload_hash, time (YYYYMMDDTHHMMSSZ), access_key_id,
secret_access_key, session_token, region, service, expires, and flag (double_encode_path, normalize_path,
omit_session_token, sign_payload_header). All keys and tokens are made up.
"""
import argparse
import hashlib
import hmac
import os
import posixpath
import re
import sys
import urllib.parse

EMPTY = hashlib.sha256(b"").hexdigest()
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden", "sigv4")
HOST = ("Host", "records.s3.eu-central-1.amazonaws.com")
FLAGS = ("double_encode_path", "normalize_path", "omit_session_token", "sign_payload_header")
TOKEN = "FwoGZXIvMadeUp//+token==/with+signs&and=more"


def quote(data, safe=""):
    return urllib.parse.quote(data, safe="-._~" + safe)


def case(name, **given):
    base = {
        "name": name, "mode": "header", "method": "GET", "path": "/", "query": [], "headers": [HOST],
        "payload_hash": EMPTY, "time": "20260131T235959Z", "access_key_id": "AKIDGOLDENMADEUP0001",
        "secret_access_key": "made+up/secret+of+the+golden+cases/000000", "session_token": "",
        "region": "eu-central-1", "service": "s3", "expires": 900, "flags": ["sign_payload_header"],
    }
    base.update(given)
    return base


def key_case(name, key, **given):
    """An object request: the key is encoded once and nothing is squashed."""
    return case("key-" + name, path="/" + quote(key, "/"), **given)


def cases():
    plain = [
        case("get-vanilla"),
        case("get-empty-path", path=""),
        case("head", method="HEAD", path="/a.csv"),
        case("put-body", method="PUT", path="/out/a.txt", payload_hash=hashlib.sha256(b"made up body").hexdigest(),
             headers=[HOST, ("Content-Length", "12"), ("Content-Type", "text/plain; charset=utf-8")]),
        case("unsigned-payload", payload_hash="UNSIGNED-PAYLOAD"),
        case("no-payload-header", flags=[]),
        case("range-get", path="/a/b.csv.gz", headers=[HOST, ("Range", "bytes=8388608-16777215"),
                                                       ("If-Match", '"0123456789abcdef-3"')]),
        case("path-style", path="/records/a/b", headers=[("Host", "127.0.0.1:9000")]),
        case("other-region-and-time", region="us-gov-west-1", time="20000229T000000Z"),
        case("requester-pays", headers=[HOST, ("x-amz-request-payer", "requester"),
                                        ("x-amz-expected-bucket-owner", "123456789012")]),
    ]
    keys = [
        key_case("double-slash", "a//b"), key_case("leading-slash", "/a"), key_case("trailing-slash", "a/"),
        key_case("dot-segment", "./x"), key_case("dot-dot-segment", "../x"), key_case("inner-dots", "a/./b/../c"),
        key_case("only-dots", ".."), key_case("percent-2f", "a%2Fb"), key_case("percent", "100%"),
        key_case("plus", "a+b c"), key_case("space", " lead and trail "), key_case("unicode", "patiënt/住所/😀.txt"),
        key_case("combining", "e\u0301"), key_case("control", "a\x01b\tc\nd\x7f"),
        key_case("reserved", "a!*'();:@&=+$,?#[]b"), key_case("unreserved", "A-Z.a_z~0"),
        key_case("not-utf8", b"\xff\xfe/\x80"), key_case("backslash", "a\\b|c^d`e\"f<g>"),
        key_case("long", "x" * 1024),
    ]
    queries = [
        case("query-list", query=[("list-type", "2"), ("prefix", "in/2026 01/"), ("max-keys", "1000"),
                                  ("encoding-type", "url")]),
        case("query-continuation", query=[("list-type", "2"), ("continuation-token", "1/abc+def=="), ("prefix", "")]),
        case("query-empty-value", query=[("tagging", "")]),
        case("query-empty-name", query=[("", "value"), ("a", "")]),
        case("query-order-of-names", query=[("b", "1"), ("a", "2"), ("B", "3"), ("A", "4"), ("a-b", "5"), ("a.b", "6")]),
        case("query-order-of-values", query=[("a", "z"), ("a", "Z"), ("a", ""), ("a", "é"), ("a", "%"), ("a", "~")]),
        case("query-order-is-of-encoded", query=[("a~", "1"), ("aé", "2"), ("a/", "3"), ("az", "4"), ("a", "5")]),
        case("query-prefix-names", query=[("ab", "1"), ("a", "b=2"), ("a=", "3")]),
        case("query-unicode", query=[("prefix", "住所/\u00e9"), ("start-after", "\U0010ffff")]),
        case("query-plus-and-percent", query=[("prefix", "a+b%20c d")]),
    ]
    headers = [
        case("header-order-and-case", headers=[("X-Amz-Meta-b", "2"), ("x-AMZ-meta-A", "1"), HOST, ("ACCEPT", "*/*")]),
        case("header-trim", headers=[HOST, ("My-Header", " \t value \t ")]),
        case("header-fold-spaces", headers=[HOST, ("My-Header", 'a   b \t c  "d   e"')]),
        case("header-multi-line", headers=[HOST, ("My-Header", "one\r\n  two\n\tthree")]),
        case("header-duplicates", headers=[HOST, ("My-Header", "z"), ("my-header", "a"), ("MY-HEADER", " m ")]),
        case("header-empty-value", headers=[HOST, ("My-Header", ""), ("My-Other", "   ")]),
        case("header-value-case", headers=[HOST, ("My-Header", "MiXeD")]),
        case("header-name-is-prefix", headers=[HOST, ("x-a-b", "1"), ("x-a", "2"), ("x", "3")]),
        case("header-utf8", headers=[HOST, ("x-amz-meta-name", "patiënt")]),
    ]
    tokens = [
        case("session-token", session_token=TOKEN),
        case("session-token-after", session_token=TOKEN, flags=["sign_payload_header", "omit_session_token"]),
        case("presign-session-token", mode="query", session_token=TOKEN, payload_hash="UNSIGNED-PAYLOAD", flags=[]),
        case("presign-session-token-after", mode="query", session_token=TOKEN, payload_hash="UNSIGNED-PAYLOAD",
             flags=["omit_session_token"]),
    ]
    presigned = [
        case("presign", mode="query", path="/a/b.txt", payload_hash="UNSIGNED-PAYLOAD", flags=[], expires=604800),
        case("presign-with-query", mode="query", path="/a", query=[("versionId", "3/L4kq+x"), ("Zeta", "1"), ("X-Amz-A", "")],
             payload_hash="UNSIGNED-PAYLOAD", flags=[]),
        case("presign-with-headers", mode="query", path="/a", payload_hash="UNSIGNED-PAYLOAD", flags=[],
             headers=[HOST, ("Range", "bytes=0-9"), ("x-amz-request-payer", "requester")]),
        key_case("presigned", "a//b +%.txt", mode="query", payload_hash="UNSIGNED-PAYLOAD", flags=[]),
    ]
    host = [("Host", "sts.eu-central-1.amazonaws.com")]
    both = ["normalize_path", "double_encode_path"]
    other = [
        case("service-" + name, service="execute-api", headers=host, path=path, flags=both)
        for name, path in (
            ("vanilla", "/"), ("dot-dot", "/a/b/../c"), ("dot-dot-above-root", "/../../a"), ("dot", "/./a/./b/."),
            ("ends-in-dot-dot", "/a/b/.."), ("slashes", "//a///b//"), ("encoded", "/a%20b/%E4%BD%8F"),
            ("dots-in-names", "/...a/b../.c"))
    ] + [
        case("service-normalize-only", service="execute-api", headers=host, path="/a/../b%20c//d", flags=["normalize_path"]),
        case("service-double-encode-only", service="execute-api", headers=host, path="/a/../b%20c//d",
             flags=["double_encode_path"]),
        case("service-post", service="sts", method="POST", headers=host + [("Content-Type", "application/x-www-form-urlencoded")],
             payload_hash=hashlib.sha256(b"Action=GetCallerIdentity&Version=2011-06-15").hexdigest(), flags=both),
    ]
    return plain + keys + queries + headers + tokens + presigned + other


def canonical_path(text, flags):
    text = text or "/"
    if "normalize_path" in flags:
        ends = text.endswith(("/", "/.", "/.."))
        text = posixpath.normpath("/" + text.lstrip("/"))
        text = text + "/" if ends and text != "/" else text
    return quote(text, "/") if "double_encode_path" in flags else text


def canonical_query(pairs):
    return "&".join("=".join(pair) for pair in sorted((quote(name), quote(value)) for name, value in pairs))


def canonical_headers(pairs):
    values = {}
    for name, value in pairs:
        values.setdefault(name.lower(), []).append(re.sub("[ \t\r\n]+", " ", value).strip(" "))
    names = sorted(values, key=lambda name: name.encode())
    return "".join("%s:%s\n" % (name, ",".join(values[name])) for name in names), ";".join(names)


def sign(given):
    """The files of one case: name -> text."""
    flags, token = given["flags"], given["session_token"]
    date = given["time"][:8]
    scope = "/".join((date, given["region"], given["service"], "aws4_request"))
    is_signed_token = token and "omit_session_token" not in flags
    headers, query = list(given["headers"]), list(given["query"])
    if given["mode"] == "header":
        headers.append(("X-Amz-Date", given["time"]))
        headers += [("X-Amz-Security-Token", token)] if is_signed_token else []
        headers += [("x-amz-content-sha256", given["payload_hash"])] if "sign_payload_header" in flags else []
    block, names = canonical_headers(headers)
    if given["mode"] == "query":
        query += [("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Credential", given["access_key_id"] + "/" + scope),
                  ("X-Amz-Date", given["time"]), ("X-Amz-Expires", str(given["expires"])), ("X-Amz-SignedHeaders", names)]
        query += [("X-Amz-Security-Token", token)] if is_signed_token else []
    query = canonical_query(query)
    request = "\n".join((given["method"], canonical_path(given["path"], flags), query, block, names, given["payload_hash"]))
    to_sign = "\n".join(("AWS4-HMAC-SHA256", given["time"], scope, hashlib.sha256(request.encode()).hexdigest()))
    key = ("AWS4" + given["secret_access_key"]).encode()
    for link in scope.split("/"):
        key = hmac.new(key, link.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    files = {"canonical-request": request, "string-to-sign": to_sign, "signature": signature}
    if given["mode"] == "header":
        files["authorization"] = "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s" % (
            given["access_key_id"], scope, names, signature)
    else:
        after = "&X-Amz-Security-Token=" + quote(token) if token and not is_signed_token else ""
        files["query"] = query + "&X-Amz-Signature=" + signature + after
    return files


def describe(given):
    lines = [(word, given[word]) for word in ("mode", "method", "path")]
    lines += [("query", quote(name) + "=" + quote(value)) for name, value in given["query"]]
    lines += [("header", quote(name) + "=" + quote(value)) for name, value in given["headers"]]
    lines += [(word, given[word]) for word in ("payload_hash", "time", "access_key_id", "secret_access_key",
                                               "session_token", "region", "service", "expires")]
    lines += [("flag", flag) for flag in FLAGS if flag in given["flags"]]
    return "".join("%s %s\n" % line for line in lines)


def main():
    parser = argparse.ArgumentParser(description="golden cases of AWS Signature Version 4")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    is_check = parser.parse_args().check
    passed = failed = 0
    for given in cases():
        folder = os.path.join(FOLDER, given["name"])
        files = dict(sign(given), request=describe(given))
        if not is_check:
            os.makedirs(folder, exist_ok=True)
        for name, text in files.items():
            path = os.path.join(folder, name)
            if not is_check:
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.write(text)
                passed += 1
                continue
            with open(path, encoding="utf-8", newline="") as file:
                is_same = file.read() == text
            passed, failed = passed + is_same, failed + (not is_same)
            if not is_same:
                print("differs:", path)
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
