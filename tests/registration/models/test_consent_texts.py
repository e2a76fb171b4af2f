"""What somebody read who consented."""

import pytest

from registration.forms.particulars import ParticularsForm
from registration.models import consent_texts
from registration.models.choices import ConsentAbout

LIST = "Who may see your name, position, organisation and country in the list of participants?"
PHOTOS = "Photographs and recordings in which I can be recognised may be published."


@pytest.mark.parametrize(
    ("version", "about", "text"),
    [
        ("2026-11", "list", LIST),
        ("2026-11", "photos", PHOTOS),
        ("ours of 3 May", "list", "ours of 3 May"),
        ("ours of 3 May", "photos", "ours of 3 May"),
    ],
)
def test_the_text_of_a_version(version: str, about: str, text: str) -> None:
    assert consent_texts.text_read(version, about) == text


def test_the_form_asks_with_the_texts_of_the_version_it_keeps() -> None:
    texts = consent_texts.READ[consent_texts.CONSENT_VERSION]
    assert set(texts) == set(ConsentAbout.values)
    form = ParticularsForm()
    assert {name: form[f"consent_{name}"].label for name in texts} == dict(texts)
