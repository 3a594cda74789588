"""Scripts of newcomers, each run in a process of its own as on their machine."""

import json
import pathlib
import random

from support import python, unique

SCRIPTS = pathlib.Path(__file__).parent / "scripts"


def test_cat_facts_after_two_failures(server, facts):
    name = unique("cat")
    url = facts.say(name, (503, {}), (429, {}), (200, {"fact": f"{name} sleeps"}))
    python(SCRIPTS / "cat_facts.py", name, url)
    run = server.run_of(name)
    assert run["state_type"] == "COMPLETED" and run["total_run_time"] > 0
    [task_run] = server.task_runs_of(run["id"], 1)
    assert task_run["run_count"] == 3 and task_run["state_name"] == "Completed"
    server.wait_for_log(f"did you know? {name} sleeps", flow_run_id=run["id"])
    assert facts.asked.count(name) == 3


def test_cat_facts_that_never_come(server, facts):
    name = unique("cat")
    url = facts.say(name, (500, {}))
    assert python(SCRIPTS / "cat_facts.py", name, url, ok=False).returncode != 0
    run = server.run_of(name)
    assert run["state_type"] == "FAILED" and "500" in run["state"]["message"]
    [task_run] = server.task_runs_of(run["id"], 1)
    assert (task_run["state_type"], task_run["run_count"]) == ("FAILED", 5)


def test_a_flow_of_two_flows(server, facts):
    prefix = unique("pets")
    cat_url = facts.say(f"{prefix}-cat", (200, {"fact": "they purr"}))
    dog_url = facts.say(f"{prefix}-dog", (200, {"fact": "they bark"}))
    python(SCRIPTS / "pet_facts.py", prefix, cat_url, dog_url)
    parent, cat, dog = (server.run_of(f"{prefix}-{kind}") for kind in ("pets", "cat", "dog"))
    assert {run["state_type"] for run in (parent, cat, dog)} == {"COMPLETED"}
    owners = [server.ask(f"/task_runs/{run['parent_task_run_id']}")["flow_run_id"] for run in (cat, dog)]
    assert owners == [parent["id"], parent["id"]]
    server.wait_for_log("cats: they purr", flow_run_id=cat["id"])
    server.wait_for_log("dogs: they bark", flow_run_id=dog["id"])


def make_month(folder, month, seed):
    chance = random.Random(seed)
    rides = [{"miles": (m := chance.uniform(0.2, 12)), "minutes": 4 + 3 * m + chance.gauss(0, 2)} for _ in range(200)]
    rides.append({"miles": 1.0, "minutes": 900})
    (folder / f"2021-{month:02}.json").write_text(json.dumps(rides))


def test_taxi_training_with_parameters_from_the_command_line(server, tmp_path):
    name = unique("taxi")
    make_month(tmp_path, 1, seed=1)
    make_month(tmp_path, 2, seed=2)
    python(SCRIPTS / "taxi.py", f"--name={name}", f"--folder={tmp_path}", "--year=2021", "--month=1")
    run = server.run_of(name)
    assert run["state_type"] == "COMPLETED"
    assert run["parameters"] == {"folder": str(tmp_path), "year": 2021, "month": 1}
    rows = server.task_runs_of(run["id"], 5)
    assert sorted(row["name"].rsplit("-", 1)[0] for row in rows) == [
        "make features", "make features", "read data", "read data", "train"]
    [train] = [row for row in rows if row["name"].startswith("train")]
    assert {edge["input_type"] for edges in train["task_inputs"].values() for edge in edges} == {"task_run"}
    server.wait_for_log("rmse: ", task_run_id=train["id"])
    server.wait_for_log("the model of 2021-01 is ready", flow_run_id=run["id"])
    [report] = server.ask("/artifacts/filter", {"artifacts": {"key": {"any_": [f"{name}-report"]}}})
    assert report["flow_run_id"] == run["id"] and "| 1 |" in report["data"]


def test_taxi_training_without_the_data(server, tmp_path):
    name = unique("taxi")
    make_month(tmp_path, 1, seed=1)
    done = python(SCRIPTS / "taxi.py", f"--name={name}", f"--folder={tmp_path}", "--year=2021", "--month=1", ok=False)
    assert done.returncode != 0
    run = server.run_of(name)
    assert run["state_type"] == "FAILED" and "2021-02.json" in run["state"]["message"]
    failed = [row for row in server.task_runs_of(run["id"], 3) if row["state_type"] == "FAILED"]
    assert [row["run_count"] for row in failed] == [4]
