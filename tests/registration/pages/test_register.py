"""The form and the private page, as a browser meets them."""

import json
import re

import lxml.html
import pytest
from django.test import Client

from registration.links import tokens
from registration.links.rate_limits import LIMITS
from registration.models import AuditEntry, Consent, FormQuestion, Message, Organisation, Participant
from tests.registration import factories
from tests.registration.factories import said

pytestmark = pytest.mark.django_db
SURE = {"action": "withdraw", "sure": "yes"}
FORM = "/dialogue-2026/register/"
SENT = "/dialogue-2026/register/sent/"


@pytest.fixture
def client() -> Client:
    """A browser that enforces what Django would of CSRF, if it did."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def event():
    return factories.event()


def private(response) -> dict[str, str]:
    headers = {
        name: response.headers.get(name) for name in ("Cache-Control", "Referrer-Policy", "Set-Cookie")
    }
    assert headers == {
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
        "Set-Cookie": None,
    }
    assert "Cookie" not in response.headers.get("Vary", "")
    return headers


def token_of(person: Participant) -> str:
    return tokens.make("my", person.pk, person.link_version)


def test_the_form(client, event) -> None:
    factories.organisation("Ministry of Labour", listed=True)
    factories.organisation("Secret Unit")
    response = client.get(FORM)
    page = response.content.decode()
    assert response.status_code == 200
    private(response)
    for name in said():
        assert f'name="{name}"' in page
        assert f'id="id_{name}"' in page
        assert f'for="id_{name}"' in page
    assert '<option value="VN">Viet Nam</option>' in page
    assert "prefer not to say" in page
    assert "What your data are for" in page
    assert "Photographs and recordings" in page
    assert '<option value="Ministry of Labour">' in page
    assert "Secret Unit" not in page
    assert "csrf" not in page
    assert "2:00–3:30 pm Manila time" in page


def test_the_consents_stand_together_under_their_heading(client, event) -> None:
    tree = lxml.html.document_fromstring(client.get(FORM).content.decode())
    (group,) = tree.xpath("//form//fieldset")
    (more,) = tree.xpath("//form//details")
    assert group.find("legend").text_content() == "Your consent"
    names = [one.get("name") for one in group.xpath(".//*[@name]")]
    assert names == ["consent_list", "consent_photos"]
    assert [one.get("name") for one in tree.xpath("//form//*[@name]")] == [
        "honorific", "name", "position", "organisation", "country", "email", "sex", "role", *names,
        "given", "family", "own_script", "unit", "phone", "languages", "interpretation", "accessibility",
    ]  # fmt: skip
    assert more.find("summary").text_content() == "More about you optional"
    assert "open" not in more.attrib
    assert tree.xpath("//form[@method='post']")[0].get("enctype") is None


def test_only_what_may_stay_empty_is_marked_optional(client, event) -> None:
    tree = lxml.html.document_fromstring(client.get(FORM).content.decode())
    marked = [
        one.getparent().get("for") for one in tree.find_class("optional") if one.getparent().tag == "label"
    ]
    assert marked == [
        "id_honorific", "id_given", "id_family", "id_own_script", "id_unit", "id_phone", "id_languages",
        "id_interpretation", "id_accessibility",
    ]  # fmt: skip


def test_the_own_page_asks_for_consent_in_the_same_way(client, event) -> None:
    person = factories.participant(event)
    tree = lxml.html.document_fromstring(client.get(f"/my/{token_of(person)}/").content.decode())
    (group,) = tree.xpath("//section[@aria-labelledby='consents']")
    assert group.find("h2").text_content() == "Your consent"
    names = [one.get("name") for one in group.xpath(".//form//*[@name]")]
    assert names == ["action", "consent_list", "consent_photos"]
    assert len(tree.xpath("//*[@name='consent_list' or @name='consent_photos']")) == 2


def test_consents_are_taken_back_whatever_else_is_missing(client, event) -> None:
    question = {"key": "diet", "label_text": {"en": "Your diet?"}, "required": True}
    FormQuestion.objects.create(event=event, **question)
    factories.desk(event, consent_wording="2026-11-b")
    person = factories.participant(
        event, position="", sex="", consent_list="public", consent_photos=True, state="confirmed"
    )
    path = f"/my/{token_of(person)}/"
    response = client.post(path, {"action": "consents", "consent_list": "none"})
    assert (response.status_code, response["Location"]) == (303, f"{path}?said=consents#consents")
    row = Participant.objects.get()
    assert (row.consent_list, row.consent_photos, row.position) == ("none", False, "")
    kept = Consent.objects.order_by("about").values_list("about", "choice", "wording", "moment")
    assert list(kept) == [
        (about, choice, "2026-11-b", row.changed) for about, choice in (("list", "none"), ("photos", "no"))
    ]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.details) == (
        "agree",
        "participant, by private link",
        {"fields": ["consent_list", "consent_photos"]},
    )
    assert b"Your consent stands as you see it here." in client.get(response["Location"]).content
    refused = client.post(path, {"action": "consents", "consent_list": "x"})
    assert (refused.status_code, b'href="#id_consent_list"' in refused.content) == (422, True)
    Participant.objects.update(state="refused")
    assert client.post(path, {"action": "consents", "consent_list": "public"}).status_code == 422
    assert Participant.objects.get().consent_list == "none"


@pytest.mark.parametrize("code", ["corrected=1", "said=consents", "said=reminder", "said=address", "said=x"])
def test_an_address_claims_nothing_that_did_not_happen(client, event, code: str) -> None:
    path = f"/my/{token_of(factories.participant(event))}/"
    assert client.get(f"{path}?{code}").content == client.get(path).content


def test_nothing_was_changed(client, event) -> None:
    person = factories.participant(event)
    path = f"/my/{token_of(person)}/"
    sent = said(action="correct", position="Director")
    response = client.post(path, sent)
    assert response["Location"] == f"{path}?said=unchanged"
    assert b"Nothing was changed." in client.get(response["Location"]).content
    assert client.post(path, sent | {"position": "Minister"})["Location"] == f"{path}?corrected=1"


def nav(client, path: str) -> list[tuple[str, bool]]:
    """The words of the links on top, and whether the page is said to be theirs."""
    tree = lxml.html.document_fromstring(client.get(path).content.decode())
    return [
        (one.text_content().strip(), "aria-current" in one.attrib) for one in tree.xpath("//header//nav//a")
    ]


def test_only_the_form_is_where_one_registers(client, event) -> None:
    others = [("Overview", False), ("Agenda", False), ("Speakers", False)]
    assert nav(client, FORM) == [*others, ("Register", True)]
    assert nav(client, "/dialogue-2026/participants/") == [*others, ("Register", False)]
    path = f"/my/{token_of(factories.participant(event))}/"
    assert [nav(client, path), nav(client, f"{path}data/")] == [others, []]


@pytest.mark.parametrize("state", ["refused", "declined", "replaced"])
def test_who_has_no_place_is_sent_to_the_secretariat(client, event, state: str) -> None:
    person = factories.participant(event, state=state)
    page = client.get(f"/my/{token_of(person)}/").content.decode()
    words = {"refused": "not accepted"}.get(state, state)
    sentence = f"Your registration is: {words}. If you have a question about it, please ask the secretariat."
    assert sentence in page
    other = factories.participant(event, name="Other")
    assert "ask the secretariat" not in client.get(f"/my/{token_of(other)}/").content.decode()


def test_head_as_get(client, event) -> None:
    assert client.head(FORM).status_code == 200
    assert client.head(FORM).content == b""


def test_queries_do_not_grow(client, event, django_assert_num_queries) -> None:
    client.get(FORM)
    for number in range(3):
        factories.organisation(f"Ministry {number}", listed=True)
    with django_assert_num_queries(5):
        client.get(FORM)


def test_registering(client, event, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(FORM, said())
    assert (response.status_code, response.headers["Location"]) == (303, SENT)
    private(response)
    person = Participant.objects.get()
    assert (person.name, person.email, person.state, person.consent_photos, str(person.organisation)) == (
        "Nguyễn Thị Hương", "huong@molisa.example", "nominated", True, "Ministry of Labour",
    )  # fmt: skip
    assert (Message.objects.get().kind, Message.objects.get().state) == ("registration_received", "sent")
    after = client.get(SENT)
    assert after.status_code == 200
    private(after)
    assert b"look at your e-mail" in after.content


def test_a_known_address_gets_the_same_answer(client, event) -> None:
    first = client.post(FORM, said())
    again = client.post(FORM, said(position="Someone else", organisation="Elsewhere"))

    def answer(response):
        return response.status_code, response.content, dict(response.headers)

    assert answer(first) == answer(again)
    assert Participant.objects.get().position == "Director"
    assert list(Message.objects.values_list("kind", "to")) == [
        ("registration_received", ["huong@molisa.example"]),
        ("registration_known", ["huong@molisa.example"]),
    ]


def test_two_people_of_one_mailbox(client, event) -> None:
    client.post(FORM, said())
    client.post(FORM, said(name="Trần Văn Bình"))
    assert Participant.objects.count() == 2


def test_a_refused_form(client, event) -> None:
    response = client.post(FORM, said(email="nobody", sex=None, name="<b>x</b>"))
    page = response.content.decode()
    assert response.status_code == 422
    private(response)
    for name in ("email", "sex"):
        control = re.search(rf'<(?:input|select)[^>]*id="id_{name}"[^>]*>', page).group()
        assert 'aria-invalid="true"' in control
        described = re.search(r'aria-describedby="([^"]*)"', control).group(1).split()
        assert f"id_{name}_error" in described
        assert all(f'id="{one}"' in page for one in described)
        assert f'<a href="#id_{name}">' in page
    assert page.count('aria-invalid="true"') == 2
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x</b>" not in page
    assert page.index('href="#id_email"') < page.index("<form")
    assert Participant.objects.count() == Message.objects.count() == Organisation.objects.count() == 0


@pytest.mark.parametrize("field", ["honorific", "name", "position", "organisation", "country", "email", "sex", "role",
                                   "consent_list"])  # fmt: skip
@pytest.mark.parametrize("value", ["\0", "a\0b", "x" * 10_000, "x\r\nBcc: y@z.example", "\u202e", "\udce9"])
def test_absurd_input(client, event, field: str, value: str) -> None:
    from urllib.parse import urlencode

    body = urlencode(said(**{field: value}), errors="surrogateescape")
    response = client.post(FORM, body, content_type="application/x-www-form-urlencoded")
    # White space and NUL-free emptiness at the ends is stripped; nothing else is mended.
    assert response.status_code == 422
    assert Participant.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"\xff\xfe%zz=%00", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"name=x", "text/plain"),
    ],
)
def test_absurd_bodies(client, event, body: bytes, content_type: str) -> None:
    assert client.post(FORM, body, content_type=content_type).status_code == 422


def test_a_broken_multipart_body(client, event) -> None:
    assert client.post(FORM, b"--x", content_type="multipart/form-data; boundary=").status_code == 400


@pytest.mark.parametrize("path", ["/nothing/register/", "/nothing/register/sent/", "/nothing/register/withdrawn/",
                                  "/unpublished/register/", "/unpublished/register/sent/"])  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_or_never_published(client, path: str, method: str) -> None:
    factories.event("unpublished", published=False)
    response = getattr(client, method)(path)
    assert response.status_code == (405 if method == "post" and not path.endswith("register/") else 404)
    private(response)


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
@pytest.mark.parametrize("path", [FORM, "/my/x/"])
def test_other_methods(client, event, method: str, path: str) -> None:
    response = getattr(client, method)(path)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST")


def test_a_missing_slash(client, event) -> None:
    response = client.get(FORM[:-1])
    assert (response.status_code, response.headers["Location"]) == (301, FORM)


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"policy": "invitation"}, b"by invitation"), ({"closes": factories.MOMENT}, b"has closed")],
)
def test_no_open_form(client, event, fields, words: bytes) -> None:
    factories.desk(event, **fields)
    read, refused = client.get(FORM), client.post(FORM, said())
    assert (read.status_code, refused.status_code) == (200, 403)
    assert words in read.content
    assert words in refused.content
    assert b"<form" not in read.content
    private(read)
    assert Participant.objects.count() == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "null"}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "http://127.0.0.1:8000"}, 303),
        ({"Origin": "https://evil.example"}, 403),
    ],
)
def test_forms_from_other_sites(client, event, headers, status: int) -> None:
    assert client.post(FORM, said(), headers=headers).status_code == status


def test_the_limit_of_an_address(client, event) -> None:
    most = LIMITS["email"].most
    statuses = [client.post(FORM, said(name=f"Name {'x' * n}")).status_code for n in range(most)]
    refused = client.post(FORM, said(email="HUONG@molisa.example"))
    assert statuses == [303] * most
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    private(refused)
    assert client.post(FORM, said(email="other@molisa.example")).status_code == 303


def test_my_page(client, event) -> None:
    person = factories.participant(event)
    response = client.get(f"/my/{token_of(person)}/")
    page = response.content.decode()
    assert response.status_code == 200
    private(response)
    for words in ("awaiting confirmation", "The dialogue-2026", "2:00–3:30 pm Manila time", "/dialogue-2026/agenda/",
                  "huong@molisa.example", "Viet Nam"):  # fmt: skip
        assert words in page
    assert 'name="email"' not in page
    assert AuditEntry.objects.count() == 0


def test_correcting(client, event) -> None:
    person = factories.participant(event)
    path = f"/my/{token_of(person)}/"
    response = client.post(path, said(action="correct", position="Minister", email="thief@x.example"))
    assert (response.status_code, response.headers["Location"]) == (303, f"{path}?corrected=1")
    row = Participant.objects.get()
    assert (row.position, row.email, row.changed > person.changed) == (
        "Minister",
        "huong@molisa.example",
        True,
    )
    assert b"is corrected" in client.get(f"{path}?corrected=1").content


def test_a_refused_correction(client, event) -> None:
    person = factories.participant(event)
    response = client.post(f"/my/{token_of(person)}/", said(action="correct", name=""))
    assert response.status_code == 422
    assert b'aria-invalid="true"' in response.content
    assert Participant.objects.get().name == person.name


def test_correcting_to_another_of_the_mailbox(client, event) -> None:
    factories.participant(event)
    other = factories.participant(event, name="Trần Văn Bình")
    response = client.post(f"/my/{token_of(other)}/", said(action="correct"))
    assert response.status_code == 422
    assert b"already registered with this e-mail address" in response.content


@pytest.mark.parametrize("sure", [None, "", "no"])
def test_withdrawing_is_asked_about_first(client, event, sure: str | None) -> None:
    person = factories.participant(event)
    before = Participant.objects.values().get()
    path = f"/my/{token_of(person)}/"
    asked = client.post(path, {"action": "withdraw"} | ({} if sure is None else {"sure": sure}))
    assert asked.status_code == 422
    private(asked)
    page = asked.content.decode()
    for words in ("<h1>Withdraw my registration?</h1>", "Nothing has changed yet.", "Your private link ends",
                  "What we entered in your calendar is taken out again.", f'<a href="{path}">',
                  '<input type="hidden" name="sure" value="yes">'):  # fmt: skip
        assert words in page
    assert (Participant.objects.values().get(), AuditEntry.objects.count()) == (before, 0)


def test_the_own_page_asks_before_withdrawing(client, event) -> None:
    page = client.get(f"/my/{token_of(factories.participant(event))}/").content.decode()
    _before, _summary, asked = page.partition('<summary class="button')
    assert page.count('value="withdraw"') == asked.partition("</details>")[0].count('value="withdraw"') == 1
    assert "Withdraw my registration?" in asked


def test_withdrawing(client, event) -> None:
    person = factories.participant(event)
    path = f"/my/{token_of(person)}/"
    response = client.post(path, SURE)
    assert (response.status_code, response.headers["Location"]) == (303, "/dialogue-2026/register/withdrawn/")
    assert b"Registration withdrawn" in client.get("/dialogue-2026/register/withdrawn/").content
    assert (Participant.objects.get().state, Participant.objects.get().link_version) == ("withdrawn", 1)
    assert [client.get(path).status_code, client.post(path, SURE).status_code] == [404, 404]
    assert client.get(f"/my/{token_of(Participant.objects.get())}/").status_code == 404


@pytest.mark.parametrize("state", ["refused", "declined", "replaced"])
def test_who_has_no_place_may_only_read(client, event, state: str) -> None:
    person = factories.participant(event, state=state)
    path = f"/my/{token_of(person)}/"
    assert b"<form" not in client.get(path).content
    for asked in ({"action": "withdraw"}, SURE):
        refused = client.post(path, asked)
        assert (refused.status_code, b"<form" in refused.content) == (422, False)
    assert client.post(path, said(action="correct")).status_code == 422
    assert Participant.objects.get().state == state


@pytest.mark.parametrize("action", [None, "", "confirm", "x" * 1000])
def test_other_actions(client, event, action: str | None) -> None:
    person = factories.participant(event)
    fields = {} if action is None else {"action": action}
    assert client.post(f"/my/{token_of(person)}/", fields).status_code == 422
    assert Participant.objects.get().state == "nominated"


def test_bad_tokens_get_one_answer(client, event) -> None:
    person = factories.participant(event)
    token = token_of(person)
    bad = ["x", token[:-1], f"my-{person.pk + 1}-0.{token.split('.')[1]}", "register", "%00", "ü", "x" * 5000]
    answers = [client.get(f"/my/{one}/") for one in bad]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    for answer in answers:
        private(answer)


def test_no_token_in_the_log(client, event, caplog) -> None:
    caplog.set_level("DEBUG")
    person = factories.participant(event)
    token = token_of(person)
    client.get(f"/my/{token}/")
    client.put(f"/my/{token}/")
    client.get(f"/my/{token}")
    client.post(f"/my/{token}/", {"action": "withdraw"})
    client.post(f"/my/{token}/", SURE)
    client.get(f"/my/{token}/")
    assert token not in caplog.text


def test_no_token_in_the_page_but_its_forms_and_the_way_to_one_s_data(client, event) -> None:
    person = factories.participant(event)
    token = token_of(person)
    page = client.get(f"/my/{token}/").content.decode()
    forms, data = page.count(f'action="/my/{token}/"'), page.count(f'href="/my/{token}/data/"')
    assert (forms, data, page.count(token)) == (5, 1, 6)


def test_no_letter_holds_a_token(client, event) -> None:
    client.post(FORM, said())
    client.post(FORM, said())
    token = token_of(Participant.objects.get())
    stored = json.dumps([*Message.objects.values(), *AuditEntry.objects.values()], default=str)
    assert token not in stored
    assert token.split(".")[1] not in stored


def test_a_scanner_changes_nothing(client, event) -> None:
    person = factories.participant(event)
    before = Participant.objects.values().get()
    for query in ("", "?action=withdraw", "?corrected=1"):
        client.get(f"/my/{token_of(person)}/{query}")
        client.head(f"/my/{token_of(person)}/{query}")
    assert (Participant.objects.values().get(), AuditEntry.objects.count()) == (before, 0)


def test_a_cookie_changes_no_byte(client, event) -> None:
    plain = client.get(FORM).content
    assert (
        Client(headers={"Cookie": "sessionid=x; csrftoken=y", "Accept-Language": "fr"}).get(FORM).content
        == plain
    )


# The secretariat's sign-in, drawn with the same fields.


def test_signing_in_asks_in_our_words_and_offers_a_new_password_below_the_field(client) -> None:
    tree = lxml.html.document_fromstring(client.get("/accounts/login/").content.decode())
    labels = {one.get("for"): one.text_content().strip() for one in tree.iter("label")}
    assert labels == {
        "id_login": "E-mail address",
        "id_password": "Password",
        "id_remember": "Remember me",
    }
    field = tree.get_element_by_id("id_password")
    assert field.getprevious().tag == "label"
    assert field.getnext().get("id") == field.get("aria-describedby") == "id_password_helptext"
    assert field.getnext().find("a").get("href") == "/accounts/password/reset/"


@pytest.mark.parametrize(
    "path", ["login/", "signup/", "password/reset/", "password/reset/done/", "logout/", "2fa/"]
)
def test_no_account_page_is_a_stock_one_or_invites_to_sign_up(
    client, django_user_model, settings, path: str
) -> None:
    settings.OUTBOX_ONLY = False
    if path in ("logout/", "2fa/"):
        client.force_login(
            django_user_model.objects.create_user("clerk", "clerk@x.example", "a long password")
        )
    response = client.get(f"/accounts/{path}")
    page = response.content.decode()
    assert response.status_code == 200
    assert 'class="masthead"' in page
    assert "Menu:" not in page
    assert "sign up" not in page.lower()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
