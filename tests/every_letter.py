"""A meeting walked through its pages and commands, until each kind of letter has left once at least."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client

from tests.canonical import canonical, neutral

SETTINGS_MODEL = "RegistrationSettings"
"""The model that says how an event takes people in."""
SEND_DRAFT, REMIND = "send", "remind"
"""Words in the secretariat's addresses."""
HEADINGS = (
    "Organisation;Kind;Country;Places;Focal point;E-mail;Language;Deadline;Our reference;Date of letter"
)
LABOUR, FAR, HEALTH, SMALL, LATE = "labour", "foreign", "health", "small", "late"
INSTITUTIONS = {
    LABOUR: "Ministry of Labour;ministry;VN;5;Trần Văn Minh;{};en;2020-09-01 17:00;DLG/2020/17;2020-08-03",
    FAR: "Ministry of Foreign Affairs;ministry;KH;2;Sok Dara;{};en;2020-09-01;DLG/2020/17;2020-08-03",
    HEALTH: "Ministry of Health;ministry;LA;2;;{};en;;;",
    SMALL: "Labour Institute;training-institution;TH;1;Anong;{};en;;;",
    LATE: "Ministry of Commerce;ministry;CN;2;Zhang Min;{};en;2020-09-01;DLG/2020/18;2020-08-04",
}
LINK = re.compile(r"https?://[^/\s]+(/(?:i|my)/[^/\s]+/)")


class Clock:
    """The hour that the product is told: one more with each step."""

    def __init__(self, now: datetime) -> None:
        self.moment = now

    def now(self) -> datetime:
        """As `django.utils.timezone.now`."""
        return self.moment

    def step(self) -> None:
        """An hour goes by."""
        self.moment += timedelta(hours=1)


class Post:
    """The letters that left. Each has a kind, which is looked up while its row is there: erasing deletes rows."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        mail.outbox = []

    def look(self) -> None:
        """Note the kinds of the letters that are new."""
        self.kinds |= {str(one.message_id): one.kind for one in _model("Message").objects.all()}

    def left(self) -> list[tuple[str, EmailMessage]]:
        """Kind and mail, as a mail program reads it, oldest first."""
        mails: list[Any] = [
            message_from_bytes(one.message().as_bytes(), policy=policy.default) for one in mail.outbox
        ]
        return [(self.kinds[one["Message-ID"].strip("<>").split("@")[0]], one) for one in mails]

    @staticmethod
    def link(address: str) -> str:
        """The path of the private link in the last letter to the address that has one."""
        found = [LINK.findall(str(one.body)) for one in mail.outbox if address in one.to]
        return str([links for links in found if links][-1][0])


def body_of(letter: EmailMessage, kind: str = "plain") -> str:
    """The text of a letter, plain or HTML; '' without one."""
    part = letter.get_body((kind,))
    return str(part.get_content()) if part else ""


def written(letter: EmailMessage) -> str:
    """All that a reader gets, as readable text: heads, text, HTML, calendar."""
    heads = [f"{name}: {letter[name]}" for name in ("From", "To", "Cc", "Reply-To", "Date", "Subject")]
    calendars = [
        part for part in letter.walk() if part.get_content_type() in ("text/calendar", "application/ics")
    ]
    parts = ["\n".join(heads), body_of(letter).strip(), canonical(body_of(letter, "html")).strip()]
    for part in calendars:
        content = part.get_payload(decode=True).decode().replace("\r\n", "\n")  # type: ignore[union-attr]
        parts.append(f"{part['Content-Type']}\n{content.strip()}")
    return neutral("\n----\n".join(parts))


class Walk:
    """Staff, the public, institutions and participants of a published event."""

    def __init__(self, slug: str, clock: Clock, folder: Path, post: Post) -> None:
        self.slug, self.clock, self.folder, self.post = slug, clock, folder, post
        self.event = apps.get_model("agenda", "Event").objects.get(slug=slug)
        self.public, self.staff = Client(), Client()
        self.user = User.objects.create_superuser(f"staff-{slug}", "staff@dialogue.example")

    def settings(self, **fields: Any) -> None:
        """How the event takes people in."""
        _model(SETTINGS_MODEL).objects.create(
            event=self.event, reply_to="desk@dialogue.example", contact="Ms. Gomez, +63 2 8632 4444", **fields
        )

    def list_institutions(self, keys: Sequence[str]) -> None:
        """Their list is imported, and each is invited."""
        rows = [INSTITUTIONS[key].format(self.focal(key)) for key in keys]
        file = self.folder / "invitations.csv"
        file.write_text("\n".join([HEADINGS, *rows]))
        call_command("import_invitations", self.slug, file, stdout=StringIO(), stderr=StringIO())
        for key in keys:
            self.institution(key, "invite")

    def focal(self, key: str) -> str:
        """The address of an institution's focal point."""
        return f"focal@{key}.{self.slug}.example"

    def institution(self, key: str, verb: str, /, **said: Any) -> None:
        """Staff do something with an institution."""
        row = _model("InvitedOrganisation").objects.get(event=self.event, focal_email=self.focal(key))
        self.desk(f"invitedorganisation/{row.pk}/do/{verb}/", sure="yes", **said)

    def person(self, name: str, verb: str, /, **said: Any) -> None:
        """Staff do something with a participant."""
        self.desk(f"participant/{self.key(name)}/{verb}/", sure="yes", **said)

    def key(self, name: str) -> int:
        """A participant's key."""
        return int(_model("Participant").objects.get(event=self.event, name=name).pk)

    def desk(self, path: str, /, **said: Any) -> None:
        """A form of the secretariat is sent."""
        self.clock.step()
        self.staff.force_login(self.user, "django.contrib.auth.backends.ModelBackend")
        response = self.staff.post(f"/admin/registration/{path}", said)
        assert response.status_code == 302, (path, said, response.content.decode())
        assert "login" not in response["Location"], path
        self.post.look()

    def send(self, path: str, status: int = 303, /, **said: Any) -> None:
        """A form of a page without sign-in is sent."""
        self.clock.step()
        response = self.public.post(path, said)
        assert response.status_code == status, (path, said, response.content.decode())
        self.post.look()

    def register(self, name: str, email: str, **said: Any) -> None:
        """Somebody fills in the open form."""
        self.send(f"/{self.slug}/register/", **particulars(name=name, email=email, **said))

    def named(self, key: str, *people: tuple[str, str]) -> None:
        """An institution names people by its link."""
        said = {"action": "name"}
        for number, (name, email) in enumerate(people):
            said |= {f"people-{number}-{field}": value for field, value in of(name, email).items()}
        self.send(self.post.link(self.focal(key)), **said)

    def sent_link(self, key: str, name: str, email: str) -> None:
        """An institution sends somebody a link of their own."""
        said = {f"link-{field}": value for field, value in of(name, email).items() if field != "position"}
        self.send(self.post.link(self.focal(key)), action="send", **said)

    def tell_how_to_join(self) -> None:
        """A link of the whole meeting and a passcode of its second session; those concerned are told."""
        for session, kind, value in (
            ("", "link", "https://join.example/room"),
            ("opening", "passcode", "271828"),
        ):
            said = {"session": session, "kind": kind, "value": value, "audience": "participants"}
            empty = dict.fromkeys(("language", "note", "participant", "visible_from", "rank"), "")
            self.desk(f"joiningdetail/add/?event={self.event.pk}", **said, **empty)
        keys = [one.pk for one in _model("JoiningDetail").objects.filter(event=self.event)]
        self.desk("joiningdetail/", action="tell_those_concerned", _selected_action=keys)

    def remind(self, key: str) -> None:
        """A reminder is written as a draft, and sent."""
        self.institution(key, REMIND)
        draft = _model("Message").objects.get(state="draft")
        self.desk(f"message/{draft.pk}/do/{SEND_DRAFT}/")

    def minute(self) -> None:
        """What `serve` does once a minute."""
        self.clock.step()
        self.post.look()
        import_module("registration.tasks").tick(self.clock.now())
        self.post.look()


