"""The register of organisations: found by one of its names or its acronym, searched by words, else written anew."""

from __future__ import annotations

import re
from collections import defaultdict

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from agenda.models import Publication
from agenda.outputs import country_name
from registration.matching import Known, conditions, core, nearest, rank, same_name
from registration.models import InvitedOrganisation, Organisation, OrganisationName, Participant

MOST_RANKED = 200
"""Of one rank; the others follow by name."""
NAME_AND_ACRONYM = re.compile(r"(?P<name>.+\S)\s*\((?P<acronym>[^()]{1,50})\)")


def organisation_named(name: str, country: str) -> Organisation:
    """The organisation of that name or acronym in the country or in none; made when the register has none.

    "Name (ACRONYM)", as suggestions are shown, is read as both. A new one is not `listed` before staff check it.
    """
    if found := found_as_written(name, country):
        return found
    parts = NAME_AND_ACRONYM.fullmatch(name)
    values = {"name": parts["name"], "acronym": parts["acronym"].strip()} if parts else {"name": name}
    made, _created = Organisation.objects.get_or_create(
        name_normalised=same_name(values["name"])[:300], country=country, defaults=values
    )
    return made


def found_as_written(name: str, country: str) -> Organisation | None:
    """The organisation that people write so: by its name or acronym, or as "Name (ACRONYM)"."""
    parts = NAME_AND_ACRONYM.fullmatch(name)
    return find(name, country) or (find(parts["name"], country) if parts else None)


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


class Finder:
    """`find` for many names: reads the register once, in two questions, and answers as it was then.

    "Name (ACRONYM)" is read as both, as `organisation_named` does. `rows` is the register.
    """

    def __init__(self) -> None:
        self.rows = list(Organisation.objects.select_related("parent").prefetch_related("names"))
        self._places: defaultdict[str, list[tuple[int, Organisation]]] = defaultdict(list)
        self._cores: defaultdict[tuple[str, frozenset[str]], dict[int, Organisation]] = defaultdict(dict)
        for one in self.rows:
            self._places[one.name_normalised].append((0, one))
            for other in one.names.all():
                self._places[other.name_normalised].append((1, one))
            if one.acronym_normalised:
                self._places[one.acronym_normalised].append((2, one))
            for name in names_of(one):
                self._cores[one.country, _core(name, one.country)][one.pk] = one

    def __call__(self, name: str, country: str) -> Organisation | None:
        """As `find`."""
        for words in _without_acronym(name):
            some = [
                (how, one.country != country, not one.listed, one.pk, one)
                for how, one in self._places.get(same_name(words)[:300], ())
                if one.country in (country, "")
            ]
            if some:
                return min(some, key=lambda ranked: ranked[:4])[-1]
        return None

    def alike(self, name: str, country: str, part_of: str = "") -> Organisation | None:
        """The one of the same country with the same words in its name, without those of the country: "… of Viet Nam".

        None where several have, or where it is known to be part of something else.
        """
        for words in _without_acronym(name):
            telling = _core(words, country)
            some = list(self._cores.get((country, telling), {}).values()) if telling else []
            if len(some) == 1:
                parent = some[0].parent
                apart = parent and part_of and same_name(parent.name) != same_name(part_of)
                return None if apart else some[0]
        return None

    def known(self, countries: set[str]) -> list[tuple[int, Known]]:
        """The parts that are compared, of the organisations of these countries and of none; with "" of all."""
        return [
            (one.pk, known_as(one))
            for one in self.rows
            if "" in countries or not one.country or one.country in countries
        ]


def names_of(one: Organisation) -> tuple[str, ...]:
    """Its name, and its other names."""
    return (one.name, *(other.name for other in one.names.all()))


def known_as(one: Organisation) -> Known:
    """The parts of an organisation that are compared."""
    return Known(names_of(one), one.acronym, one.country, one.parent.name if one.parent else None)


def _without_acronym(name: str) -> tuple[str, ...]:
    parts = NAME_AND_ACRONYM.fullmatch(name)
    return (name, parts["name"]) if parts else (name,)


def _core(name: str, country: str) -> frozenset[str]:
    return core(name, country_name(country) if country else "")


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


def near(rows: QuerySet[Organisation], asked: str) -> QuerySet[Organisation]:
    """Those of `rows` that have the most words asked for, or words like them, for when none has all; the best first."""
    keys = nearest(rows.order_by("name", "pk").values_list("pk", "search"), asked)
    places = [When(pk=key, then=Value(place)) for place, key in enumerate(keys)]
    found = rows.filter(pk__in=keys)
    return found.order_by(Case(*places, default=Value(len(keys)))) if keys else found


def suggestions() -> list[str]:
    """The checked organisations by name, each once: what the public form may offer. One query.

    Without those that are known from events only which the public cannot see: private since their latest version, or
    never published.
    """
    seen, known = Q(), Q()
    for rows in (InvitedOrganisation.objects, Participant.objects):
        theirs = rows.filter(organisation=OuterRef("pk"))
        known |= Q(Exists(theirs))
        seen |= Q(Exists(theirs.filter(event__in=Publication.objects.public().values("event"))))
    listed = Organisation.objects.filter(seen | ~known, listed=True).order_by("name")
    return list(dict.fromkeys(str(organisation) for organisation in listed))
