"""The register of organisations: found by one of its names or its acronym, searched by words, else written anew."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from registration.identity import same_name
from registration.likeness import conditions, rank
from registration.models import Organisation, OrganisationName

MOST_RANKED = 200
"""Of one rank; the others follow by name."""
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
    """The organisation of that name, else of that other name, else of that acronym.

    In the country before in none, checked before unchecked.
    """
    wanted = same_name(name)
    if not wanted:
        return None
    others = OrganisationName.objects.filter(organisation=OuterRef("pk"), name_normalised=wanted[:300])
    how = Case(
        When(name_normalised=wanted[:300], then=Value(0)),
        When(Exists(others), then=Value(1)),
        default=Value(2),
    )
    in_country = Case(When(country=country, then=Value(0)), default=Value(1))
    matches = Organisation.objects.filter(
        Q(name_normalised=wanted[:300]) | Q(acronym_normalised=wanted) | Exists(others),
        country__in=[country, ""],
    )
    return matches.order_by(how, in_country, "-listed", "pk").first()


def finder() -> Callable[[str, str], Organisation | None]:
    """`find` for many names: reads the register once, in two questions, and answers as it was then.

    "Name (ACRONYM)" is read as both, as `organisation_named` does.
    """
    places: defaultdict[str, list[tuple[int, Organisation]]] = defaultdict(list)
    for one in Organisation.objects.select_related("parent").prefetch_related("names"):
        places[one.name_normalised].append((0, one))
        for other in one.names.all():
            places[other.name_normalised].append((1, one))
        if one.acronym_normalised:
            places[one.acronym_normalised].append((2, one))

    def found(name: str, country: str) -> Organisation | None:
        parts = NAME_AND_ACRONYM.fullmatch(name)
        for words in (name, parts["name"] if parts else ""):
            some = [
                (how, one.country != country, not one.listed, one.pk, one)
                for how, one in places.get(same_name(words)[:300], ())
                if one.country in (country, "")
            ]
            if some:
                return min(some, key=lambda ranked: ranked[:4])[-1]
        return None

    return found


def searched(rows: QuerySet[Organisation], asked: str, *, ranked: bool = True) -> QuerySet[Organisation]:
    """Those of `rows` in which all the words asked for occur: any accents, abbreviations, order.

    With `ranked` the one of that acronym comes first, then that of that name, those that begin so, and the others.
    """
    for condition in conditions(asked):
        rows = rows.filter(search__contains=condition)
    if not ranked or not conditions(asked):
        return rows
    nearest: defaultdict[int, list[int]] = defaultdict(list)
    for pk, text, name, acronym in rows.order_by("name", "pk").values_list("pk", "search", "name", "acronym"):
        nearest[rank(text, name, acronym, asked)].append(pk)
    places = [When(pk__in=nearest[place][:MOST_RANKED], then=Value(place)) for place in (0, 1, 2)]
    return rows.order_by(Case(*places, default=Value(3)), "name", "pk")


def suggestions() -> list[str]:
    """The checked organisations by name, each once: what the public form may offer."""
    listed = Organisation.objects.filter(listed=True).order_by("name")
    return list(dict.fromkeys(str(organisation) for organisation in listed))
