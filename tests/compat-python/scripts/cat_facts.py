"""One flow, one flaky task: python cat_facts.py FLOW_NAME URL"""

import sys

import httpx
from prefect import flow, task

NAME, URL = sys.argv[1:3]


@task(retries=4, retry_delay_seconds=0.1)
def get_cat_fact(url):
    response = httpx.get(url)
    response.raise_for_status()
    return response.json()["fact"]


@flow(name=NAME, log_prints=True)
def cat_fact():
    print("did you know?", get_cat_fact(URL))


if __name__ == "__main__":
    cat_fact()
