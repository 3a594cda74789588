"""Schedules, pools and limits by the command line; no worker is needed."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from support import prefect, unique, wait_for


@pytest.fixture()
def planned(server):
    """A deployment without schedules; names have spaces and capitals."""
    pool, flow = unique("Night Pool"), unique("Nightly Flow")
    server.ask("/work_pools/", {"name": pool, "type": "process"})
    flow_id = server.ask("/flows/", {"name": flow})["id"]
    body = {"flow_id": flow_id, "name": "Every Month", "work_pool_name": pool}
    deployment = server.ask("/deployments/", body)
    yield {"pool": pool, "name": f"{flow}/Every Month", "id": deployment["id"]}
    server.delete(f"/deployments/{deployment['id']}")


def dates(server, deployment_id, least=3):
    """When the scheduler has planned runs, soonest first."""
    body = {
        "deployments": {"id": {"any_": [deployment_id]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        "sort": "EXPECTED_START_TIME_ASC",
    }

    def look():
        rows = server.ask("/flow_runs/filter", body)
        return rows if len(rows) >= least else None

    rows = wait_for(f"{least} planned runs", look, 30)
    assert all(row["auto_scheduled"] and row["created_by"]["type"] == "SCHEDULE" for row in rows)
    return [datetime.fromisoformat(row["expected_start_time"].replace("Z", "+00:00")) for row in rows]


def months(moments):
    return [moment.year * 12 + moment.month for moment in moments]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_the_third_of_the_month_at_nine(server, planned, zone):
    by_zone = [] if zone == "UTC" else ["--timezone", zone]
    prefect("deployment", "schedule", "create", planned["name"], "--cron", "0 9 3 * *", *by_zone, "-y")
    local = [moment.astimezone(ZoneInfo(zone)) for moment in dates(server, planned["id"])]
    assert {(moment.day, moment.hour, moment.minute) for moment in local} == {(3, 9, 0)}
    first = months(local)[0]
    assert months(local) == list(range(first, first + len(local)))
    now = datetime.now(ZoneInfo(zone))
    assert first - months([now])[0] == (0 if (now.day, now.hour) < (3, 9) else 1)


def test_a_schedule_is_listed_paused_resumed_replaced_and_removed(server, planned):
    name = planned["name"]
    prefect("deployment", "schedule", "create", name, "--interval", "600", "-y")
    [schedule] = server.ask(f"/deployments/{planned['id']}/schedules")
    assert "interval: 0:10:00" in prefect("deployment", "schedule", "ls", name).stdout
    gaps = {(b - a).total_seconds() for a, b in zip(*[dates(server, planned["id"])[i:] for i in (0, 1)])}
    assert gaps == {600}
    prefect("deployment", "schedule", "pause", name, schedule["id"])
    [paused] = server.ask(f"/deployments/{planned['id']}/schedules")
    assert paused["active"] is False
    prefect("deployment", "schedule", "resume", name, schedule["id"])
    assert server.ask(f"/deployments/{planned['id']}/schedules")[0]["active"] is True
    rule = "FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=7;BYMINUTE=30;BYSECOND=0"
    prefect("deployment", "schedule", "create", name, "--rrule", rule, "--replace", "-y")
    wait_for("weekly runs", lambda: {moment.weekday() for moment in dates(server, planned["id"])} == {0, 4})
    prefect("deployment", "schedule", "clear", name, "-y")
    assert server.ask(f"/deployments/{planned['id']}/schedules") == []


def test_a_pool_is_made_changed_inspected_and_deleted(server):
    pool = unique("Made Pool")
    prefect("work-pool", "create", pool, "--type", "process")
    assert "command" in server.ask(f"/work_pools/{pool}")["base_job_template"]["job_configuration"]
    prefect("work-pool", "update", pool, "--description", "Runs by night", "--concurrency-limit", "2")
    seen = json.loads(prefect("work-pool", "inspect", pool, "--output", "json").stdout)
    assert (seen["name"], seen["description"], seen["concurrency_limit"]) == (pool, "Runs by night", 2)
    prefect("work-pool", "delete", pool)
    assert server.get(f"/work_pools/{pool}").status_code == 404


def test_a_pool_shows_what_is_due_and_its_slots(server, planned):
    pool = planned["pool"]
    server.change(f"/work_pools/{pool}", {"concurrency_limit": 2})
    run = server.ask(f"/deployments/{planned['id']}/create_flow_run", {"name": "due now"})
    assert run["id"] in prefect("work-pool", "preview", pool, "--hours", "2").stdout
    slots = json.loads(prefect("work-pool", "slots", pool, "--output", "json").stdout)
    assert (slots["active_slots"], slots["concurrency_limit"]) == (0, 2)


def test_queues_of_a_pool(server, planned):
    pool = planned["pool"]
    prefect("work-queue", "create", "High Priority", "--pool", pool, "--limit", "3", "--priority", "1")
    queue = server.ask(f"/work_pools/{pool}/queues/High Priority")
    assert (queue["concurrency_limit"], queue["priority"]) == (3, 1)
    prefect("work-queue", "pause", "High Priority", "--pool", pool)
    assert server.ask(f"/work_pools/{pool}/queues/High Priority")["is_paused"] is True
    assert "High Priority" in prefect("work-queue", "ls", "--pool", pool).stdout


def test_limits_by_name(server):
    name = unique("Big Database")
    prefect("gcl", "create", name, "--limit", "4", "--slot-decay-per-second", "0.5")
    prefect("gcl", "update", name, "--limit", "6")
    seen = json.loads(prefect("gcl", "inspect", name, "--output", "json").stdout)
    assert (seen["limit"], seen["slot_decay_per_second"], seen["active"]) == (6, 0.5, True)
    prefect("gcl", "disable", name)
    assert server.ask(f"/v2/concurrency_limits/{name}")["active"] is False
    assert name in prefect("gcl", "ls").stdout
    prefect("gcl", "delete", name)
    assert server.get(f"/v2/concurrency_limits/{name}").status_code == 404


def test_limits_by_tag(server):
    tag = unique("Slow Tag")
    prefect("concurrency-limit", "create", tag, "2")
    assert server.ask(f"/concurrency_limits/tag/{tag}")["concurrency_limit"] == 2
    assert tag in prefect("concurrency-limit", "inspect", tag).stdout
    prefect("concurrency-limit", "reset", tag)
    prefect("concurrency-limit", "delete", tag)
    assert server.get(f"/concurrency_limits/tag/{tag}").status_code == 404
