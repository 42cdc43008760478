"""Servers of a test: free ports, a folder, processes of their own that end with the test."""
import os
import random
import shutil
import socket
import subprocess
import tempfile
import time


def free_ports(count):
    """Ports of 127.0.0.1 below the range from which the kernel takes those of clients."""
    sockets = []
    while len(sockets) < count:
        probe = socket.socket()
        try:
            probe.bind(("127.0.0.1", random.randint(20000, 32000)))
            sockets.append(probe)
        except OSError:
            probe.close()
    ports = [probe.getsockname()[1] for probe in sockets]
    for probe in sockets:
        probe.close()
    return ports


class Server:
    """A folder and the processes in it; a context manager that ends what it started."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="phicrawl-server-")
        self.processes = []

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def spawn(self, name, *command, **options):
        with open(self.path(name + ".log"), "ab") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **options
            )
        self.processes.append(process)
        return process

    def wait_for_port(self, port, seconds=120):
        """Until something listens there, or the process that should has ended."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            if self.processes[-1].poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError("no server on port %d; see its log:\n%s" % (port, self.logs()))

    def logs(self):
        text = ""
        for name in sorted(os.listdir(self.folder)):
            if name.endswith(".log"):
                with open(self.path(name), errors="replace") as file:
                    text += "%s: %s\n" % (name, file.read()[-500:])
        return text

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *unused):
        self.stop()

    def start(self):
        raise NotImplementedError


def make_certificate(folder, names, days=2):
    """A certificate authority and a certificate of it for names, valid for days; returns (ca, certificate, key) as
    paths."""

    def openssl(*args):
        subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True)

    with open(os.path.join(folder, "names.cnf"), "w", encoding="utf-8") as file:
        file.write("subjectAltName=%s\n" % ",".join(names))
    openssl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=phicrawl test authority",
        "-keyout", "ca.key", "-out", "ca.crt",
    )
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "tls.key", "-out", "tls.csr")
    openssl(
        "x509", "-req", "-in", "tls.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
        "-days", str(days), "-extfile", "names.cnf", "-out", "tls.crt",
    )
    return [os.path.join(folder, name) for name in ("ca.crt", "tls.crt", "tls.key")]
