"""OpenStack Swift with its s3api, another server that verifies signatures: an implementation of S3 that shares nothing
with the one of Ceph. One proxy, and one server each for accounts, containers and objects."""
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request

from process import Server, free_ports

STORES = ("account", "container", "object")
PROGRAMS = ["memcached", "swift-proxy-server", "swift-ring-builder"] + ["swift-%s-server" % name for name in STORES]
ACCESS_KEY = "test:tester"
SECRET_KEY = "phicrawl/Test+Secret0123456789"

COMMON = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
user = root
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
workers = 0
disable_fallocate = true
recon_cache_path = {folder}
log_address = /dev/null
"""

STORE = """[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
"""

FILTERS = ("catch_errors", "gatekeeper", "healthcheck", "cache", "listing_formats", "s3api", "tempauth", "copy", "bulk", "slo",
           "dlo", "versioned_writes", "symlink")
SETTINGS = {
    "cache": "memcache_servers = 127.0.0.1:{memory}",
    "s3api": "location = us-east-1\ns3_acl = true\nstorage_domain = s3.localhost\nmax_bucket_listing = 1000",
    "tempauth": "user_test_tester = " + SECRET_KEY + " .admin",
    "versioned_writes": "allow_versioned_writes = true\nallow_object_versioning = true",
}


def is_installed():
    return all(shutil.which(program) for program in PROGRAMS)


class Swift(Server):
    def start(self):
        self.port, memory, *ports = free_ports(2 + len(STORES))
        self.write("swift.conf", "[swift-hash]\nswift_hash_path_prefix = phicrawl\nswift_hash_path_suffix = test\n"
                                 "[storage-policy:0]\nname = gold\ndefault = yes\n")
        os.makedirs(self.path("devices", "d1"))
        self.spawn("memcached", "memcached", "-u", "root", "-l", "127.0.0.1", "-p", str(memory), "-m", "64")
        for name, port in zip(STORES, ports):
            self.make_ring(name, port)
            self.serve(name, port, STORE.format(name=name))
        text = "[pipeline:main]\npipeline = %s proxy-server\n[app:proxy-server]\nuse = egg:swift#proxy\n" % " ".join(FILTERS)
        text += "account_autocreate = true\n"
        for name in FILTERS:
            program = {"cache": "memcache"}.get(name, name)
            text += "[filter:%s]\nuse = egg:swift#%s\n%s\n" % (name, program, SETTINGS.get(name, ""))
        self.serve("proxy", self.port, text.replace("{memory}", str(memory)))
        self.wait_until_healthy()

    def make_ring(self, name, port):
        builder = self.path(name + ".builder")
        for command in (["create", "4", "1", "0"], ["add", "r1z1-127.0.0.1:%d/d1" % port, "1"], ["rebalance"]):
            subprocess.run(["swift-ring-builder", builder, *command], capture_output=True, timeout=60, check=False)

    def serve(self, name, port, text):
        self.write(name + ".conf", COMMON.format(port=port, folder=self.folder) + text)
        self.spawn(name, "swift-%s-server" % name, self.path(name + ".conf"))

    def wait_until_healthy(self, seconds=120):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(self.endpoint + "/healthcheck", timeout=5).close()
                return
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        raise RuntimeError("swift does not start:\n" + self.logs())

    @property
    def endpoint(self):
        return "http://127.0.0.1:%d" % self.port
