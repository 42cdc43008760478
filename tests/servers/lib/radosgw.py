"""radosgw, the S3 server of Ceph: one monitor, one OSD in memory, one gateway, without authentication among them.

It verifies signatures as AWS does, and has paging, session tokens (STS), virtual-hosted buckets and TLS.
"""
import json
import os
import shutil
import subprocess
import uuid

from process import Server, free_ports, make_certificate

PROGRAMS = ("ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "monmaptool", "ceph")
ACCESS_KEY = "PHICRAWLTEST00000001"
SECRET_KEY = "phicrawl/Test+Secret0123456789abcdefghijk"
OTHER_KEY = "PHICRAWLTEST00000002"

CONFIG = """
[global]
fsid = {fsid}
mon host = v2:127.0.0.1:{mon}/0
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
public network = 127.0.0.0/8
cluster network = 127.0.0.0/8
ms bind ipv4 = true
ms bind ipv6 = false
ms bind port min = 32100
ms bind port max = 32700
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
ms mon cluster mode = crc
ms mon service mode = crc
run dir = {folder}/run
pid file = {folder}/run/$name.pid
admin socket = {folder}/run/$name.asok
log file = {folder}/$name.clog
crash dir = {folder}/run
mon cluster log file = {folder}/cluster.clog
mon data = {folder}/mon
mon data avail warn = 1
mon data avail crit = 1
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 2147483648
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 2000
osd class load list = *
osd class default list = *
debug ms = 0
[client.rgw.a]
# Without tcp_nodelay every small answer waits 40 ms.
rgw frontends = beast tcp_nodelay=1 {endpoints}
rgw data = {folder}/rgw
rgw dns name = s3.localhost
rgw enable usage log = false
rgw enable ops log = false
rgw dynamic resharding = false
rgw override bucket index max shards = {shards}
rgw crypt require ssl = false
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = testkey-1=YmluCmJvb3N0CmJvb3N0LWJ1aWxkCmNlcGguY29uZgo=
rgw s3 auth use sts = {sts}
rgw sts key = abcdefghijklmnop
rgw verify ssl = false
"""


def is_installed():
    return all(shutil.which(program) for program in PROGRAMS)


def allow(statement):
    """A policy that allows what the statement says."""
    return json.dumps({"Version": "2012-10-17", "Statement": [dict(statement, Effect="Allow")]})


class Radosgw(Server):
    """sts: answers to session tokens; a wrong signature is then AccessDenied."""

    def __init__(self, shards=0, sts=False):
        super().__init__()
        self.shards = shards
        self.sts = sts

    def start(self):
        mon, self.port, self.tls_port = free_ports(3)
        for name in ("mon", "osd", "run", "rgw"):
            os.mkdir(self.path(name))
        self.ca, certificate, key = make_certificate(
            self.folder, ["DNS:localhost", "DNS:s3.localhost", "DNS:*.s3.localhost", "IP:127.0.0.1"]
        )
        with open(self.path("tls.pem"), "wb") as file:
            for name in (certificate, key):
                with open(name, "rb") as part:
                    file.write(part.read())
        fsid = str(uuid.uuid4())
        endpoints = "endpoint=127.0.0.1:%d ssl_endpoint=127.0.0.1:%d ssl_certificate=%s" % (
            self.port, self.tls_port, self.path("tls.pem"),
        )
        self.write(
            "ceph.conf",
            CONFIG.format(
                fsid=fsid, folder=self.folder, mon=mon, endpoints=endpoints, shards=self.shards,
                sts="true" if self.sts else "false",
            ),
        )
        self.environment = dict(os.environ, CEPH_CONF=self.path("ceph.conf"))
        address = "[v2:127.0.0.1:%d/0]" % mon
        self.run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", address, self.path("monmap"))
        self.run("ceph-mon", "--mkfs", "-i", "a", "--monmap", self.path("monmap"))
        self.spawn("mon", "ceph-mon", "-f", "-i", "a", env=self.environment)
        self.wait_for_port(mon)
        osd_uuid = str(uuid.uuid4())
        self.run("ceph", "osd", "new", osd_uuid)
        self.run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd_uuid)
        self.spawn("osd", "ceph-osd", "-f", "-i", "0", env=self.environment)
        self.spawn("rgw", "radosgw", "-f", "-n", "client.rgw.a", env=self.environment)
        self.wait_for_port(self.port)
        self.run(
            "radosgw-admin", "user", "create", "--uid=tester", "--display-name=Tester", "--access-key=" + ACCESS_KEY,
            "--secret-key=" + SECRET_KEY, "--caps=roles=*;user-policy=*",
        )
        self.run(
            "radosgw-admin", "user", "create", "--uid=other", "--display-name=Other", "--access-key=" + OTHER_KEY,
            "--secret-key=" + SECRET_KEY,
        )

    def make_role(self, name):
        """A role that the first user may assume and that may read everything; returns its ARN."""
        trust = {"Principal": {"AWS": ["arn:aws:iam:::user/tester"]}, "Action": ["sts:AssumeRole"]}
        rights = {"Resource": "arn:aws:s3:::*", "Action": ["s3:*"]}
        role = "--role-name=" + name
        self.run("radosgw-admin", "role", "create", role, "--assume-role-policy-doc=" + allow(trust))
        self.run("radosgw-admin", "role-policy", "put", role, "--policy-name=read", "--policy-doc=" + allow(rights))
        return "arn:aws:iam:::role/" + name

    def run(self, *command):
        done = subprocess.run(command, env=self.environment, capture_output=True, timeout=120, check=False)
        if done.returncode != 0:
            raise RuntimeError("%s: %s\n%s" % (command[0], done.stderr.decode(errors="replace")[-2000:], self.logs()))

    @property
    def endpoint(self):
        return "http://127.0.0.1:%d" % self.port
