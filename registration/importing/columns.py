"""The columns of a list of invitations, and the many words that people write for one thing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from django.utils.translation import get_language_info, gettext, override
from django.utils.translation import gettext_lazy as _
from django_countries.data import COUNTRIES

from agenda.exchange.xlsx import quoted
from agenda.outputs import country_name
from registration.matching import same_name
from registration.models import DelegationRole, OrganisationKind
from registration.spreadsheets import Sheet, Table, Written, workbook

ROLE_PREFIX = "places "
SHEET = "Invitations"
NEAR = 0.7
"""How alike a heading and a known one are, for the known one to be meant (`difflib`)."""


class ListColumn(NamedTuple):
    """A column: its heading as we write it, other words for it, how wide it is, an example, and what it holds."""

    heading: str
    also: tuple[str, ...]
    width: int
    example: str
    about: object
    required: bool = False


_ABOUT_ROLES = _("Of these places, at most so many in this role. Empty: no limit for the role.")

COLUMNS: tuple[ListColumn, ...] = (
    ListColumn("organisation", ("organisation name", "name of organisation", "name of the organisation", "institution"), 44,
           "Ministry of Examples", _("Its name as printed. Needed in every row; the same name and country only once."), True),
    ListColumn("acronym", ("abbreviation", "short name"), 12, "MOE", _("As printed, or empty.")),
    ListColumn("kind", ("kind of organisation", "organisation kind", "type", "type of organisation", "organisation type"), 26,
           "ministry", _("One of: %(kinds)s."), True),
    ListColumn("country", ("country code", "country name"), 16, "VN",
           _("Two letters of ISO 3166-1, or the name. Empty where it belongs to none; a ministry has one."), True),
    ListColumn("part of", ("parent", "parent organisation"), 26, "", _("The name of the organisation it is a part of, or empty.")),
    ListColumn("places", ("number of places", "seats", "number of seats", "quota"), 8, "3",
           _("How many may come: a whole number from 0 to 999. Needed in every row."), True),
    *(ListColumn(f"{ROLE_PREFIX}{role.value}", (f"{ROLE_PREFIX}{role.value}s", f"{role.value} places"), 14, "", _ABOUT_ROLES)
      for role in DelegationRole),
    ListColumn("focal point", ("contact", "contact person", "focal point name", "name of focal point"), 28, "Nguyễn Văn A",
           _("Who names the participants; may be empty."), True),
    ListColumn("e-mail", ("email", "e-mail address", "email address", "e-mail of focal point", "focal point e-mail",
                      "focal point email", "email of focal point"), 32, "focal.point@example.org",
           _("One address of the focal point; may be empty."), True),
    ListColumn("cc", ("copy to", "copies to", "copy", "e-mail cc", "email cc"), 32, "",
           _("Addresses that get a copy of letters, separated by “;”.")),
    ListColumn("language", ("language of letters", "language code"), 10, "", _("Code of the language of letters. Empty: the first of the event."), True),
    ListColumn("deadline", ("reply by", "deadline for reply", "deadline of reply"), 18, "2020-09-08",
           _("Date, or date and time, on the clock of the organisation. A date alone means 23:59 of that day.")),
    ListColumn("order", ("precedence", "order of precedence", "order precedence", "rank"), 8, "", _("Order of precedence: a whole number.")),
    ListColumn("reference", ("our reference", "ref", "our ref", "reference of letter", "letter reference"), 20, "",
           _("Our reference of the letter that invites.")),
    ListColumn("date", ("date of letter", "letter date", "date of the letter"), 12, "", _("Date of the letter that invites.")),
    ListColumn("note", ("notes", "remark", "remarks", "comment", "comments"), 40, "", _("For the secretariat only.")),
)  # fmt: skip

_KINDS: dict[OrganisationKind, tuple[str, ...]] = {
    OrganisationKind.MINISTRY: ("government", "government agency", "agency", "public agency", "department", "ministries"),
    OrganisationKind.INTERNATIONAL: ("un agency", "un", "un organisation", "intergovernmental organisation", "igo", "io",
                                     "international", "regional organisation", "international organisations"),
    OrganisationKind.CIVIL_SOCIETY: ("ngo", "cso", "non-governmental organisation", "civil society organisation", "ngos"),
    OrganisationKind.EMPLOYERS: ("employers", "employer", "employers organisation", "employer's organisation",
                                 "employer organisation", "employers association", "employers organisations"),
    OrganisationKind.WORKERS: ("trade union", "union", "workers", "workers organisation", "worker's organisation",
                               "trade unions", "worker organisation"),
    OrganisationKind.TRAINING: ("university", "college", "school", "training", "training centre", "tvet institution", "academia"),
    OrganisationKind.COMPANY: ("business", "enterprise", "private sector", "private company", "firm"),
    OrganisationKind.DONOR: ("donors", "development partner", "donor agency", "funder"),
    OrganisationKind.OTHER: ("others",),
}  # fmt: skip

# Names that people write beside the printed one and that of the ISO list.
_COUNTRIES = {
    "BN": "Brunei", "BO": "Bolivia", "CD": "DR Congo", "CI": "Ivory Coast", "CV": "Cape Verde", "CZ": "Czech Republic",
    "FM": "Micronesia", "HK": "Hong Kong", "IR": "Iran", "KR": "South Korea", "KP": "North Korea",
    "LA": "Laos", "MD": "Moldova", "MO": "Macao", "NL": "Netherlands", "PS": "Palestine", "RU": "Russia",
    "SY": "Syria", "SZ": "Swaziland", "TL": "Timor Leste", "TR": "Turkey", "TW": "Taiwan", "TZ": "Tanzania", "US": "USA",
    "VE": "Venezuela", "VN": "Vietnam", "GB": "UK",
}  # fmt: skip
_COUNTRIES_AGAIN = {
    "GB": "Great Britain", "US": "United States", "LA": "Lao People's Democratic Republic", "TL": "East Timor",
    "KP": "Democratic People's Republic of Korea", "MO": "Macau", "LK": "Ceylon", "VN": "Socialist Republic of Viet Nam",
}  # fmt: skip


EXAMPLE = {one.heading: one.example for one in COLUMNS}
"""The row of the template that shows how; it is not taken for an organisation."""


def compared(words: str) -> str:
    """The form of a heading or word that is compared: no case, no underscores, no stars, one spelling of -isation."""
    return (
        same_name(words.replace("_", " ").replace("*", " "))
        .replace("organiz", "organis")
        .replace("advisor", "adviser")
    )


@cache
def column_of_words() -> dict[str, ListColumn]:
    """The column of each heading, in compared words."""
    return {compared(words): one for one in COLUMNS for words in (one.heading, *one.also)}


def is_heading(words: str) -> bool:
    """Whether the words are the heading of a column that is known."""
    return compared(words) in column_of_words()


def columns_of(table: Table, faults: list[str]) -> dict[str, int]:
    """Index of the cell under each of our headings; what is wrong with the headings is added to `faults`."""
    unknown = False
    columns: dict[str, int] = {}
    for index, heading in enumerate(table.headings):
        if not heading.text:
            faults += _without_heading(table, index)
            continue
        words = {"place": heading.place, "heading": quoted(heading.text)}
        column = column_of_words().get(compared(heading.text))
        if column is None:
            unknown = True
            faults.append(_not_known(words, heading.text))
        elif column.heading in columns:
            words["heading"] = quoted(column.heading)
            faults.append(gettext("%(place)s: is a second column %(heading)s. Keep one of them.") % words)
        else:
            columns[column.heading] = index
    where = table.headings[0].place if table.headings else gettext("file")
    missing = (one.heading for one in COLUMNS if one.required and one.heading not in columns)
    faults.extend(
        gettext("%(place)s: the heading %(heading)s is missing in this row. Add the column.")
        % {"place": where, "heading": quoted(one)}
        for one in missing
    )
    if unknown:
        known = ", ".join(one.heading for one in COLUMNS)
        faults.append(gettext("file: known headings are %(known)s.") % {"known": known})
    return columns


def _not_known(words: dict[str, str], heading: str) -> str:
    """The fault of a heading, with the one that is likely meant."""
    near = get_close_matches(compared(heading)[:100], column_of_words(), n=1, cutoff=NEAR)
    if not near:
        return gettext("%(place)s: the heading %(heading)s is not known.") % words
    meant = quoted(column_of_words()[near[0]].heading)
    text = gettext("%(place)s: the heading %(heading)s is not known. Did you mean %(meant)s?")
    return text % {**words, "meant": meant}


def _without_heading(table: Table, index: int) -> list[str]:
    filled = [row.cells[index] for row in table.rows if row.cells[index].text]
    words = gettext("%(place)s: has no heading above it. Write one, or empty the column.")
    return [words % {"place": filled[0].place}] if filled else []


def kind_of(words: str) -> OrganisationKind | None:
    """The kind of organisation that is meant: its code, its label (English, or of the language now), or a usual word."""
    wanted = compared(words)
    for kind in OrganisationKind:
        with override("en"):
            english = str(kind.label)
        if wanted in {compared(one) for one in (kind.value, english, str(kind.label), *_KINDS[kind])}:
            return kind
    return None


def country_of(words: str, languages: Iterable[str] = ("en",)) -> str | None:
    """The ISO 3166-1 alpha-2 code of a code or name, as printed in one of the languages; None where none is meant."""
    code = words.strip().upper()
    if code in COUNTRIES:
        return code
    names = _country_names(("en", *languages))
    wanted = same_name(words)
    return names.get(wanted) or names.get(wanted.removeprefix("the "))


@cache
def _country_names(languages: tuple[str, ...]) -> dict[str, str]:
    names = {same_name(name): code for few in (_COUNTRIES, _COUNTRIES_AGAIN) for code, name in few.items()}
    for language in reversed(languages):
        with override(language):
            names |= {same_name(str(name)): code for code, name in COUNTRIES.items()}
        names |= {same_name(country_name(code, language)): code for code in COUNTRIES}
    return names


def language_of(words: str, languages: Sequence[str]) -> str | None:
    """The code among `languages` that is meant by a code or the language's name; None where none is."""
    wanted = same_name(words)
    for code in languages:
        try:
            known = get_language_info(code)
        except KeyError:
            names: set[str] = set()
        else:
            names = {same_name(known["name"]), same_name(known["name_local"])}
        if wanted in {same_name(code), *names}:
            return code
    return None


