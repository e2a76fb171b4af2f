"""The register of organisations, kept across events."""

from __future__ import annotations

from typing import Any, ClassVar

import pytz
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.models import only, validate_zone
from agenda.outputs import country_name
from registration.matching import same_name, search_text
from registration.models.choices import OrganisationKind

COUNTRY = RegexValidator(r"\A[A-Z]{2}\Z", _("Write the two letters of ISO 3166-1, such as PH."))
SEARCHED = 2000
"""Characters of the search column."""


class Organisation(models.Model):
    """An institution in the register, kept across events. `country` is '' where it belongs to none (IOM, ADB).

    `listed` ones were entered or checked by staff and are offered on the public form; those that people wrote are not.
    `search` holds the words it is found by: of every name, the acronym and the country.
    """

    name = models.CharField(max_length=300)
    name_normalised = models.CharField(max_length=300, editable=False)
    acronym = models.CharField(max_length=50, blank=True)
    acronym_normalised = models.CharField(max_length=50, blank=True, editable=False, db_index=True)
    kind = models.CharField(max_length=32, choices=OrganisationKind.choices, default=OrganisationKind.OTHER)
    country = models.CharField(max_length=2, blank=True, validators=[COUNTRY])
    timezone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_zone],
        help_text=_("Of its clock, for deadlines: an IANA name. Empty: the first zone of its country."),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=_("part of"),
    )
    listed = models.BooleanField(
        _("checked"), default=False, help_text=_("Offered on the registration form.")
    )
    search = models.CharField(max_length=SEARCHED, blank=True, editable=False)

    class Meta:
        """One row for a name in a country."""

        ordering: ClassVar[list[str]] = ["country", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["name_normalised", "country"], name="organisation_once_in_country"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(name_normalised=""), name="organisation_named"),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="organisation_not_its_own_parent"
            ),
            only("kind", OrganisationKind.values, "organisation_kind_known"),
        ]

    def __str__(self) -> str:
        """Name and acronym."""
        return f"{self.name} ({self.acronym})" if self.acronym else self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with what is compared and searched."""
        self._normalise()
        super().save(*args, **kwargs)

    def clean_fields(self, exclude: Any = None) -> None:
        """Fill in what is compared, so that validation sees it."""
        self._normalise()
        super().clean_fields(exclude=exclude)

    def zone(self, otherwise: str) -> str:
        """The zone of its clock: its own, else the first of its country (pytz), else `otherwise`."""
        if self.timezone:
            return self.timezone
        zones = pytz.country_timezones.get(self.country, []) if self.country else []
        return zones[0] if zones else otherwise

    def _normalise(self) -> None:
        self.name_normalised = same_name(self.name)[:300]
        self.acronym_normalised = same_name(self.acronym)[:50]
        others = [one.name for one in self.names.all()] if self.pk else []
        country = [country_name(self.country), self.country] if self.country else []
        self.search = search_text([self.name, *others], [self.acronym], country)[:SEARCHED]


class OrganisationName(models.Model):
    """Another name of an organisation: in its own language, in an older wording, or one of a merged duplicate."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=35, blank=True, help_text=_("Code of the language, such as vi."))
    name = models.CharField(max_length=300)
    name_normalised = models.CharField(max_length=300, editable=False, db_index=True)

    class Meta:
        """Each name once for an organisation."""

        ordering: ClassVar[list[str]] = ["language", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "name_normalised"], name="organisation_name_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_name_given"),
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let the organisation be found by it."""
        self.name_normalised = same_name(self.name)[:300]
        super().save(*args, **kwargs)
        self.organisation.save()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete, and let the organisation no more be found by it."""
        found = super().delete(*args, **kwargs)
        self.organisation.save()
        return found


class NotSame(models.Model):
    """Two organisations that look like one and are two, as staff said. `first` has the lower key."""

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="told_from_later")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="told_from_earlier")

    class Meta:
        """Each pair once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["first", "second"], name="not_same_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="not_same_in_order"),
        ]

    def __str__(self) -> str:
        """The two, by number."""
        return f"{self.first_id}, {self.second_id}"
