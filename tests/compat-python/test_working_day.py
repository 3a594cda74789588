"""A working day with deployments and a worker: deploy, run, watch, cancel, hold back, and what a dead worker leaves."""

import os
import pathlib
import re
import signal
import time
from datetime import datetime

import pytest
from prefect import get_client
from support import prefect, unique, wait_for
from worker import Project, Worker, is_running, printed_folder, state_of, wait_for_state

pytestmark = pytest.mark.timeout(150)


@pytest.fixture(scope="module")
def pool():
    return unique("Zoom pool")


@pytest.fixture(scope="module")
def worker(pool):
    with Worker(pool) as one:
        yield one


@pytest.fixture(scope="module")
def project(worker, pool, tmp_path_factory):
    one = Project(tmp_path_factory.mktemp("day"), pool)
    one.said = prefect("deploy", "--all", cwd=one.folder).stdout
    return one


@pytest.fixture(scope="module")
def lost(server, tmp_path_factory):
    """A run whose worker, and itself, were killed while it held the only slots of its pool and of its deployment."""
    pool = unique("Lost pool")
    with Worker(pool, PREFECT_FLOWS_HEARTBEAT_FREQUENCY="30") as worker:
        one = Project(tmp_path_factory.mktemp("lost"), pool)
        prefect("deploy", "-n", "Taxi 2 Local", cwd=one.folder)
        server.change(f"/work_pools/{pool}", {"concurrency_limit": 1})
        one.id = one.deployment(server, "Taxi 2 Local")["id"]
        server.change(f"/deployments/{one.id}", {"concurrency_limit": 1})
        one.run = one.start(server, "Taxi 2 Local", seconds=300)
        run = wait_for_state(server, one.run, "Running")
        beats = {"event": {"name": ["prefect.flow-run.heartbeat"]}, "resource": {"id": [f"prefect.flow-run.{one.run}"]}}
        wait_for("a heartbeat", lambda: server.ask("/events/filter", {"filter": beats})["events"])
        worker.kill()
        pid = int(run["infrastructure_pid"].split(":")[-1])
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)
    one.pool = pool
    return one


def test_a_killed_worker_leaves_its_run_and_the_slots_taken(server, lost):
    assert state_of(server, lost.run) == "Running"
    assert server.ask(f"/deployments/{lost.id}")["global_concurrency_limit"]["active_slots"] == 1
    lost.next = lost.start(server, "Taxi 2 Local")
    assert server.ask(f"/work_pools/{lost.pool}/get_scheduled_flow_runs", {}) == []


def test_a_worker_makes_the_pool_that_is_missing(server, worker, pool):
    row = server.ask(f"/work_pools/{pool}")
    assert (row["type"], row["name"]) == ("process", pool)
    wait_for("ready", lambda: server.ask(f"/work_pools/{pool}")["status"] == "READY")
    assert pool in prefect("work-pool", "ls").stdout
    assert worker.name in worker.said()


def test_deploy_all_makes_what_the_file_says(server, project, pool):
    assert "Taxi1" in project.said and "Taxi 2 Local" in project.said
    first, second = project.deployment(server), project.deployment(server, "Taxi 2 Local")
    assert first["description"] == "from the repository" and first["work_pool_name"] == pool
    [[step]] = [list(pull) for pull in first["pull_steps"]]
    assert step == "prefect.deployments.steps.git_clone"
    assert second["parameters"] == {"word": "from the file"} and second["tags"] == ["second"]
    assert second["parameter_openapi_schema"]["properties"]["seconds"]["type"] == "number"
    [schedule] = second["schedules"]
    assert (schedule["schedule"]["cron"], schedule["slug"]) == ("0 9 3 * *", "monthly")
    prefect("deploy", "-n", "Taxi1", cwd=project.folder)
    assert project.deployment(server)["id"] == first["id"]


