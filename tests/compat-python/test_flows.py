"""Flows and tasks in this process: what the server remembers of them."""

import asyncio
import datetime

import pytest
from prefect import flow, pause_flow_run, task
from prefect.artifacts import Artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import INPUTS
from prefect.client.orchestration import get_client
from prefect.input import RunInput
from prefect.runtime import flow_run
from prefect.states import Failed
from prefect.variables import Variable

from support import unique, wait_for


def test_flow_retries(server):
    name, attempts = unique("again"), []

    @flow(name=name, retries=2, retry_delay_seconds=0)
    def again():
        attempts.append(1)
        if len(attempts) < 3:
            raise ValueError("not yet")
        return "done"

    assert again() == "done"
    run = server.run_of(name)
    assert run["run_count"] == 3
    states = server.ask(f"/flow_run_states/?flow_run_id={run['id']}")
    names = [state["name"] for state in sorted(states, key=lambda state: state["timestamp"])]
    assert names.count("AwaitingRetry") + names.count("Retrying") >= 2 and names[-1] == "Completed"


def test_results_are_cached_by_inputs(server):
    name, computed = unique("cache"), []

    @task(cache_policy=INPUTS, persist_result=True, cache_expiration=datetime.timedelta(minutes=5))
    def double(n):
        computed.append(n)
        return 2 * n

    token = unique("x")

    @flow(name=name)
    def twice():
        return double(token), double(token)

    assert twice() == (token * 2, token * 2)
    assert computed == [token]
    rows = server.task_runs_of(server.run_of(name)["id"], 2)
    assert sorted(row["state_name"] for row in rows) == ["Cached", "Completed"]


def test_map_over_a_list(server):
    name = unique("map")

    @task
    def square(n):
        return n * n

    @flow(name=name)
    def squares():
        return sum(future.result() for future in square.map([1, 2, 3, 4]))

    assert squares() == 30
    rows = server.task_runs_of(server.run_of(name)["id"], 4)
    assert len({row["dynamic_key"] for row in rows}) == 4


def test_async_tasks_run_together(server):
    name = unique("async")

    @task
    async def nap(n):
        await asyncio.sleep(0.05)
        return n

    @flow(name=name)
    async def naps():
        return await asyncio.gather(*(nap(n) for n in range(5)))

    assert asyncio.run(naps()) == [0, 1, 2, 3, 4]
    run = server.run_of(name)
    assert run["state_type"] == "COMPLETED"
    server.task_runs_of(run["id"], 5)


def test_prints_are_logs_of_the_task_that_printed(server):
    name = unique("print")

    @task(log_prints=True)
    def speak():
        print("said by the task")

    @flow(name=name, log_prints=True)
    def conversation():
        print("said by the flow")
        speak()

    conversation()
    run = server.run_of(name)
    line = server.wait_for_log("said by the flow", flow_run_id=run["id"])
    assert line["task_run_id"] is None and line["level"] == 20
    [task_run] = server.task_runs_of(run["id"], 1)
    server.wait_for_log("said by the task", task_run_id=task_run["id"])


def test_a_returned_state_names_the_run(server):
    name = unique("verdict")

    @flow(name=name)
    def verdict():
        return Failed(message="the numbers look wrong", name="Rejected")

    assert verdict(return_state=True).is_failed()
    run = server.run_of(name)
    assert (run["state_type"], run["state_name"]) == ("FAILED", "Rejected")


def test_artifacts_keep_their_history(server):
    key, name = unique("report"), unique("reporter")

    @flow(name=name)
    def report(n):
        create_markdown_artifact(key=key, markdown=f"# {n} ✓", description="the count")
        create_table_artifact(key=f"{key}-table", table=[{"n": n, "ok": True}])

    report(1)
    report(2)
    latest = Artifact.get(key)
    assert (latest.type, latest.data, latest.description) == ("markdown", "# 2 ✓", "the count")
    assert server.ask("/artifacts/count", {"artifacts": {"key": {"any_": [key]}}}) == 2
    assert server.ask(f"/artifacts/{key}-table/latest")["data"] == '[{"n": 2, "ok": true}]'


@pytest.mark.parametrize("value", ["text", 3.5, {"a": [1, None, {"b": "ü"}]}, [], True])
def test_variables_keep_any_json(value):
    name = unique("var").replace("-", "_")
    Variable.set(name, value, tags=["compat"])
    assert Variable.get(name) == value
    with pytest.raises(ValueError):
        Variable.set(name, "other")
    Variable.set(name, "other", overwrite=True)
    assert Variable.get(name) == "other"
    assert Variable.unset(name) and Variable.get(name, default="gone") == "gone"


class Approval(RunInput):
    approved: bool
    reason: str = ""


def test_a_pause_waits_for_input(server):
    name = unique("approve")

    @flow(name=name)
    async def approve():
        answer = await pause_flow_run(wait_for_input=Approval, timeout=30, poll_interval=1)
        return answer.approved, answer.reason

    async def resume_when_paused():
        async with get_client() as client:
            for _ in range(100):
                await asyncio.sleep(0.2)
                runs = await asyncio.to_thread(server.runs_of, name)
                if runs and runs[0]["state_type"] == "PAUSED":
                    return await client.resume_flow_run(runs[0]["id"], run_input={"approved": True, "reason": "good"})

    async def both():
        result, _ = await asyncio.gather(approve(), resume_when_paused())
        return result

    assert asyncio.run(both()) == (True, "good")
    run = server.run_of(name)
    assert run["state_type"] == "COMPLETED"
    states = [state["type"] for state in server.ask(f"/flow_run_states/?flow_run_id={run['id']}")]
    assert "PAUSED" in states


def test_tags_parameters_and_runtime_names(server):
    name = unique("tagged")

    @flow(name=name, flow_run_name="run of {who}")
    def tagged(who: str = "nobody", when: datetime.date = datetime.date(2024, 2, 29)):
        return flow_run.name, sorted(flow_run.tags)

    from prefect import tags

    with tags("compat", "b"):
        assert tagged("ada") == ("run of ada", ["b", "compat"])
    run = server.run_of(name)
    assert run["parameters"] == {"who": "ada", "when": "2024-02-29"} and sorted(run["tags"]) == ["b", "compat"]


def test_events_of_a_run_can_be_read(server):
    name = unique("evented")

    @flow(name=name)
    def evented():
        pass

    evented()
    run = server.run_of(name)

    def look():
        where = {"resource": {"id": [f"prefect.flow-run.{run['id']}"]}}
        names = {row["event"] for row in server.ask("/events/filter", {"filter": where})["events"]}
        return names if "prefect.flow-run.Completed" in names else None

    assert {"prefect.flow-run.Running", "prefect.flow-run.Pending"} <= wait_for("events of the run", look)
