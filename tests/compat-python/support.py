"""What the tests share: reading the server back, waiting, running scripts and the CLI, a local HTTP service."""

import http.server
import json
import os
import secrets
import socketserver
import subprocess
import sys
import threading
import time

import httpx


def unique(word):
    return f"{word}-{secrets.token_hex(5)}"


def wait_for(what, look, seconds=20):
    """Look again and again until there is something to see."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"{what}: still {seen!r} after {seconds} s"
        time.sleep(0.2)
    return seen


class Server(httpx.Client):
    def __init__(self, url=None, key=None):
        key = key or os.environ.get("PREFECT_API_KEY")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        super().__init__(base_url=url or os.environ["PREFECT_API_URL"], headers=headers, timeout=30)

    def ask(self, path, body=None):
        """POST with a body, GET without; the decoded answer."""
        answer = self.get(path) if body is None else self.post(path, json=body)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text[:300]}"
        return answer.json()

    def change(self, path, body):
        answer = self.patch(path, json=body)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text[:300]}"

    def runs_of(self, flow_name):
        return self.ask("/flow_runs/filter", {"flows": {"name": {"any_": [flow_name]}}, "sort": "START_TIME_ASC"})

    def run_of(self, flow_name):
        [run] = wait_for(f"run of {flow_name}", lambda: self.runs_of(flow_name))
        return run

    def task_runs_of(self, run_id, count):
        """Task runs arrive as events, a little after the run: wait until that many have ended."""
        body = {"flow_runs": {"id": {"any_": [str(run_id)]}}}
        ended = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}

        def look():
            rows = self.ask("/task_runs/filter", body)
            return rows if len(rows) >= count and all(row["state_type"] in ended for row in rows) else None

        rows = wait_for(f"{count} task runs of {run_id}", look)
        assert len(rows) == count, [row["name"] for row in rows]
        return sorted(rows, key=lambda row: row["expected_start_time"] or row["created"])

    def wait_for_log(self, text, **owner):
        """Until a log line of this run contains the text; owner is flow_run_id= or task_run_id=."""
        where = {name: {"any_": [str(value)]} for name, value in owner.items()}

        def look():
            rows = self.ask("/logs/filter", {"logs": where, "sort": "TIMESTAMP_ASC"})
            return [row for row in rows if text in row["message"]]

        return wait_for(f"log line {text!r}", look)[0]


def python(path, *args, ok=True, env=None):
    """Run a script as a user does, in a process of its own."""
    return finished([sys.executable, str(path), *map(str, args)], ok, env)


def prefect(*args, ok=True, env=None, cwd=None):
    """Run the client's command line."""
    return finished([sys.executable, "-m", "prefect", *map(str, args)], ok, env, cwd)


def finished(command, ok, env, cwd=None):
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=env, cwd=cwd)
    if ok:
        assert done.returncode == 0, f"{command[1:]}:\n{done.stdout}\n{done.stderr}"
    return done


class FactService:
    """Answers GET /<path> with what `say` was told, one answer after another; the last one stays."""

    def __init__(self):
        self.answers = {}
        self.asked = []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = self.path.strip("/")
                service.asked.append(path)
                left = service.answers.get(path, [(404, {})])
                status, body = left.pop(0) if len(left) > 1 else left[0]
                text = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"

    def say(self, path, *answers):
        self.answers[path] = list(answers)
        return f"{self.url}/{path}"

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()


class MailServer:
    """Takes mails of whoever logs in; `mails` holds their texts, in the order in which they came."""

    def __init__(self):
        self.mails = []
        mails = self.mails

        class Handler(socketserver.StreamRequestHandler):
            def say(self, line):
                self.wfile.write(f"{line}\r\n".encode())

            def data(self):
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                mails.append(b"".join(lines).decode())
                self.say("250 taken")

            def handle(self):
                self.say("220 ready")
                while line := self.rfile.readline().decode().strip():
                    command = line.split()[0].upper()
                    if command == "DATA":
                        self.data()
                    elif command == "EHLO":
                        self.say("250-here")
                        self.say("250 AUTH PLAIN")
                    else:
                        self.say({"AUTH": "235 you are", "QUIT": "221 bye"}.get(command, "250 well"))

        self.tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.tcp.daemon_threads = True
        self.port = self.tcp.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.tcp.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.tcp.shutdown()
        self.tcp.server_close()
