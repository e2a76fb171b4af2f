"""A meeting from the first invitation to the last letter, walked through its pages, with every answer written down."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from agenda.models import Appearance, Person, Session
from agenda.versions import publishing
from registration import invitations
from registration.audit import Actor
from registration.calendars import feeds, joining_notices
from registration.calendars import mail as calendar_mail
from registration.invitations import draft_letters
from registration.letters import delivery
from registration.links import attempts, tokens
from registration.models import InvitedOrganisation, JoiningDetail, Message, Participant
from tests.registration import factories
from tests.registration.factories import MOMENT

CLERK = Actor("clerk", capacity="staff")
HOUR = timedelta(hours=1)
SLUG = "dialogue-2026"
TOKEN = re.compile(r"(?:my|feed|person|institution)-[0-9]+-[0-9]+\.[A-Za-z0-9_-]{43}")
"""A token of ours, wherever it stands."""


def letters_as_files(folder: Path, settings: Any, monkeypatch: Any) -> Path:
    """Letters leave as files into the folder; the hour stands still, and nobody waits because of another test."""
    settings.OUTBOX_ONLY, settings.EMAIL_BACKEND = False, "registration.letters.eml_backend.EmailBackend"
    settings.EMAIL_FILE_PATH = str(folder)
    hour = datetime.now(UTC).replace(minute=30)
    monkeypatch.setattr(timezone, "now", lambda: hour)
    monkeypatch.setattr(attempts, "_told_to_wait", {})
    return folder


class Watched(Client):
    """A browser whose every answer is kept, with the path it was asked for."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(raise_request_exception=False, **extra)
        self.seen: list[tuple[str, Any]] = []

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        self.seen.append((request["PATH_INFO"], response))
        return response


def of(row: Participant | InvitedOrganisation) -> dict[str, str]:
    """The paths behind a row's links as they are now."""
    row.refresh_from_db()
    if isinstance(row, InvitedOrganisation):
        return {
            "institution": tokens.path("institution", tokens.make("institution", row.pk, row.link_version))
        }
    feed = tokens.make("feed", row.pk, row.feed_version)
    return {"my": own(row, "my"), "person": own(row, "person"), "feed": tokens.path("feed", feed)}


def own(person: Participant, purpose: str) -> str:
    return tokens.path(purpose, tokens.make(purpose, person.pk, person.link_version))


def holder(token: str) -> tuple[str, str]:
    """Whose token it is: an institution's, or a person's whatever it is for."""
    purpose, key, _rest = token.split("-", 2)
    return ("institution" if purpose == "institution" else "person", key)


