"""Role × page × action, as a table. A page that is new in the admin gets a line here, or `test_roles_matrix` fails.

A line is the page's name (of its address in `admin:`), an address, who may open it (GET), who may act there (POST), and
what is sent: `form(…)` is the page's own form with edits, None sends nothing much. What is sent must write something
when it is allowed, so that "nothing was written" says something when it is refused. In addresses `{session}` and the
like are keys of rows of an event where the five have their roles (`test_roles_matrix.world`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

NOBODY: frozenset[str] = frozenset()
SUPER = frozenset({"superuser"})
EVERYWHERE = SUPER | {"administrator everywhere"}
ADMINISTER = EVERYWHERE | {"administrator"}
PUBLISH = ADMINISTER | {"publisher"}
EDIT = PUBLISH | {"programme-editor"}
CLERK = ADMINISTER | {"registration-clerk"}
BOTH = "viewer, administrator elsewhere"
VIEW = EDIT | CLERK | {"viewer", BOTH}
ELSEWHERE = frozenset({"administrator elsewhere", BOTH})
"""Lists are open to who has a role at another event, and hold nothing of this one."""
STAFF = VIEW | ELSEWHERE | {"staff without role", "Django's permissions"}
OUTSIDE = frozenset({"anonymous", "not staff"})
"""Led to sign in, wherever they go. Who is not staff has a role, which opens nothing."""
EVERYONE = STAFF | OUTSIDE

NO_SUCH_METHOD = None
"""Nobody gets anything: 404 or 405, or 403."""

Those = frozenset[str]


class Line(NamedTuple):
    """One page."""

    name: str
    address: str
    read: Those | None
    write: Those | None
    sent: dict[str, Any] | None = None


def form(**edits: str) -> dict[str, Any]:
    """The page's own form, as it comes, with edits."""
    return {"": "form", **edits}


SURE = {"post": "yes"}


def pages_of(model: str, key: str, read: Those, write: Those, **other: Any) -> list[Line]:
    """The stock pages of rows: lists, history, change, add, delete.

    `other`: add, delete (who; as `write` when not given), added (what the page to add is sent), changed, action (of
    the list), act (who may), lists (who sees the list), at (end of the address of the page to add), adding (who sees it).
    """
    base, name = f"/admin/{model.replace('.', '/')}/", model.replace(".", "_")
    add, delete = other.get("add", write), other.get("delete", write)
    listed = other.get("lists", read | ELSEWHERE)
    act = {**SURE, "action": other.get("action", "delete_selected"), "_selected_action": key}
    return [
        Line(f"{name}_changelist", base, listed, other.get("act", delete), act),
        Line(f"{name}_add", f"{base}add/{other.get('at', '')}", add, add, other.get("added")),
        Line(f"{name}_history", f"{base}{key}/history/", read, read),
        Line(f"{name}_change", f"{base}{key}/change/", read, write, other.get("changed")),
        Line(f"{name}_delete", f"{base}{key}/delete/", delete, delete, SURE),
    ]


def desk(
    name: str, path: str, read: Those, write: Those | None, sent: Any = None, event: str = "{event}"
) -> Line:
    """A page of the desk around an event."""
    return Line(f"agenda_event_{name}", f"/admin/agenda/event/{event}/{path}", read, write, sent)


SITE = [
    Line("index", "/admin/", STAFF, STAFF),
    Line("app_list", "/admin/agenda/", VIEW | ELSEWHERE, VIEW | ELSEWHERE),
    Line("app_list", "/admin/registration/", CLERK | ELSEWHERE, CLERK | ELSEWHERE),
    Line("app_list", "/admin/auth/", EVERYWHERE, EVERYWHERE),
    Line("app_list", "/admin/account/", SUPER, SUPER),
    Line("password_change", "/admin/password_change/", STAFF, STAFF),
    Line("password_change_done", "/admin/password_change/done/", STAFF, NO_SUCH_METHOD),
    Line("jsi18n", "/admin/jsi18n/", STAFF, NO_SUCH_METHOD),
    Line("view_on_site", "/admin/r/{participant_type}/{participant}/", NO_SUCH_METHOD, NO_SUCH_METHOD),
    Line(
        "autocomplete",
        "/admin/autocomplete/?app_label=registration&model_name=participant&field_name=organisation&term=m",
        CLERK | ELSEWHERE, NO_SUCH_METHOD,
    ),
    Line(
        "autocomplete",
        "/admin/autocomplete/?app_label=agenda&model_name=appearance&field_name=person&term=a",
        VIEW | ELSEWHERE, NO_SUCH_METHOD,
    ),
]  # fmt: skip

