"""A real worker, and the project that is deployed to it."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import textwrap

from support import Server, unique, wait_for


class Worker:
    """`prefect worker start` on a pool, in a process group of its own; ends with the block."""

    def __init__(self, pool, **settings):
        self.pool = pool
        self.name = unique("worker")
        self.settings = {"PREFECT_WORKER_QUERY_SECONDS": "1", "PREFECT_WORKER_PREFETCH_SECONDS": "5", **settings}

    def __enter__(self):
        self.log = tempfile.NamedTemporaryFile("w+", prefix="worker-", suffix=".log")
        command = [sys.executable, "-m", "prefect", "worker", "start", "-p", self.pool, "-t", "process"]
        self.process = subprocess.Popen(
            [*command, "--name", self.name], stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True,
            cwd=tempfile.gettempdir(), env={**os.environ, **self.settings})
        with Server() as server:
            wait_for(f"worker on {self.pool}", lambda: self._is_online(server), 40)
        return self

    def _is_online(self, server):
        assert self.process.poll() is None, self.said()
        rows = server.post(f"/work_pools/{self.pool}/workers/filter", json={})
        return rows.status_code == 200 and self.name in [row["name"] for row in rows.json()]

    def said(self):
        with open(self.log.name) as text:
            return text.read()

    def kill(self):
        """As when the machine loses its power: nobody can tell the server anything."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.close()


FLOW = """
    import os
    import pathlib
    import time

    from prefect import flow


    @flow(name="{flow}", log_prints=True)
    def main_flow(word: str = "nothing", seconds: float = 0):
        print("the word is", word)
        print("working in", os.getcwd())
        pathlib.Path("left-behind.txt").write_text(word)
        time.sleep(seconds)
        return word
    """

YAML = """
    name: taxi
    deployments:
    - name: Taxi1
      entrypoint: 3.4/orchestrate.py:main_flow
      description: from the repository
      work_pool:
        name: {pool}
      pull:
      - prefect.deployments.steps.git_clone:
          repository: file://{repository}
          branch: main
    - name: Taxi 2 Local
      entrypoint: 3.4/orchestrate.py:main_flow
      parameters:
        word: from the file
      tags: [second]
      work_pool:
        name: {pool}
      schedules:
      - cron: 0 9 3 * *
        timezone: Europe/Berlin
        slug: monthly
    """


class Project:
    """A folder with a prefect.yaml of two deployments, one of which clones a git repository with the same flow."""

    def __init__(self, folder, pool):
        self.flow = unique("Main flow")
        self.repository, self.folder = folder / "repository", folder / "project"
        for place in (self.repository, self.folder):
            (place / "3.4").mkdir(parents=True)
            (place / "3.4" / "orchestrate.py").write_text(textwrap.dedent(FLOW.format(flow=self.flow)))
        yaml = textwrap.dedent(YAML.format(pool=pool, repository=self.repository))
        (self.folder / "prefect.yaml").write_text(yaml)
        for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
            identity = ["-c", "user.name=n", "-c", "user.email=n@example.test", "-c", "init.defaultBranch=main"]
            subprocess.run(["git", *identity, *arguments], cwd=self.repository, check=True)

    def deployment(self, server, name="Taxi1"):
        return server.ask(f"/deployments/name/{self.flow}/{name}")

    def start(self, server, name="Taxi1", **parameters):
        """A run made by the API; ids are all that most tests need."""
        path = f"/deployments/{self.deployment(server, name)['id']}/create_flow_run"
        return server.ask(path, {"parameters": parameters})["id"]


def state_of(server, run_id):
    return server.ask(f"/flow_runs/{run_id}")["state"]["name"]


def wait_for_state(server, run_id, *names, seconds=60):
    def look():
        run = server.ask(f"/flow_runs/{run_id}")
        return run if run["state"]["name"] in names else None

    return wait_for(f"{names} of {run_id}", look, seconds)


def printed_folder(server, run_id):
    line = server.wait_for_log("working in ", flow_run_id=run_id)
    return re.search(r"working in (\S+)", line["message"])[1]


def is_running(pid):
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as stat:  # one that ended but was not collected yet does not count
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # gone meanwhile, or there is no /proc
        return not os.path.exists("/proc")
