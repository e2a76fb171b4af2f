"""Words of the names of organisations: which tell none apart, what abbreviations stand for, what kind of body one is. Pure."""

from __future__ import annotations

# English, French and Vietnamese words that tell no organisation from another; "l", "s", "t" are left of l', 's, gov't.
STOP = frozenset(
    ["a", "an", "and", "at", "by", "d", "de", "des", "du", "et", "for", "in", "l", "la", "le", "les", "of", "on", "s", "t",
     "the", "to", "va"]
)  # fmt: skip
# An abbreviation and what it may stand for, the most usual first.
ABBREVIATIONS = {
    "min": "ministry", "dep": "department", "dept": "department", "dpt": "department", "org": "organisation",
    "nat": "national", "natl": "national", "int": "international", "intl": "international", "gov": "government",
    "govt": "government", "inst": "institute institution", "univ": "university", "assoc": "association",
    "assn": "association", "fed": "federation federal", "comm": "commission committee", "cttee": "committee",
    "dir": "directorate", "div": "division", "dev": "development", "soc": "social society", "ctr": "centre",
    "conf": "confederation conference", "prov": "provincial province", "minister": "ministry",
}  # fmt: skip
# What is asked for instead of a word that is meant otherwise, so that both are found: "minister" and "ministry".
BEGINNINGS = {"minister": "minist", "ministers": "minist"}
# One spelling of words that have two; "ize" and "yze" are seen to by `ISE`.
SPELLING = {"labor": "labour", "center": "centre", "defense": "defence", "program": "programme",
            "burma": "myanmar", "turkey": "turkiye"}  # fmt: skip
# Names of countries of several words, as they are left without `STOP`; the longest first.
COUNTRIES = {
    "united kingdom great britain northern ireland": "uk", "lao people democratic republic": "laos",
    "united state america": "usa", "people republic china": "china", "brunei darussalam": "brunei",
    "east timor": "timor", "timor leste": "timor", "lao pdr": "laos", "korea republic": "korea",
    "republic korea": "korea", "south korea": "korea", "russian federation": "russia", "united kingdom": "uk",
    "united state": "usa", "viet nam": "vietnam",
}  # fmt: skip
PHRASES = {tuple(name.split()): country for name, country in COUNTRIES.items()}
# What kind of body it is: two of different kinds are two.
KINDS = frozenset([
    "academy", "agency", "association", "authority", "bank", "board", "branch", "bureau", "centre", "college",
    "commission", "committee", "company", "confederation", "congress", "council", "court", "delegation", "department",
    "directorate", "division", "embassy", "federation", "foundation", "fund", "government", "institute",
    "institution", "ministry", "mission", "office", "organisation", "school", "secretariat", "section", "union",
    "unit", "university"
])  # fmt: skip
# Said of many bodies of one kind.
GENERAL = KINDS | {"national", "international", "general", "state", "central", "federal", "republic"}
# Said of a country beside its name: "of the Kingdom of Cambodia".
STATES = frozenset({"kingdom", "republic", "socialist"})
# A ministry in another language; its name gains words as one in English does.
FOREIGN_MINISTRIES = frozenset({"bo", "kementerian", "kagawaran", "ministere"})
# A longer name of these is another body ("Yangon University of Economics"), not a newer or fuller name.
SCHOOLS = frozenset({"academy", "college", "institute", "school", "university"})
