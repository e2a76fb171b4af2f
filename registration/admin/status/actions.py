"""The actions of the page of invitations: invite, remind, give a free place to the next person in line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.admin.desk import context_of
from agenda.models import Event
from registration import invitations
from registration.admin.desk import before, passed_over
from registration.audit import Actor
from registration.invitations import InstitutionVerb, VerbRefused, allowed_to_institution
from registration.models import InvitedOrganisation, Participant, Reply, State
from registration.reports import InstitutionRow, StatusBoard, is_unanswered, lacks_names

SURE = "admin/registration/status/confirm.html"


class _Addressed(NamedTuple):
    """The receivers of a letter, those without an address, and those for which the verb is not possible."""

    rows: Sequence[InstitutionRow]
    without: Sequence[InstitutionRow]
    others: Sequence[InstitutionRow]

    @property
    def nobody(self) -> bool:
        """Whether no institution was meant at all."""
        return not (self.rows or self.without or self.others)


def act(page: Any, request: HttpRequest, event: Event, board: StatusBoard, back: str) -> HttpResponse:
    """Do what the pressed button says. `back` is the board as it was shown."""
    verb, _colon, key = request.POST.get("do", "").partition(":")
    if verb == "give":
        return _give(page, request, event, key, back)
    if verb == "invite":
        return _invite(page, request, event, board, back)
    if verb == "remind":
        return _remind(request, event, board, is_unanswered)
    if verb == "names":
        return _remind(request, event, board, lacks_names)
    messages.warning(request, _("Nothing is done: that button is not on this page. Choose again."))
    return redirect(back)


def _invite(page: Any, request: HttpRequest, event: Event, board: StatusBoard, back: str) -> HttpResponse:
    to = _addressed(request, board, "invite", lambda row: row.state == Reply.LISTED)
    if "sure" not in request.POST and to.rows:
        context = {
            **context_of(page, request, event, _("Invite these institutions?"), "invitations"),
            "back": back,
            "sending": before(event, _institutions(to.rows), timezone.now()),
            "do": "invite",
            "chosen": to.rows,
            "without": to.without,
            "others": to.others,
            "lead": _(
                "Each focal point gets a letter at once, with the link at which they answer and name people."
            ),
            "yes": ngettext("Yes, invite %d institution", "Yes, invite %d institutions", len(to.rows))
            % len(to.rows),
        }
        return TemplateResponse(request, SURE, context)
    done = _each(request, to.rows, invitations.invite_institution)
    _name_the_rest(request, to)
    if done:
        text = ngettext(
            "%d institution is invited; the letter is in the outbox.",
            "%d institutions are invited; the letters are in the outbox.",
            done,
        )
        messages.success(request, text % done)
    elif to.nobody:
        messages.info(request, _("Nobody is left to be invited here."))
    return redirect(back)


def _remind(
    request: HttpRequest, event: Event, board: StatusBoard, fits: Callable[[InstitutionRow], bool]
) -> HttpResponse:
    """Drafts that ask for an answer, or for names: only to those that it fits."""
    to = _addressed(request, board, "remind", fits)
    done = _each(request, to.rows, invitations.remind)
    _name_the_rest(request, to)
    if done:
        text = ngettext("%d reminder is written as a draft.", "%d reminders are written as drafts.", done)
        messages.success(request, text % done)
    elif to.nobody:
        messages.info(
            request,
            _("Nobody is to be chased here: who is invited has answered.")
            if fits is is_unanswered
            else _("Nobody is to be asked for names here: who takes part has named somebody for each place."),
        )
    return redirect("admin:agenda_event_invitations_chased", event.pk)


def _give(page: Any, request: HttpRequest, event: Event, key: str, back: str) -> HttpResponse:
    """A free place for somebody who waits; asked about first, since they are told at once."""
    people = Participant.objects.filter(event=event, state=State.WAITING, invited__isnull=False)
    person = people.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
    if person is None:
        messages.warning(
            request, _("This person no longer waits for a place. Look at the page as it is now.")
        )
        return redirect(back)
    if "sure" not in request.POST:
        name = person.full_name
        context = {
            **context_of(page, request, event, _("Give this place?"), "invitations"),
            "back": back,
            "do": f"give:{person.pk}",
            "lead": " ".join(
                [
                    passed_over(person),
                    _("%(name)s gets a free place of %(institution)s, and is told at once.")
                    % {"name": name, "institution": person.invited},
                ]
            ).strip(),
            "yes": _("Yes, give the place to %(name)s") % {"name": name},
        }
        return TemplateResponse(request, SURE, context)
    try:
        invitations.confirm(person, _actor(request), timezone.now())
        text = _("%(name)s is confirmed; the letter is in the outbox.")
        messages.success(request, text % {"name": person.full_name})
    except VerbRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(back)


def _addressed(
    request: HttpRequest, board: StatusBoard, verb: InstitutionVerb, fits: Callable[[InstitutionRow], bool]
) -> _Addressed:
    """The chosen institutions, whatever they stand at; with none chosen all shown that fit."""
    keys = set(request.POST.getlist("chosen"))
    if keys:
        wanted = [row for row in board.every_row if str(row.key) in keys]
    else:
        wanted = [row for row in board.rows if fits(row)]
    possible = [
        row for row in wanted if allowed_to_institution(verb, row.reply) and (verb != "remind" or fits(row))
    ]
    possible.sort(key=lambda row: (not row.country, row.country_words.casefold()))
    return _Addressed(
        [row for row in possible if row.has_address],
        [row for row in possible if not row.has_address],
        [row for row in wanted if row not in possible],
    )


def _each(
    request: HttpRequest,
    rows: Iterable[InstitutionRow],
    verb: Callable[[InvitedOrganisation, Actor, datetime], object],
) -> int:
    """The verb on each; how many it was done to. Why not to the others is said."""
    moment, actor, done = timezone.now(), _actor(request), 0
    found = InvitedOrganisation.objects.in_bulk([row.key for row in rows])
    for invited in found.values():
        try:
            verb(invited, actor, moment)
            done += 1
        except VerbRefused as refusal:
            messages.warning(request, str(refusal))
    return done


def _name_the_rest(request: HttpRequest, to: _Addressed) -> None:
    """Nobody is passed over in silence."""
    if to.without:
        text = _("Not written to, for no e-mail address of a focal point is known: %(names)s. Add it first.")
        messages.warning(request, text % {"names": "; ".join(row.name for row in to.without)})
    if to.others:
        names = "; ".join(f"{row.name} ({_stands(row)})" for row in to.others)
        messages.warning(request, _("Not possible as they stand: %(names)s.") % {"names": names})


def _stands(row: InstitutionRow) -> str:
    """Where the institution stands; of one that takes part, how many of its places have a name."""
    if row.reply != Reply.ACCEPTED:
        return row.state_words
    return _("takes part, %(named)d of %(places)d named") % {"named": row.named, "places": row.places}


def _institutions(rows: Iterable[InstitutionRow]) -> list[InvitedOrganisation]:
    """The rows' institutions, in their order."""
    found = InvitedOrganisation.objects.select_related("organisation", "event", "invitation_letter").in_bulk(
        [row.key for row in rows]
    )
    return [found[row.key] for row in rows if row.key in found]


def _actor(request: HttpRequest) -> Actor:
    user: Any = request.user  # the admin lets in nobody who is not signed in
    return Actor.staff(user)
