"""What the black-box tests share: starting and stopping scimd, talking to it, counting what held.

Every test program ends with the line `N passed, N failed`. It ends only processes it started itself, keeps everything
it writes in one temporary folder that goes away with it, and is ended by its own alarm when it takes too long.
"""
import atexit
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "tests", "data")
SCIMD = os.environ.get("SCIMD", os.path.join(ROOT, "build", "scimd"))

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


class Tally:
    """Counts checks; a failure is printed at once, with what was seen."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.lock = threading.Lock()

    def check(self, sentence, holds, seen=None):
        with self.lock:
            if holds:
                self.passed += 1
            else:
                self.failed += 1
                print("FAILED: %s%s" % (sentence, "" if seen is None else "\n        seen: %s" % str(seen)[:600]),
                      flush=True)
        return bool(holds)

    def equal(self, sentence, seen, want):
        return self.check(sentence, seen == want and type(seen) is type(want), "%r, want %r" % (seen, want))

    def finish(self):
        print("%d passed, %d failed" % (self.passed, self.failed), flush=True)
        sys.exit(1 if self.failed or not self.passed else 0)


def run(program, seconds_max):
    """program(tally, folder) in a temporary folder; any exception is one more failure. Never returns."""
    tally = Tally()
    folder = tempfile.mkdtemp(prefix="scimd-e2e-")
    os.environ["TMPDIR"] = folder  # also for the throw-away folders of `scimd dev`
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(Server.stop_all)

    def late(_signal, _frame):
        raise TimeoutError("not done after %d s" % seconds_max)

    signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds_max)
    try:
        program(tally, folder)
    except Exception as error:  # a crash of the test is a failure with a name, not a silent end
        import traceback
        traceback.print_exc(file=sys.stdout)
        tally.check("the test program ran to its end", False, repr(error))
    signal.alarm(0)
    Server.stop_all()
    tally.finish()


class Server:
    """One running scimd. `ready` is the ready line of `dev --json`, or None for `serve`."""

    started = []

    def __init__(self, *arguments, log=None, env=None, stderr=None):
        """Starts `scimd ARGUMENTS` and waits until it is ready.

        Its log (stderr) goes to the file `log`, or to the descriptor `stderr`, or nowhere.
        """
        self.log_path = log
        self.stderr = open(log, "ab") if log else stderr if stderr is not None else subprocess.DEVNULL
        self.process = subprocess.Popen([SCIMD, *arguments], stdout=subprocess.PIPE, stderr=self.stderr,
                                        stdin=subprocess.DEVNULL, env={**os.environ, **(env or {})})
        Server.started.append(self)
        self.ready = None
        self.output = ""  # what `serve` printed
        if arguments[0] == "dev":
            self.ready = json.loads(self.read_line())
            self.url = self.ready["api_base"].removesuffix("/client/v4")
        else:
            while not self.output.rpartition("\n")[0].split("\n")[-1].startswith("serving "):
                self.output += self.read_line()
            self.url = self.output.split()[-1]
        self.host, self.port = self.url.split("//")[1].split(":")
        self.port = int(self.port)

    def read_line(self):
        line = self.process.stdout.readline().decode()
        if not line:
            raise RuntimeError("scimd ended with %s before it was ready%s" % (self.process.wait(), self.log_tail()))
        return line

    @classmethod
    def dev(cls, *arguments, **more):
        return cls("dev", "--json", "--listen", "127.0.0.1:0", *arguments, **more)

    @classmethod
    def serve(cls, data, *arguments, **more):
        return cls("serve", "--data", data, "--listen", "127.0.0.1:0", *arguments, **more)

    @property
    def pid(self):
        return self.process.pid

    def scim(self, token=None, timeout=30, account=None):
        """A keep-alive connection whose paths are below the SCIM base URL."""
        path = "/client/v4/accounts/%s/scim/v2" % (account or self.ready["account_id"])
        return Client(self.host, self.port, path, self.ready["scim_token"] if token is None else token, timeout)

    def root(self, token="", timeout=30):
        return Client(self.host, self.port, "", token, timeout)

    def log_tail(self):
        if not self.log_path:
            return ""
        with open(self.log_path, "rb") as file:
            return "; its log ends: " + file.read()[-400:].decode("utf-8", "replace")

    def kill(self):
        self.process.kill()
        return self.close()

    def stop(self, seconds=10):
        """SIGTERM; returns the exit status, killing it when it takes longer."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
        return self.close()

    def close(self):
        status = self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        if self.log_path:
            self.stderr.close()
        if self in Server.started:
            Server.started.remove(self)
        return status

    @classmethod
    def stop_all(cls):
        for server in list(cls.started):
            with contextlib.suppress(Exception):
                server.kill()


