"""The register of organisations: found by name or acronym, else written anew."""

from __future__ import annotations

import re

from django.db.models import Case, Q, Value, When

from registration.identity import same_name
from registration.models import Organisation

NAME_AND_ACRONYM = re.compile(r"(?P<name>.+\S)\s*\((?P<acronym>[^()]{1,50})\)")


def organisation_named(name: str, country: str) -> Organisation:
    """The organisation of that name or acronym in the country or in none; made when the register has none.

    "Name (ACRONYM)", as suggestions are shown, is read as both. A new one is not `listed` before staff check it.
    """
    parts = NAME_AND_ACRONYM.fullmatch(name)
    found = find(name, country) or (find(parts["name"], country) if parts else None)
    if found:
        return found
    values = {"name": parts["name"], "acronym": parts["acronym"].strip()} if parts else {"name": name}
    made, _created = Organisation.objects.get_or_create(
        name_normalised=same_name(values["name"])[:300], country=country, defaults=values
    )
    return made


def find(name: str, country: str) -> Organisation | None:
    """The organisation of that name, else of that acronym; in the country before in none, checked before unchecked."""
    wanted = same_name(name)
    if not wanted:
        return None
    by_name = Case(When(name_normalised=wanted[:300], then=Value(0)), default=Value(1))
    in_country = Case(When(country=country, then=Value(0)), default=Value(1))
    matches = Organisation.objects.filter(
        Q(name_normalised=wanted[:300]) | Q(acronym_normalised=wanted), country__in=[country, ""]
    )
    return matches.order_by(by_name, in_country, "-listed", "pk").first()


def suggestions() -> list[str]:
    """The checked organisations by name, each once: what the public form may offer."""
    listed = Organisation.objects.filter(listed=True).order_by("name")
    return list(dict.fromkeys(str(organisation) for organisation in listed))
