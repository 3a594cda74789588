"""Learns how long a taxi ride takes: python taxi.py --name=FLOW --folder=DATA --year=2021 --month=1"""

import argparse
import json
import math
import pathlib

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact

cli = argparse.ArgumentParser()
cli.add_argument("--name", required=True)
cli.add_argument("--folder", required=True)
cli.add_argument("--year", type=int, required=True)
cli.add_argument("--month", type=int, required=True)
args = cli.parse_args()


@task(name="read data", retries=3, retry_delay_seconds=0.1)
def read_rides(folder: str, year: int, month: int) -> list[dict]:
    """Rides of a month, without the implausible ones."""
    rides = json.loads(pathlib.Path(folder, f"{year}-{month:02}.json").read_text())
    return [ride for ride in rides if 1 <= ride["minutes"] <= 60]


@task(name="make features")
def features(rides: list[dict]) -> list[tuple[float, float]]:
    return [(math.log1p(ride["miles"]), ride["minutes"]) for ride in rides]


@task(name="train", log_prints=True)
def train(known: list[tuple[float, float]], unknown: list[tuple[float, float]]) -> float:
    """Gradient descent on a line; the error on the other month in minutes."""
    slope = offset = 0.0
    for _ in range(400):
        errors = [(offset + slope * x - y, x) for x, y in known]
        offset -= 0.4 * sum(e for e, _ in errors) / len(errors)
        slope -= 0.4 * sum(e * x for e, x in errors) / len(errors)
    rmse = math.sqrt(sum((offset + slope * x - y) ** 2 for x, y in unknown) / len(unknown))
    print(f"rmse: {rmse:.2f}")
    return rmse


@flow(name=args.name)
def main_flow(folder: str, year: int, month: int) -> float:
    """Trains on one month, validates on the next."""
    logger = get_run_logger()
    known = features(read_rides(folder, year, month))
    unknown = features(read_rides(folder, year, month + 1))
    rmse = train(known, unknown)
    create_markdown_artifact(key=f"{args.name}-report", markdown=f"| month | rmse |\n|---|---|\n| {month} | {rmse:.2f} |")
    logger.info("the model of %s-%02d is ready", year, month)
    return rmse


if __name__ == "__main__":
    main_flow(args.folder, args.year, args.month)
