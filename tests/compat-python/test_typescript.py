"""Flows in Python and in TypeScript call each other's deployments: one graph, whatever the language."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import textwrap

import pytest
from support import unique, wait_for

ROOT = pathlib.Path(__file__).parent.parent.parent
NODE = ROOT / "node_modules/.bin/node"
BUILD = """
    import { buildSdk } from %s;
    await buildSdk(%s, %s, { withTypes: false });
"""
SERVED_TS = """
    import { flow, task } from '@orch/sdk';
    const double = task({ name: 'double', run: (n) => 2 * n });
    const served = flow({ name: '%(name)s', persistResult: true, run: ({ n }) => double(n) });
    await served.serve({ name: 'ts' });
"""
CALLER_PY = """
    from prefect import flow, task
    from prefect.deployments import run_deployment

    @task
    def seven():
        return [7]

    @flow(name="%(name)s-caller")
    def caller():
        run = run_deployment("%(name)s/ts", parameters={"n": 7, "why": seven()}, poll_interval=0.5, timeout=45)
        print("value", run.state.result(), flush=True)

    caller()
"""
SERVED_PY = """
    from prefect import flow, task

    @task
    def double(n):
        return 2 * n

    @flow(name="%(name)s", persist_result=True, result_serializer="json")
    def served(n: int):
        return double(n)

    if __name__ == "__main__":
        served.serve(name="py")
"""
CALLER_TS = """
    import { dep, deployments, flow, task } from '@orch/sdk';
    const seven = task({ name: 'seven', run: () => 7 });
    const caller = flow({
      name: '%(name)s-caller',
      run: async () => {
        const run = await deployments.run('%(name)s/py', { n: dep(await seven()) }, { timeoutSeconds: 45 });
        return await run.result();
      },
    });
    process.stdout.write(JSON.stringify({ value: await caller() }));
"""


class Project:
    """A folder with the SDK as it is published; results of both languages lie in one place."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.env = {
            **os.environ,
            "ORCH_HOME": f"{folder}/home",
            "PREFECT_LOCAL_STORAGE_PATH": f"{folder}/results",
            "PREFECT_RUNNER_POLL_FREQUENCY": "1",
            "PREFECT_RUNNER_SERVER_ENABLE": "false",
        }
        (self.folder / "package.json").write_text('{"type": "module"}')
        build = tuple(json.dumps(str(text)) for text in (
            (ROOT / "tools/build/sdk.mjs").as_uri(), ROOT, self.folder / "node_modules/@orch/sdk"))
        self.finish(self.command("build.mjs", BUILD % build))

    def command(self, file, text):
        (self.folder / file).write_text(textwrap.dedent(text))
        return [str(sys.executable if file.endswith(".py") else NODE), file]

    def finish(self, command):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=self.env, cwd=self.folder)
        assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self, command):
        log = open(self.folder / f"{command[-1]}.log", "w")
        return subprocess.Popen(command, stdout=log, stderr=log, env=self.env, cwd=self.folder)


@pytest.fixture(scope="module")
def project():
    with tempfile.TemporaryDirectory(prefix="orch-ts-") as folder:
        yield Project(folder)


def served(project, server, command, name):
    """A process that serves a deployment; the server knows it before it is of use."""
    process = project.start(command)

    def look():
        assert process.poll() is None, (project.folder / f"{command[-1]}.log").read_text()
        return server.get(f"/deployments/name/{name}").status_code == 200

    wait_for(f"deployment {name}", look, 40)
    return process


def subflow_of(server, name):
    """The run of the flow `name` as the graph of its caller's run shows it."""
    caller, run = server.run_of(f"{name}-caller"), server.run_of(name)
    assert (caller["state_type"], run["state_type"]) == ("COMPLETED", "COMPLETED")

    def look():
        nodes = dict(server.ask(f"/flow_runs/{caller['id']}/graph-v2")["nodes"])
        return nodes if run["id"] in nodes and len(nodes) == 2 else None

    nodes = wait_for("the graph", look)
    [task_node] = [node for node in nodes.values() if node["kind"] == "task-run"]
    node = nodes[run["id"]]
    assert node["kind"] == "flow-run" and node["parents"] == [{"id": task_node["id"]}]
    # the list of subflows of the run's page
    subflows = server.ask("/flow_runs/filter", {"flow_runs": {"parent_flow_run_id": {"any_": [caller["id"]]}}})
    assert [subflow["id"] for subflow in subflows] == [run["id"]]
    return run


def test_a_python_flow_calls_a_typescript_deployment(project, server):
    name = unique("ts")
    process = served(project, server, project.command("served.mjs", SERVED_TS % {"name": name}), f"{name}/ts")
    try:
        said = project.finish(project.command("caller.py", CALLER_PY % {"name": name}))
        assert "value 14" in said
        [task_run] = server.task_runs_of(subflow_of(server, name)["id"], 1)
        assert task_run["name"].startswith("double-")
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 143


def test_a_typescript_flow_calls_a_python_deployment(project, server):
    name = unique("py")
    process = served(project, server, project.command("served.py", SERVED_PY % {"name": name}), f"{name}/py")
    try:
        said = project.finish(project.command("caller.mjs", CALLER_TS % {"name": name}))
        assert json.loads(said) == {"value": 14}
        [task_run] = server.task_runs_of(subflow_of(server, name)["id"], 1)
        assert task_run["name"].startswith("double-")
    finally:
        process.terminate()
        process.wait(30)
