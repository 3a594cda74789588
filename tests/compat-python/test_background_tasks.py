"""Tasks that are handed over with .delay() and done by another process."""

import os
import signal
import subprocess
import sys
import textwrap

from support import python, unique, wait_for

WORK = """
import pathlib, sys
from prefect import task
from prefect.task_worker import serve

@task(name="{name}", log_prints=True)
def work(n: int, folder: str):
    print("working on", n)
    pathlib.Path(folder, f"done-{{n}}").write_text(str(n * 10))

if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(work)
    else:
        for n in range(3):
            work.delay(n, sys.argv[2])
"""


def test_delayed_tasks_are_done_by_a_task_worker(server, tmp_path):
    name = unique("delayed")
    script = tmp_path / "work.py"
    script.write_text(textwrap.dedent(WORK.format(name=name)))
    python(script, "delay", tmp_path)
    rows = server.ask("/task_runs/filter", {"task_runs": {"name": {"like_": name}}})
    assert len(rows) == 3 and {row["state_type"] for row in rows} == {"SCHEDULED"}
    worker = subprocess.Popen(
        [sys.executable, str(script), "serve"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ)
    )
    try:
        wait_for("three results", lambda: len(list(tmp_path.glob("done-*"))) == 3, 40)

        def look():
            rows = server.ask("/task_runs/filter", {"task_runs": {"name": {"like_": name}}})
            return all(row["state_type"] == "COMPLETED" for row in rows)

        wait_for("three completed task runs", look)
    finally:
        worker.send_signal(signal.SIGINT)
        try:
            worker.wait(15)
        except subprocess.TimeoutExpired:
            worker.kill()
    assert sorted(path.read_text() for path in tmp_path.glob("done-*")) == ["0", "10", "20"]
