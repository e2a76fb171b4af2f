"""Texts in several languages: one input a language, always stored as a mapping, nothing lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from i18nfield.strings import LazyI18nString

from agenda.admin.desk.translated import TextsField, tidy
from agenda.drafts import freezing
from agenda.models import Event, Person, Section
from agenda.versions import publishing

pytestmark = pytest.mark.django_db


def stored(table: str, column: str, pk: int) -> Any:
    """What the database holds, as JSON."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [pk])
        return json.loads(cursor.fetchone()[0])


def change(event: Event) -> str:
    return f"/admin/agenda/event/{event.pk}/change/"


@pytest.mark.parametrize("title", ["12", "null", "0", "true", '{"en": "x"}', "[1]", '"quoted"', "Plain"])
def test_a_title_that_looks_like_json_survives(event: Event, save: Any, title: str) -> None:
    assert save(change(event), title=title).status_code == 302
    assert stored("agenda_event", "title", event.pk) == {"en": title}
    assert dict(freezing.draft_of(Event.objects.get()).event.title) == {"en": title}
    assert save(change(event), subtitle="Another").status_code == 302
    assert stored("agenda_event", "title", event.pk) == {"en": title}


def test_one_language_shows_one_plain_input(event: Event, staff: Any) -> None:
    page = staff.get(change(event)).content.decode()
    assert '<input type="text" name="title"' in page
    assert "title_en" not in page
    assert '<textarea name="sections-0-body"' in page


def test_several_languages_show_an_input_each(event: Event, save: Any, staff: Any) -> None:
    assert save(change(event), languages="en, fr; ar").status_code == 302
    event.refresh_from_db()
    assert event.languages == ["en", "fr", "ar"]
    page = staff.get(change(event)).content.decode()
    assert 'name="title_fr"' in page
    assert "Français (fr)" in page
    assert 'lang="ar" dir="rtl"' in page
    assert save(change(event), title_fr="Dialogue").status_code == 302
    assert stored("agenda_event", "title", event.pk)["fr"] == "Dialogue"


def test_strings_of_other_languages_stay(event: Event, save: Any, staff: Any) -> None:
    event.title = LazyI18nString({"en": "Dialogue", "th": "การสนทนา"})
    event.save()
    section = Section.objects.first()
    assert section
    section.body = LazyI18nString({"en": "One", "th": "หนึ่ง"})
    section.save()
    assert "การสนทนา" in staff.get(change(event)).content.decode()
    sections = {"title": "New", "sections-0-body": "Two"}
    assert save(change(event), **sections).status_code == 302
    assert stored("agenda_event", "title", event.pk) == {"en": "New", "th": "การสนทนา"}
    assert stored("agenda_section", "body", section.pk) == {"en": "Two", "th": "หนึ่ง"}


def test_a_text_is_not_filed_under_another_language(event: Event, save: Any) -> None:
    Event.objects.update(language="fr", languages=["fr"])
    assert save(change(event), setting="hybrid").status_code == 302
    assert set(stored("agenda_event", "title", event.pk)) == {"en"}


def test_saving_an_untouched_page_changes_nothing(event: Event, save: Any, publish: Any) -> None:
    section = Section.objects.first()
    assert section
    section.body = LazyI18nString({"en": "\n  Two\n\nlines \n"})
    section.heading = LazyI18nString({"en": "On\ntwo lines"})
    section.save()
    publish()
    before = freezing.draft_of(event)
    assert save(change(event)).status_code == 302
    for person in Person.objects.all()[:3]:
        assert save(f"/admin/agenda/person/{person.pk}/change/").status_code == 302
    for session in event.sessions.all():
        assert save(f"/admin/agenda/session/{session.pk}/change/").status_code == 302
    assert freezing.draft_of(Event.objects.get()) == before
    assert publishing.compare(event) == ()


def test_html_and_wrong_links_are_refused(event: Event, save: Any, refusals: Any) -> None:
    response = save(change(event), **{"sections-0-body": "A <b>bold</b> [word](javascript:alert(1))"})
    found = refusals(response)
    assert [one.split(" is not")[0] for one in found[:2]] == ["line 1: HTML '<b>'", "line 1: HTML '</b>'"]
    assert any("javascript" in one for one in found)


def test_an_empty_title_is_refused(event: Event, save: Any, refusals: Any) -> None:
    assert refusals(save(change(event), title="  ")) == ["This field is required."]


def test_field_keeps_what_the_form_did_not_ask_for() -> None:
    field = TextsField()
    field.show(("en", "fr"), LazyI18nString({"en": "One", "fr": "Un", "km": "មួយ"}))
    given = field.widget.value_from_datadict({"title": "Two"}, {}, "title")
    assert given == {"en": "Two", "fr": None}
    assert field.clean(given).data == {"en": "Two", "fr": "Un", "km": "មួយ"}
    assert field.clean({"en": "One", "fr": ""}).data == {"en": "One", "km": "មួយ"}


def test_control_characters_and_length_are_refused() -> None:
    field = TextsField()
    field.show(("en",), "")
    with pytest.raises(Exception, match="control characters"):
        field.clean({"en": "a\x00b"})
    with pytest.raises(Exception, match="at most 20000"):
        field.clean({"en": "a" * 20_001})
    assert tidy(" a\r\nb\r ") == "a\nb"