def test_a_run_is_watched_to_its_end_in_a_folder_of_its_own(server, project, worker):
    done = prefect("deployment", "run", f"{project.flow}/Taxi1", "--param", "word=lynx", "--watch")
    said = done.stdout
    assert "Created flow run" in said and "finished successfully" in said
    places = [said.index(f"prefect.flow-run.{name} ") for name in ("Pending", "Running", "Completed")]
    assert places == sorted(places)
    assert "the word is lynx" in said
    run_id = re.search(r"UUID: (\S+)", said)[1]
    run = server.ask(f"/flow_runs/{run_id}")
    assert run["parameters"]["word"] == "lynx" and run["work_pool_name"] == worker.pool
    states = server.ask(f"/flow_run_states/?flow_run_id={run['id']}")
    types = [state["type"] for state in sorted(states, key=lambda state: state["timestamp"])]
    assert list(dict.fromkeys(types)) == ["SCHEDULED", "PENDING", "RUNNING", "COMPLETED"]
    folder = pathlib.Path(printed_folder(server, run["id"]))
    for place in (project.folder, project.repository):
        assert not folder.is_relative_to(place) and not list(place.rglob("left-behind.txt"))
    wait_for("the folder is removed", lambda: not folder.exists())
    assert "completed" in worker.said().lower() or "exited cleanly" in worker.said()


def test_a_running_run_is_cancelled_and_its_process_gone(server, project):
    run_id = project.start(server, seconds=120)
    wait_for_state(server, run_id, "Running")
    pid = int(server.ask(f"/flow_runs/{run_id}")["infrastructure_pid"].split(":")[-1])
    assert is_running(pid)
    prefect("flow-run", "cancel", run_id)
    run = wait_for_state(server, run_id, "Cancelled")
    assert run["state_type"] == "CANCELLED" and run["end_time"]
    wait_for("the process is gone", lambda: not is_running(pid))


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_a_pool_with_one_slot_runs_one_at_a_time(server, project, pool):
    prefect("work-pool", "set-concurrency-limit", pool, "1")
    assert server.ask(f"/work_pools/{pool}")["concurrency_limit"] == 1
    runs = [project.start(server, seconds=0.5) for _ in range(3)]
    body = {"flow_runs": {"id": {"any_": runs}}}
    most, deadline = 0, time.monotonic() + 90
    while True:
        rows = server.ask("/flow_runs/filter", body)
        most = max(most, sum(row["state_type"] == "RUNNING" for row in rows))
        if all(row["state_type"] == "COMPLETED" for row in rows):
            break
        assert time.monotonic() < deadline, [row["state_name"] for row in rows]
        time.sleep(0.1)
    assert most == 1
    spans = sorted((moment(row["start_time"]), moment(row["end_time"])) for row in rows)
    assert all(end <= start for (_, end), (start, _) in zip(spans, spans[1:]))
    prefect("work-pool", "clear-concurrency-limit", pool)
    assert server.ask(f"/work_pools/{pool}")["concurrency_limit"] is None


def test_a_paused_pool_starts_nothing_until_it_is_resumed(server, project, pool):
    prefect("work-pool", "pause", pool)
    assert server.ask(f"/work_pools/{pool}")["status"] == "PAUSED"
    run_id = project.start(server, "Taxi 2 Local")
    with get_client(sync_client=True) as client:
        assert client.get_scheduled_flow_runs_for_work_pool(pool) == []
    time.sleep(2)  # the worker asks every second
    assert state_of(server, run_id) in ("Scheduled", "Late")
    prefect("work-pool", "resume", pool)
    run = wait_for_state(server, run_id, "Completed")
    assert run["parameters"] == {"word": "from the file"}


def test_a_paused_deployment_starts_nothing_by_itself(server, project):
    deployment = project.deployment(server, "Taxi 2 Local")
    planned = {"deployments": {"id": {"any_": [deployment["id"]]}}, "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    wait_for("planned runs", lambda: server.ask("/flow_runs/count", planned))
    with get_client(sync_client=True) as client:
        client.pause_deployment(deployment["id"])
        assert server.ask(f"/deployments/{deployment['id']}")["paused"] is True
        wait_for("no planned runs", lambda: server.ask("/flow_runs/count", planned) == 0)
        client.resume_deployment(deployment["id"])
    assert server.ask(f"/deployments/{deployment['id']}")["paused"] is False
    wait_for("planned runs", lambda: server.ask("/flow_runs/count", planned))


def test_the_run_of_a_killed_worker_crashes_and_frees_its_slots(server, lost):
    run = wait_for_state(server, lost.run, "Crashed", seconds=90)
    assert "heartbeat" in run["state"]["message"] and run["end_time"]
    wait_for("the slot of the deployment", lambda: server.ask(
        f"/deployments/{lost.id}")["global_concurrency_limit"]["active_slots"] == 0)
    with Worker(lost.pool):
        wait_for_state(server, lost.next, "Completed", seconds=90)