def kinds() -> str:
    """The kinds of organisation as they may be written."""
    return ", ".join(str(kind.label) for kind in OrganisationKind)


def template_workbook() -> bytes:
    """An empty list (.xlsx): the headings, an example in grey to delete, and a sheet that explains each column."""
    about = [
        (one.heading, _needed(one), str(one.about) % {"kinds": kinds()}, one.example or None)
        for one in COLUMNS
    ]
    return workbook(
        [
            Sheet(
                SHEET,
                [one.heading for one in COLUMNS],
                (),
                [one.width for one in COLUMNS],
                [[_example(one) for one in COLUMNS]],
            ),
            Sheet(
                gettext("How to fill in"),
                [gettext("heading"), gettext("column"), gettext("what it holds"), gettext("example")],
                [
                    *about,
                    (None, None, gettext("Delete the grey row of the first sheet before you upload it.")),
                ],
                [20, 12, 110, 28],
            ),
        ]
    )


def _needed(column: ListColumn) -> str:
    return gettext("needed") if column.required else gettext("may be left out")


def _example(column: ListColumn) -> Written:
    """The example as a spreadsheet program would keep it."""
    if column.example.isdecimal():
        return int(column.example)
    if column.heading == "deadline":
        return date.fromisoformat(column.example)
    return column.example or None