class Response:
    """An answer. `json` is the parsed body, or None when there is none or it does not parse."""

    def __init__(self, status, headers, body, seconds):
        self.status, self.headers, self.body, self.seconds = status, headers, body, seconds
        try:
            self.json = json.loads(body) if body else None
        except ValueError:
            self.json = None

    def __repr__(self):
        return "%d %s" % (self.status, self.body[:400].decode("utf-8", "replace"))

    @property
    def error(self):
        """(status, scimType) of a SCIM Error body that agrees with the status line, else None."""
        body = self.json
        if (isinstance(body, dict) and body.get("schemas") == [ERROR] and body.get("status") == str(self.status)
                and isinstance(body.get("detail"), str) and body["detail"]):
            return self.status, body.get("scimType")
        return None


class Client:
    """One keep-alive connection; reconnects when the server closed it between two requests."""

    def __init__(self, host, port, base_path, token, timeout):
        self.base_path, self.token = base_path, token
        self.connection = http.client.HTTPConnection(host, port, timeout=timeout)

    def request(self, method, path, body=None, headers=None, content_type="application/scim+json"):
        """`body`: bytes as they are, anything else as JSON. `headers` win; a None value leaves that header out."""
        fields = {"Authorization": "Bearer " + self.token} if self.token else {}
        if body is not None:
            if content_type:
                fields["Content-Type"] = content_type
            if not isinstance(body, bytes):
                body = json.dumps(body).encode()
        fields.update(headers or {})
        fields = {name: value for name, value in fields.items() if value is not None}
        start = time.monotonic()
        for attempt in (1, 2):
            fresh = self.connection.sock is None
            try:
                self.connection.request(method, self.base_path + path, body, fields)
                answer = self.connection.getresponse()
                raw = answer.read()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.connection.close()
                if fresh or attempt == 2:  # not an idle connection that timed out
                    raise
            except Exception:
                self.connection.close()
                raise
        return Response(answer.status, answer.headers, raw, time.monotonic() - start)

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, body, **more):
        return self.request("POST", path, body, **more)

    def put(self, path, body, **more):
        return self.request("PUT", path, body, **more)

    def delete(self, path, **more):
        return self.request("DELETE", path, **more)

    def patch(self, path, *operations, **more):
        return self.request("PATCH", path, {"schemas": [PATCH_OP], "Operations": list(operations)}, **more)

    def close(self):
        self.connection.close()


def user_body(user_name, /, **more):
    return {"schemas": [USER], "userName": user_name, **more}


def group_body(display_name, /, *members, **more):
    body = {"schemas": [GROUP], "displayName": display_name, **more}
    if members:
        body["members"] = [{"value": member} for member in members]
    return body


def exchange(port, data, seconds=5, half_close=False):
    """Sends bytes on a connection of its own; returns all that came until the server closed or `seconds` of silence."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(data)
        if half_close:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
        received = b""
        with contextlib.suppress(socket.timeout, ConnectionResetError):
            while True:
                part = connection.recv(65536)
                if not part:
                    break
                received += part
        return received


def status_of(answer):
    """The status of the first answer in raw bytes, or None."""
    parts = answer.split(b" ", 2)
    return int(parts[1]) if len(parts) > 1 and answer.startswith(b"HTTP/1.1 ") and parts[1].isdigit() else None


def command(*arguments, env=None, timeout=20, check=False):
    """Runs `scimd ARGUMENTS` to its end: CompletedProcess with text stdout and stderr."""
    done = subprocess.run([SCIMD, *arguments], capture_output=True, text=True, timeout=timeout,
                          env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL)
    if check and done.returncode != 0:
        raise RuntimeError("scimd %s: %d %s" % (" ".join(arguments), done.returncode, done.stderr))
    return done
