"""Printed names of countries: the UN's short names in English, other languages from django-countries.

Never from a zone library: pytz's names are short labels of a zone table, not names for a protocol.
"""

from __future__ import annotations

from functools import cache

from django.utils.translation import override
from django_countries.data import COUNTRIES

# Where the ISO list inverts a name or says more than the UN's short form; "Lao PDR" as the UN's agencies print it.
_UN_SHORT_NAMES = {
    "BN": "Brunei Darussalam",
    "BO": "Bolivia (Plurinational State of)",
    "BS": "Bahamas",
    "CD": "Democratic Republic of the Congo",
    "CG": "Congo",
    "CN": "China",
    "CZ": "Czechia",
    "FM": "Micronesia (Federated States of)",
    "GB": "United Kingdom",
    "HK": "China, Hong Kong SAR",
    "IR": "Iran (Islamic Republic of)",
    "KH": "Cambodia",
    "KP": "DPR Korea",
    "KR": "Republic of Korea",
    "LA": "Lao PDR",
    "MD": "Republic of Moldova",
    "MM": "Myanmar",
    "MO": "China, Macao SAR",
    "NL": "Netherlands (Kingdom of the)",
    "PH": "Philippines",
    "PS": "State of Palestine",
    "RU": "Russian Federation",
    "SY": "Syrian Arab Republic",
    "TH": "Thailand",
    "TL": "Timor-Leste",
    "TR": "Türkiye",
    "TW": "Taiwan Province of China",
    "TZ": "United Republic of Tanzania",
    "US": "United States of America",
    "VA": "Holy See",
    "VE": "Venezuela (Bolivarian Republic of)",
    "VN": "Viet Nam",
}


@cache
def country_name(code: str, language: str = "en") -> str:
    """The printed name of an ISO 3166-1 alpha-2 code: "Viet Nam", "Lao PDR". An unknown code is printed as it is."""
    english = language == "en" or language.startswith("en-")
    if english and code in _UN_SHORT_NAMES:
        return _UN_SHORT_NAMES[code]
    if code not in COUNTRIES:
        return code
    with override(language):
        return str(COUNTRIES[code])
