"""Sending: leases, tries, what is kept of faults."""

import threading
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from registration.letters import delivery, outbox, to_participants
from registration.links import tokens
from registration.models import Message
from registration.tasks import tick
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db


class Broken(EmailBackend):
    """A mail server that says no, and repeats what it was given."""

    fault: Exception = OSError("no route to host; https://x.example/my/my-1-0.secret/")

    def send_messages(self, messages):
        raise self.fault


@pytest.fixture
def letter(settings):
    settings.OUTBOX_ONLY = False
    return to_participants.registration_received(factories.participant(factories.event()), MOMENT)


def row(letter) -> Message:
    return Message.objects.get(pk=letter.pk)


def break_mail(monkeypatch, fault=None) -> None:
    monkeypatch.setattr(EmailBackend, "send_messages", Broken.send_messages)
    monkeypatch.setattr(EmailBackend, "fault", fault or Broken.fault, raising=False)


def test_a_letter_leaves_once(letter) -> None:
    assert [delivery.deliver(letter.pk, MOMENT) for _ in range(3)] == [True, False, False]
    assert len(mail.outbox) == 1
    kept = row(letter)
    assert (kept.state, kept.sent, kept.attempts, kept.lease_until, kept.last_error) == (
        "sent",
        MOMENT,
        1,
        None,
        "",
    )


def test_not_before_it_is_due(letter) -> None:
    assert not delivery.deliver(letter.pk, MOMENT - timedelta(seconds=1))


def test_outbox_only(letter, settings) -> None:
    settings.OUTBOX_ONLY = True
    assert delivery.deliver(letter.pk, MOMENT)
    assert (mail.outbox, row(letter).state) == ([], "sent")


def test_faults_are_tried_again_ever_later_then_it_has_failed(letter, monkeypatch) -> None:
    break_mail(monkeypatch)
    moment, pauses = MOMENT, []
    for _ in range(delivery.MOST_ATTEMPTS - 1):
        assert not delivery.deliver(letter.pk, moment)
        kept = row(letter)
        assert kept.state == "queued"
        pauses.append((kept.due - moment) // timedelta(minutes=1))
        moment = kept.due
    assert pauses == [1, 4, 16, 64, 256]
    assert not delivery.deliver(letter.pk, moment)
    kept = row(letter)
    assert (kept.state, kept.attempts, kept.lease_until) == ("failed", 6, None)
    assert kept.last_error == "OSError: no route to host; https://x.example/my/•••/"


def test_an_address_refused_for_good_fails_at_once(letter, monkeypatch) -> None:
    break_mail(monkeypatch, SMTPRecipientsRefused({"huong@molisa.example": (550, b"no such user")}))
    delivery.deliver(letter.pk, MOMENT)
    assert row(letter).state == "failed"


def test_an_address_refused_for_now_is_tried_again(letter, monkeypatch) -> None:
    break_mail(monkeypatch, SMTPRecipientsRefused({"huong@molisa.example": (451, b"greylisted")}))
    delivery.deliver(letter.pk, MOMENT)
    assert row(letter).state == "queued"


def test_a_failed_letter_can_be_queued_again(letter) -> None:
    assert not delivery.retry(letter, MOMENT)
    Message.objects.update(state="failed", attempts=6)
    assert delivery.retry(letter, MOMENT)
    assert (tick(MOMENT), row(letter).state) == (1, "queued") or row(letter).state == "sent"


def test_an_expired_lease_goes_back(letter) -> None:
    Message.objects.update(state="sending", lease_until=MOMENT, attempts=1)
    assert delivery.release_expired(MOMENT) == 0
    assert delivery.release_expired(MOMENT + timedelta(seconds=1)) == 1
    kept = row(letter)
    assert (kept.state, kept.lease_until, kept.announced) == ("queued", None, None)


def test_an_expired_lease_of_the_last_attempt_has_failed(letter) -> None:
    Message.objects.update(state="sending", lease_until=MOMENT, attempts=6)
    delivery.release_expired(MOMENT + timedelta(seconds=1))
    assert row(letter).state == "failed"


def test_a_late_worker_does_not_overwrite_another(letter, monkeypatch) -> None:
    """Its lease expired while the server was slow; another took over."""

    def slow(self, sent):
        Message.objects.update(state="sending", lease_until=MOMENT + timedelta(hours=1), attempts=2)
        raise OSError("too late")

    monkeypatch.setattr(EmailBackend, "send_messages", slow)
    delivery.deliver(letter.pk, MOMENT)
    assert (row(letter).state, row(letter).attempts) == ("sending", 2)


def test_tick_tells_workers_once_in_five_minutes(letter) -> None:
    Message.objects.update(announced=None)
    assert list(delivery.announce_due(MOMENT)) == [letter.pk]
    assert list(delivery.announce_due(MOMENT + timedelta(minutes=4))) == []
    assert list(delivery.announce_due(MOMENT + timedelta(minutes=6))) == [letter.pk]


def test_no_token_in_the_log(letter, monkeypatch, caplog) -> None:
    break_mail(monkeypatch)
    delivery.deliver(letter.pk, MOMENT)
    token = tokens.make("my", letter.participant_id, 0)
    assert caplog.messages == [f"Registration received {letter.pk} could not be sent (attempt 1): OSError"]
    assert token not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_of_four_workers_one_sends(settings) -> None:
    settings.OUTBOX_ONLY = False
    letter = outbox.compose(
        "registration_refused", factories.participant(factories.event()), MOMENT, linked=False
    )
    letter.state = "queued"
    letter.save(force_insert=True)
    barrier, done = threading.Barrier(4), []

    def worker() -> None:
        barrier.wait()
        done.append(delivery.deliver(letter.pk, MOMENT))
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(done), len(mail.outbox)) == ([False, False, False, True], 1)