def particulars(**fields: Any) -> dict[str, Any]:
    """What somebody says of themselves in a form."""
    return {
        "honorific": "Ms.",
        "position": "Director",
        "organisation": "ASEAN Secretariat",
        "country": "ID",
        "sex": "female",
        "role": "participant",
        "consent_list": "participants",
        "consent_photos": "yes",
        **fields,
    }


def of(name: str, email: str) -> dict[str, str]:
    """What an institution says of somebody it names."""
    return {"name": name, "email": email, "position": "Director", "delegation_role": "member"}


def walk(made: Walk) -> None:
    """From the first invitation until everybody has what they need to join."""
    made.settings(keep_until=date(2020, 9, 10))
    made.list_institutions([LABOUR, FAR, HEALTH, SMALL, LATE])
    made.register("Bo", "bo@x.example")
    made.register("Cy", "cy@x.example")
    made.register("Di", "di@x.example")
    made.named(LABOUR, ("Đặng Thu", "thu@molisa.example"), ("Lê Thị Mai", "mai@molisa.example"))
    made.sent_link(LABOUR, "Phạm An", "an@molisa.example")
    made.sent_link(LABOUR, "Vũ Hải", "hai@molisa.example")
    said = particulars(name="Phạm An", organisation=None, country="VN")
    accepted = {name: value for name, value in said.items() if value is not None}
    made.send(made.post.link("an@molisa.example"), action="accept", **accepted)
    made.send(
        made.post.link("hai@molisa.example"), 200, action="decline", sure="yes", **{"decline-reason": "Leave"}
    )
    for name in ("Bo", "Cy", "Đặng Thu", "Lê Thị Mai"):
        made.person(name, "do/confirm")
    made.person("Di", "do/refuse")
    made.person("Đặng Thu", "replace", **of("Ngô Lan", "lan@molisa.example"))
    made.tell_how_to_join()
    _institutions(made)


def _institutions(made: Walk) -> None:
    """Those that wait, decline, are reminded, get a new link, and are no longer invited."""
    made.named(SMALL, ("Keo", "keo@small.example"), ("Vone", "vone@small.example"))
    made.person("Keo", "do/confirm")
    made.person("Vone", "do/confirm")
    made.remind(LABOUR)
    made.remind(LATE)
    made.institution(LATE, "renew")
    made.send(
        made.post.link(made.focal(FAR)), action="decline", sure="yes", **{"decline-reason": "Elections"}
    )
    made.institution(HEALTH, "withdraw")
    made.register(
        "Bo", "bo@x.example"
    )  # known: the last, for PostgreSQL counts the row that was not inserted


def leave(made: Walk) -> None:
    """Some withdraw, one wants to be erased, and the date until which data are kept is near."""
    made.send(made.post.link("mai@molisa.example"), action="withdraw", sure="yes")
    made.send(made.post.link("bo@x.example"), action="withdraw", sure="yes")
    made.send(made.post.link("cy@x.example") + "data/", 200, action="erase", sure="yes")
    made.minute()


def first_moment() -> datetime:
    """When the walks begin."""
    return datetime(2020, 8, 28, 2, tzinfo=UTC)


def _model(name: str) -> Any:
    return apps.get_model("registration", name)