class Life:
    """What was seen while it went on, who was in it, and the letters that left as files."""

    def __init__(self, mail: Path) -> None:
        self.browser, self.mail = Watched(), mail
        self.event = factories.event(published=False)
        for identifier, audience in (("s2", "participants"), ("s3", "public")):
            fields = Session.objects.filter(event=self.event).values().first() | {
                "id": None,
                "audience": audience,
            }
            Session.objects.create(**fields | {"identifier": identifier, "slug": identifier})
        speaker = Person.objects.create(event=self.event, identifier="mai", slug="mai", name="Lê Thị Mai")
        Appearance.objects.create(
            session=Session.objects.get(identifier="s1"), person=speaker, role="moderator"
        )
        publishing.publish(SLUG, MOMENT)
        factories.desk(self.event, policy="approval", reply_to="desk@x.example")
        self.invited = factories.invited(self.event, reply="listed", invited_at=None)
        self._invite()
        self._name()
        self._answer()
        self._decide()
        self._register()
        self._refused()
        self.deliver()

    def person(self, name: str) -> Participant:
        return Participant.objects.get(name=name)

    def post(self, path: str, status: int = 303, **said: Any) -> Any:
        response = self.browser.post(path, said)
        assert response.status_code == status, (path, said, response.content.decode())
        return response

    def deliver(self) -> None:
        """Every letter that waits leaves, as a file; drafts are sent first."""
        for draft in Message.objects.filter(state="draft"):
            draft_letters.send_draft(draft, CLERK, MOMENT + HOUR)
        for letter in Message.objects.exclude(state="sent"):
            Message.objects.filter(pk=letter.pk).update(state="queued", due=MOMENT)
            assert delivery.deliver(letter.pk, MOMENT + HOUR), letter

    def letters(self) -> list[tuple[Message, EmailMessage]]:
        """Each letter's row, and the file that left."""
        files = sorted(self.mail.glob("*.eml"))
        parsed = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        rows = {str(one.message_id): one for one in Message.objects.all()}
        return [(rows[mail["Message-ID"].strip("<>").split("@")[0]], mail) for mail in parsed]

    def _invite(self) -> None:
        invitations.invite_institution(self.invited, CLERK, MOMENT)
        invitations.remind(self.invited, CLERK, MOMENT)
        self.deliver()
        self.post(of(self.invited)["institution"], 204, action="opened")

    def _name(self) -> None:
        rows = {"action": "name", "people-0-name": "Trần Văn Minh", "people-1-name": "Lê Thị Mai"}
        for number, address in enumerate(("office@molisa.example", "mai@molisa.example")):
            rows |= {f"people-{number}-email": address, f"people-{number}-delegation_role": "member"}
            rows[f"people-{number}-position"] = "Director"
        self.post(of(self.invited)["institution"], **rows)
        link = {"name": "Đặng Thu", "email": "thu@molisa.example", "delegation_role": "member"}
        said = {f"link-{name}": value for name, value in link.items()}
        self.post(of(self.invited)["institution"], action="send", **said)
        Participant.objects.filter(name="Lê Thị Mai").update(programme_person_id="mai")

    def _answer(self) -> None:
        thu = self.person("Đặng Thu")
        said = factories.said(name="Đặng Thu", email=None)
        self.browser.get(of(thu)["person"])
        self.post(of(thu)["person"], 422, action="accept")
        self.post(of(thu)["person"], action="accept", **said)
        self.browser.get(of(thu)["person"])
        minh = self.person("Trần Văn Minh")
        self.post(of(minh)["my"], action="correct", **factories.said(name="Trần Văn Minh", email=None))

    def _decide(self) -> None:
        for name in ("Trần Văn Minh", "Lê Thị Mai", "Đặng Thu"):
            feeds.set_reminder(invitations.confirm(self.person(name), CLERK, MOMENT), 10, CLERK, MOMENT)
        link = JoiningDetail.objects.create(
            event=self.event, kind="link", value="https://join.example/room", session="s1"
        )
        joining_notices.tell(self.event, [link], CLERK, MOMENT)
        self.post(of(self.person("Lê Thị Mai"))["my"], action="renew feed")
        new = invitations.Named(name="Phạm An", email="an@molisa.example", delegation_role="member")
        invitations.replace(self.person("Trần Văn Minh"), new, CLERK, MOMENT)
        self.post(of(self.person("Phạm An"))["my"] + "speaker/", 404, action="confirm")
        self.post(of(self.person("Lê Thị Mai"))["my"] + "data/", 200, action="download")
        publishing.publish(SLUG, MOMENT + HOUR, note="again")
        calendar_mail.bring_round(self.event.pk, MOMENT + HOUR)

    def _register(self) -> None:
        register = f"/{SLUG}/register/"
        for name in ("Bo", "Bo", "Cy"):
            self.post(register, **factories.said(name=name, email=f"{name.lower()}@x.example"))
        bo, cy = of(self.person("Bo")), of(self.person("Cy"))
        self.post(bo["my"], 422, action="withdraw")
        self.post(bo["my"], action="withdraw", sure="yes")
        self.browser.get(bo["my"])
        self.browser.get(bo["person"])
        self.post(cy["my"], 422, action="correct")
        self.post(register, 422, name="")

    def _refused(self) -> None:
        """Whatever goes wrong: another method, another site, no such button, too often."""
        cy, link = of(self.person("Cy")), of(self.invited)["institution"]
        for path in (cy["my"], cy["feed"], link, f"{cy['my']}data/", f"{cy['my']}programme/"):
            self.browser.delete(path)
            self.browser.get(path.rstrip("/").removesuffix(".ics"))
        for path in (cy["my"], link):
            foreign = self.browser.post(
                path, {"action": "withdraw"}, headers={"sec-fetch-site": "cross-site"}
            )
            assert foreign.status_code == 403
            self.post(path, 422, action="burn")
        self.browser.get(f"{cy['my']}nothing/")
        self.browser.get(f"{cy['my']}speaker/files/9/")
        statuses = {self.browser.post(link, {"action": "burn"}).status_code for _ in range(70)}
        assert statuses == {422, 429}
