"""A flow that calls two others: python pet_facts.py PREFIX CAT_URL DOG_URL"""

import sys

import httpx
from prefect import flow

PREFIX, CAT, DOG = sys.argv[1:4]


@flow(name=f"{PREFIX}-dog", log_prints=True)
def dog():
    print("dogs:", httpx.get(DOG).json()["fact"])


@flow(name=f"{PREFIX}-cat", log_prints=True)
def cat():
    print("cats:", httpx.get(CAT).json()["fact"])


@flow(name=f"{PREFIX}-pets")
def pets():
    cat()
    dog()


if __name__ == "__main__":
    pets()
