"""The world of `test_forgetting`: somebody who stands, by name and address, in every field and place there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.test import Client
from django_tasks_db.models import DBTaskResult, get_date_max

from agenda.models import Event
from dialogue.accounts import account_of
from registration import invitations
from registration.audit import Actor
from registration.letters import to_institutions, to_participants
from registration.links import tokens
from registration.models import (
    AuditEntry,
    FormQuestion,
    GivenAnswer,
    InvitedOrganisation,
    JoiningDetail,
    MailedReply,
    Message,
    Participant,
    SlideDeck,
    SpeakerProfile,
    StoredFile,
)
from tests.agenda.versions.test_redacting import NAME, PERSON, SLUG, answers
from tests.registration import factories

MAILBOX = "Zdenka.Quillermo@xanthippe-lab.example"
EARLIER = "Quillermo Z. Maiden-Xanthippe"
BEFORE = datetime(2020, 9, 2, tzinfo=UTC)
"""A moment before the meeting."""
STAFF = Actor("clerk", capacity="staff")
HOUR = timedelta(hours=1)
Committed = Callable[[Callable[[], Any]], Any]


class World:
    """She is registered, confirmed, written to, linked to the programme; a colleague is there too, who stays."""

    def __init__(self, event: Event, client: Client, staff: User, committed: Committed) -> None:
        self.event, self.client, self.staff, self.committed = event, client, staff, committed
        self.desk = factories.desk(event, reply_to="desk@host.example", speaker_entries=True)
        self.ministry = factories.organisation()
        self.invited = factories.invited(
            event, self.ministry, focal_name=f"Ms {NAME}", focal_email=MAILBOX, cc=[MAILBOX, "boss@molisa.example"],
            note=f"{NAME} rang up.", invited_at=BEFORE, created=BEFORE,
        )  # fmt: skip
        self.colleague = factories.participant(
            event, name="Bo Stays", email="bo@molisa.example", organisation=self.ministry, invited=self.invited,
            cc=[MAILBOX], state="nominated",
        )  # fmt: skip
        self._register()
        self._hand_in()
        self._write()
        self._sign_in()
        self._log()
        self._look()

    def _register(self) -> None:
        said = factories.said(name=EARLIER, email=MAILBOX, organisation="Ministry of Labour", country="VN")
        answer = self.committed(lambda: self.client.post(f"/{SLUG}/register/", said))
        assert answer.status_code == 303
        person = Participant.objects.get(email=MAILBOX)
        Participant.objects.filter(pk=person.pk).update(programme_person_id="")
        log = {"user": self.staff, "action_flag": 2, "object_id": str(person.pk)}
        kind = ContentType.objects.get_for_model(Participant)
        LogEntry.objects.create(content_type=kind, object_repr=str(person), change_message="[]", **log)
        words = invitations.particulars_of(person)
        renamed = type(words)(**{**vars(words), "name": NAME})
        person = invitations.correct(person, renamed, STAFF, BEFORE)
        LogEntry.objects.create(
            content_type=kind, object_repr=str(person), change_message=f"Was {NAME}.", **log
        )
        Participant.objects.filter(pk=person.pk).update(
            given="Zdenka", family="Quillermo Xanthippe", own_script="Здéнка Quillermo", position="Quillermo chair",
            unit="Quillermo unit", phone="+84 1 quillermo", languages="quillermo", interpretation="quillermo",
            accessibility="quillermo", diet="quillermo", cc=["office@xanthippe-lab.example"], over_quota_reason="quillermo",
            decline_reason="quillermo", reminder_minutes=10,
        )  # fmt: skip
        confirmed = self.committed(
            lambda: invitations.confirm(Participant.objects.get(pk=person.pk), STAFF, BEFORE)
        )
        self.person = self.committed(
            lambda: invitations.link_to_speaker(confirmed, PERSON, STAFF, BEFORE + HOUR)
        )
        self.committed(lambda: invitations.confirm(self.colleague, STAFF, BEFORE))
        AuditEntry.objects.create(
            event=self.event, participant=self.person, moment=BEFORE, actor="x", verb="nominate"
        )

    def _stored(self, name: str) -> StoredFile:
        row = StoredFile(
            event=self.event, name=name, media_type="application/pdf", size=9, digest="x", created=BEFORE
        )
        row.file.save("x.pdf", ContentFile(b"quillermo"))
        return row

    def _hand_in(self) -> None:
        text = FormQuestion.objects.create(event=self.event, key="why", label_text="Why?")
        paper = FormQuestion.objects.create(event=self.event, key="paper", kind="file", label_text="Passport")
        GivenAnswer.objects.create(participant=self.person, question=text, value="quillermo answers")
        GivenAnswer.objects.create(
            participant=self.person, question=paper, file=self._stored("quillermo.pdf")
        )
        SpeakerProfile.objects.create(
            participant=self.person, biography="quillermo was born", photo=self._stored("quillermo face.pdf")
        )
        SlideDeck.objects.create(
            participant=self.person, session="session-1", file=self._stored("q.pdf"), created=BEFORE
        )
        of_one = {
            "kind": "passcode",
            "value": "quillermo-pass",
            "audience": "person",
            "participant": self.person,
        }
        JoiningDetail.objects.create(event=self.event, note="quillermo", **of_one)
        JoiningDetail.objects.create(event=self.event, value="https://x.example/", note=f"Ask {NAME}")
        self.event.delegations.create(name="Viet Nam", head=self.person)

    def _write(self) -> None:
        self.committed(lambda: to_institutions.names_proposed(self.invited, [self.person], BEFORE))
        InvitedOrganisation.objects.filter(pk=self.invited.pk).update(focal_email="other@molisa.example")
        other = InvitedOrganisation.objects.get(pk=self.invited.pk)
        self.committed(lambda: to_institutions.names_proposed(other, [self.person, self.colleague], BEFORE))
        InvitedOrganisation.objects.filter(pk=self.invited.pk).update(focal_email=MAILBOX)
        queued = to_participants.registration_known(self.person, BEFORE)
        Message.objects.filter(pk=queued.pk).update(last_error=f"SMTPRecipientsRefused: {MAILBOX}")
        rows = [("uid", self.person, "applied"), ("uid", None, "forged")]
        for number, (uid, whom, outcome) in enumerate(rows):
            MailedReply.objects.create(
                message_id=f"<{number}@quillermo.example>", received=BEFORE, sender=f"{NAME} <{MAILBOX.lower()}>",
                uid=uid, outcome=outcome, reason="quillermo", participant=whom, event=self.event,
            )  # fmt: skip

    def _sign_in(self) -> None:
        user = account_of(MAILBOX.lower())
        assert user is not None
        self.account = user
        EmailAddress.objects.create(user=user, email=user.email)
        browser = Client()
        browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
        asked = SessionStore()
        asked["account_login_code"] = {"email": MAILBOX}
        asked.save()
        DBTaskResult.objects.create(
            task_path="registration.tasks.x", args_kwargs={"args": [1], "kwargs": {}}, queue_name="default",
            backend_name="default", run_after=get_date_max(), priority=0, exception_class_path="x",
            traceback=f"Fault: {MAILBOX} of {NAME}",
        )  # fmt: skip

    def _log(self) -> None:
        kind = ContentType.objects.get_for_model(User)
        LogEntry.objects.create(
            user=self.staff, content_type=kind, object_id=str(self.account.pk), action_flag=1,
            object_repr=self.account.username, change_message="",
        )  # fmt: skip

    def _look(self) -> None:
        """Her pages, her feed, every output: what is kept of answers is kept."""
        feed = tokens.make("feed", self.person.pk, self.person.feed_version)
        assert self.client.get(f"/cal/{feed}.ics").status_code == 200
        assert {response.status_code for _address, response in answers(self.client)} == {200}

    @property
    def token(self) -> str:
        return tokens.make("my", self.person.pk, self.person.link_version)
