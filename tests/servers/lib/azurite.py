"""azurite, a server for Azure Blob Storage that verifies Shared Key and SAS, of tests/servers/npm."""
import os
import pathlib
import shutil
import subprocess

from process import Server, free_ports, make_certificate

NPM = pathlib.Path(__file__).resolve().parent.parent / "npm"
MAIN = NPM / "node_modules" / "azurite" / "dist" / "src" / "azurite.js"
ACCOUNT = "phitest"
KEY = "cGhpY3Jhd2wgdGVzdCBrZXksIG5vdCBhIHNlY3JldCwgZm9yIGF6dXJpdGUgb25seS4uLi4uLi4="


def is_installed():
    """Installs it by the lock file when npm is there and it is not."""
    if shutil.which("node") is None:
        return False
    if not MAIN.exists() and shutil.which("npm") is not None:
        subprocess.run(["npm", "ci", "--no-fund", "--no-audit"], cwd=NPM, capture_output=True, check=False)
    return MAIN.exists()


class Azurite(Server):
    def __init__(self, tls=False, oauth=False):
        super().__init__()
        self.tls = tls or oauth
        self.oauth = oauth  # takes tokens of Entra ID by their claims, whoever signed them

    def start(self):
        self.port, queue, table = free_ports(3)
        command = ["node", str(MAIN), "--inMemoryPersistence", "--disableTelemetry", "--silent"]
        for name, port in (("blob", self.port), ("queue", queue), ("table", table)):
            command += ["--%sHost" % name, "127.0.0.1", "--%sPort" % name, str(port)]
        if self.tls:
            self.ca, certificate, key = make_certificate(self.folder, ["DNS:localhost", "IP:127.0.0.1"])
            command += ["--cert", certificate, "--key", key]
        if self.oauth:
            command += ["--oauth", "basic"]
        environment = dict(os.environ, AZURITE_ACCOUNTS="%s:%s" % (ACCOUNT, KEY))
        self.spawn("azurite", *command, env=environment, cwd=self.folder)
        self.wait_for_port(self.port)

    @property
    def endpoint(self):
        return "%s://127.0.0.1:%d/%s" % ("https" if self.tls else "http", self.port, ACCOUNT)