DESK = [
    desk("board", "board/", VIEW, EDIT, form(do="fix:s1")),
    desk("preview", "preview/", VIEW, EDIT, {"do": "say", "place": "", "text": "Good"}),
    desk("publish", "publish/", VIEW, PUBLISH, form(note="A note", looked="on")),
    desk("versions", "versions/", VIEW, VIEW),
    desk("compare", "versions/compare/", VIEW, VIEW),
    desk("restore", "versions/1/bring-back/", EDIT, EDIT, None, "{published}"),
    desk("history", "history/", VIEW, VIEW),
    desk("step", "history/{step}/", VIEW, VIEW),
    desk("sheet", "sheet/", VIEW, EDIT),
    desk("sheet_file", "sheet/agenda.xlsx", VIEW, NO_SUCH_METHOD),
    desk("invitations_import", "invitations/import/", CLERK, CLERK),
    desk("invitations_template", "invitations/import/template.xlsx", CLERK, NO_SUCH_METHOD),
    desk("invitations_file", "invitations/import/invitations.xlsx", CLERK, NO_SUCH_METHOD),
    desk("rezone", "rezone/", VIEW, EDIT),
    desk("forgetting", "forgetting/", CLERK, ADMINISTER, {"slug": "published"}, "{published}"),
    desk("forgetting_person", "forgetting/{participant}/", CLERK, ADMINISTER, {"sure": "yes"}, "{published}"),
    desk("series", "series/", EVERYWHERE, EVERYWHERE,
         {"title": "Next", "slug": "the-next", "first_day": "2027-12-01"}),
    desk("invitations", "invitations/", CLERK, CLERK),
    desk("invitations_sheet", "invitations/board.xlsx", CLERK, NO_SUCH_METHOD),
    desk("invitations_chased", "invitations/chased/", CLERK, NO_SUCH_METHOD),
    desk("speakers", "speakers/", CLERK, CLERK),
    desk("speakers_file", "speakers/files/1/", NO_SUCH_METHOD, NO_SUCH_METHOD),  # nobody handed in a file
    desk("figures", "figures/", CLERK, NO_SUCH_METHOD),
    desk("figures_sheet", "figures/figures.xlsx", CLERK, NO_SUCH_METHOD),
    desk("figures_plot", "figures/figures.svg", CLERK, NO_SUCH_METHOD),
]  # fmt: skip

AGENDA = [
    *pages_of("agenda.event", "{event}", VIEW, EDIT, add=EVERYWHERE, delete=ADMINISTER,
              added=form(title="Another", language="en", timezone="UTC"), changed=form(subtitle="Other"))[:2],
    Line("agenda_event_change", "/admin/agenda/event/{event}/change/", VIEW, EDIT, form(subtitle="Other")),
    Line("agenda_event_delete", "/admin/agenda/event/{event}/delete/", ADMINISTER, ADMINISTER, SURE),
    Line("agenda_event_delete", "/admin/agenda/event/{published}/delete/", NOBODY, NOBODY, SURE),
    *pages_of("agenda.session", "{session}", VIEW, EDIT, at="?event={event}", changed=form(minutes="55"),
              added=form(title="Another", day="2026-12-01", start="17:00", minutes="10")),
    *pages_of("agenda.person", "{person}", VIEW, EDIT, at="?event={event}", added=form(name="Another"),
              changed=form(honorific="Dr.")),
    *pages_of("agenda.room", "{room}", VIEW, EDIT, at="?event={event}", added=form(name="Another"),
              changed=form(name="Another")),
    *pages_of("agenda.publication", "{publication}", VIEW, NOBODY),
    *pages_of("agenda.eventrole", "{role}", ADMINISTER, ADMINISTER, at="?event={event}",
              added={"user": "{account}", "role": "publisher", "event": "{event}"}, changed={"role": "publisher"}),
]  # fmt: skip

