"""Signed links."""

import re

import pytest
from django.core import signing

from registration.links import tokens
from tests.registration import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return factories.participant(factories.event())


def test_a_token_leads_to_its_person(person) -> None:
    token = tokens.make("my", person.pk, 0)
    assert tokens.load(token, "my") == person
    assert re.fullmatch(r"[A-Za-z0-9._~-]+", token)


def test_raising_the_generation_revokes(person) -> None:
    token = tokens.make("my", person.pk, 0)
    person.link_version = 1
    person.save()
    assert tokens.load(token, "my") is None


def test_forged_tokens(person) -> None:
    good = tokens.make("my", person.pk, 0)
    payload, signature = good.split(".")
    other = signing.Signer(salt="another", sep=".").sign(payload)
    forged = [
        "", ".", "my", payload, f"{payload}.", f".{signature}", f"my-{person.pk}-1.{signature}", good[:-1], good + "A",
        good.swapcase(), other, "x" * 10_000, "\0", "ü" * 20, f"{good}\n", f" {good}",
    ]  # fmt: skip
    assert [tokens.load(token, "my") for token in forged] == [None] * len(forged)


@pytest.mark.parametrize(
    "payload", ["my-0-0", "my-1", "my-01-0", "my--1-0", "i-1-0", f"my-{'9' * 30}-0", "my-1-0-x"]
)
def test_odd_payloads_even_when_signed(person, payload: str) -> None:
    assert tokens.load(tokens._signers["my"].sign(payload), "my") is None


def test_link(person, settings) -> None:
    settings.BASE_URL = "https://dialogue.example.org"
    assert tokens.link(person) == f"https://dialogue.example.org/my/{tokens.make('my', person.pk, 0)}/"
