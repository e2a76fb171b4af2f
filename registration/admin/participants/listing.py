"""Words of a participant's page and list: who held the place one after the other, a filter, what a search means."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agenda.admin.desk import rows_where
from agenda.outputs import country_name
from registration.matching import conditions, same_name
from registration.models import Participant


def institution_words(name: str, acronym: str, country: str) -> str:
    """`Ministry of Health (MOH), Viet Nam`: many countries have a ministry of the same name. `country` is its code, or ''."""
    words = f"{name} ({acronym})" if acronym else name
    return f"{words}, {country_name(country)}" if country else words


class InstitutionFilter(admin.RelatedFieldListFilter):
    """The invited institutions of the events whose participants the account may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Key and name, of those with people."""
        rows = rows_where(model_admin, request, "view").filter(invited__isnull=False).order_by()
        of = "invited__organisation__"
        names = rows.values_list("invited", f"{of}name", f"{of}acronym", f"{of}country").distinct()
        words = [(key, institution_words(*parts)) for key, *parts in names]
        return sorted(words, key=lambda pair: (same_name(pair[1]), pair[0]))


def chain_of(participant: Participant) -> SafeString:
    """From the first who held the place to the last, with links; one who comes back closes no ring."""
    chain = [participant]
    while (one := chain[0].replaces) is not None and one not in chain:
        chain.insert(0, one)
    while (after := getattr(chain[-1], "replaced_by", None)) is not None and after not in chain:
        chain.append(after)
    return format_html_join(" → ", "{}", ((_link(one, participant),) for one in chain))


def _link(one: Participant, shown: Participant) -> SafeString:
    if one.pk == shown.pk:
        return format_html("<strong>{}</strong>", one.full_name)
    address = reverse("admin:registration_participant_change", args=[one.pk])
    return format_html('<a href="{}">{}</a>', address, one.full_name)


def meant(word: str) -> Q:
    """The condition of one word of a search; names are compared without case and accents."""
    found = (
        Q(name_normalised__contains=same_name(word))
        | Q(own_script__icontains=word)
        | Q(email__icontains=word)
    )
    there = Q()
    for condition in conditions(word):
        there &= Q(organisation__search__contains=condition)
    return found | there if there else found