REGISTRATION = [
    *pages_of("registration.participant", "{participant}", CLERK, CLERK, delete=NOBODY, at="?event={published}",
              added=form(name="Another", email="another@x.example", organisation="Ministry", country="VN"),
              action="confirm_chosen", act=CLERK, changed=form(position="Minister")),
    Line("registration_participant_export", "/admin/registration/participant/export/",
         CLERK | ELSEWHERE, CLERK | ELSEWHERE),
    *[
        Line("registration_participant_do", f"/admin/registration/participant/{{participant}}/do/{verb}/",
             NO_SUCH_METHOD, CLERK, {"sure": "yes"})
        for verb in ("confirm", "decline", "refuse", "withdraw")
    ],
    Line("registration_participant_replace", "/admin/registration/participant/{participant}/replace/", CLERK, CLERK,
         form(name="Another", email="another@x.example")),
    Line("registration_participant_readdress", "/admin/registration/participant/{participant}/readdress/", CLERK, CLERK,
         form(email="right@x.example")),
    Line("registration_participant_consents", "/admin/registration/participant/{participant}/consents/",
         NO_SUCH_METHOD, CLERK, {"consent_list": "none", "channel": "phone"}),
    Line("registration_participant_answers", "/admin/registration/participant/{participant}/answers/", CLERK, CLERK),
    Line("registration_participant_answer_file", "/admin/registration/participant/{participant}/answers/1/save/",
         NO_SUCH_METHOD, NO_SUCH_METHOD),  # nobody answered
    Line("registration_participant_link", "/admin/registration/participant/{participant}/link/",
         NO_SUCH_METHOD, CLERK, {"sure": "yes"}),
    *pages_of("registration.invitedorganisation", "{invited}", CLERK, CLERK, at="?event={published}",
              added={"organisation": "{organisation}", "places": "2", "language": "en",
                     "role_places-TOTAL_FORMS": "0", "role_places-INITIAL_FORMS": "0"},
              changed=form(note="Another")),
    *[
        Line("registration_invitedorganisation_do", f"/admin/registration/invitedorganisation/{{invited}}/do/{verb}/",
             NO_SUCH_METHOD, CLERK, {"sure": "yes"})
        for verb in ("invite", "accept", "decline", "withdraw")
    ],
    Line("registration_invitedorganisation_name", "/admin/registration/invitedorganisation/{invited}/name/",
         CLERK, CLERK, form(name="Another", email="another@x.example", do="confirm")),
    Line("registration_invitedorganisation_link", "/admin/registration/invitedorganisation/{invited}/link/",
         NO_SUCH_METHOD, CLERK, {"sure": "yes"}),
    *pages_of("registration.delegation", "{delegation}", CLERK, CLERK, at="?event={published}",
              added=form(name="Another"), changed=form(name="Another")),
    *pages_of("registration.invitationletter", "{letter}", CLERK, CLERK, at="?event={published}",
              added=form(reference="Another"), changed=form(reference="Another")),
    Line("registration_invitationletter_file", "/admin/registration/invitationletter/{letter}/file/save/", NO_SUCH_METHOD,
         NO_SUCH_METHOD),  # it has no file
    *pages_of("registration.message", "{message}", CLERK, NOBODY, action="try_again", act=CLERK),
    *[
        Line("registration_message_do", f"/admin/registration/message/{{message}}/do/{verb}/", NO_SUCH_METHOD, CLERK)
        for verb in ("send", "renew", "discard")
    ],
    *pages_of("registration.mailedreply", "{reply}", CLERK, NOBODY),
    *pages_of("registration.auditentry", "{entry}", CLERK, NOBODY),
    *pages_of("registration.organisation", "{organisation}", CLERK | ELSEWHERE, CLERK | ELSEWHERE, delete=EVERYWHERE,
              added=form(name="Another", kind="donor"), changed=form(acronym="MOX")),
    Line("registration_organisation_duplicates", "/admin/registration/organisation/duplicates/", CLERK | ELSEWHERE,
         CLERK | ELSEWHERE),
    Line("registration_organisation_merge_with", "/admin/registration/organisation/{organisation}/merge/", EVERYWHERE,
         NO_SUCH_METHOD),
    Line("registration_organisation_merge", "/admin/registration/organisation/{organisation}/merge/{organisation}/",
         EVERYWHERE, EVERYWHERE),
    *pages_of("registration.joiningdetail", "{joining}", CLERK, CLERK, at="?event={published}",
              added=form(value="https://join.example/2"), changed=form(note="Another")),
    *pages_of("registration.formquestion", "{asked}", CLERK, CLERK, at="?event={published}",
              added=form(label_text="Another"), changed=form(label_text="Other")),
    *pages_of("registration.registrationsettings", "{desk}", CLERK, CLERK, at="?event={event}",
              added=form(event="{event}"), changed=form(contact="Us")),
]  # fmt: skip

NEW_PASSWORD = {
    "usable_password": "true",
    "password1": "a long pass phrase 12",
    "password2": "a long pass phrase 12",
}

ACCOUNTS = [
    *pages_of("auth.user", "{account}", EVERYWHERE, EVERYWHERE, delete=SUPER, lists=EVERYWHERE,
              added=form(email="new@example.org", **NEW_PASSWORD), changed=form(first_name="Anna")),
    Line("auth_user_password_change", "/admin/auth/user/{account}/password/", EVERYWHERE, EVERYWHERE, NEW_PASSWORD),
    Line("auth_user_change", "/admin/auth/user/{superuser}/change/", SUPER, SUPER, form(first_name="Anna")),
    Line("auth_user_history", "/admin/auth/user/{superuser}/history/", SUPER, SUPER),
    Line("auth_user_delete", "/admin/auth/user/{superuser}/delete/", SUPER, SUPER),
    Line("auth_user_password_change", "/admin/auth/user/{superuser}/password/", SUPER, SUPER, NEW_PASSWORD),
    *pages_of("account.emailaddress", "{address}", SUPER, SUPER, lists=SUPER),
    *pages_of("mfa.authenticator", "{factor}", SUPER, SUPER, lists=SUPER),
    *pages_of("django_tasks_database.dbtaskresult", "{task}", SUPER, NOBODY, lists=SUPER),
]  # fmt: skip

TABLE = [*SITE, *DESK, *AGENDA, *REGISTRATION, *ACCOUNTS]

DOORS = frozenset({"login", "logout"})
"""Led on to allauth's pages, which are for everyone (tests/dialogue/test_admin_site.py)."""
