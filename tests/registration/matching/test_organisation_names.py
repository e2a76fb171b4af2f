"""The register's search finds what people type; rows that are likely the same are shown, others are not."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registration.matching.organisation_names import (
    Known,
    conditions,
    likely_pairs,
    matches,
    rank,
    search_text,
    words,
)

MOLISA_NAME = "Ministry of Labour, Invalids and Social Affairs"
MOLISA = search_text(
    [MOLISA_NAME, "Bộ Lao động – Thương binh và Xã hội"],
    ["MOLISA"],
    ["Viet Nam"],
)
LAO = search_text(
    ["Ministry of Labor & Social Welfare", "ກະຊວງແຮງງານ ແລະ ສະຫວັດດີການສັງຄົມ"],
    ["MoLSW"],
    ["Lao People's Democratic Republic"],
)
THAI = search_text(["Min. of Labour", "กระทรวงแรงงาน"], ["M.O.L."], ["Thailand", "ประเทศไทย"])
BURMESE = search_text(["Ministry of Labour, Immigration & Population", "အလုပ်သမားဝန်ကြီးဌာန"], [], ["Myanmar"])


def likely_same(a: Known, b: Known) -> str:
    """Why the two are likely one, or ''."""
    pairs = likely_pairs([(0, a), (1, b)])
    return pairs[0][2] if pairs else ""


@pytest.mark.parametrize(
    ("text", "comparable"),
    [
        (MOLISA_NAME, ("ministry", "labour", "invalid", "social", "affair")),
        ("MIN. OF LABOR", ("ministry", "labour")),
        ("Dept. of the Int'l Org. & Nat'l Gov't", ("department", "international", "organisation", "national", "government")),
        ("Organizations", ("organisation",)),
        ("Bộ Lao động – Thương binh và Xã hội", ("bo", "lao", "dong", "thuong", "binh", "xa", "hoi")),
        ("Ministère de l'Emploi", ("ministere", "emploi")),
        ("Viet Nam", ("vietnam",)),
        ("Lao PDR", ("laos",)),
        ("the Lao People’s Democratic Republic", ("laos",)),
        ("Republic of South Korea", ("korea",)),
        ("Statistics, studies, boxes, status, glass, analysis", ("statistic", "study", "box", "status", "glass", "analysis")),
        ("M.O.L.I.S.A.", ("molisa",)),
        ("Minister of Labour", ("ministry", "labour")),
        ("กระทรวงแรงงาน", ("กระทรวงแรงงาน",)),
        ("အလုပ်သမား\u200bဝန်ကြီးဌာန", ("အလုပ်သမားဝန်ကြီးဌာန",)),
        ("The And", ("the", "and")),
        (" – & ", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_the_comparable_words_of_a_text(text: str, comparable: tuple[str, ...]) -> None:
    assert words(text) == comparable


def test_a_column_keeps_each_word_once_as_written_and_as_compared() -> None:
    assert search_text(["Min. of Labours"], ["MoL", "M.O.L."], ["Viet Nam"]) == (
        " min ministry labours labour mol viet nam vietnam ml"
    )
    assert MOLISA.split() == [
        "ministry", "labour", "invalids", "invalid", "social", "affairs", "affair",
        "bo", "lao", "dong", "thuong", "binh", "xa", "hoi", "molisa", "viet", "nam", "vietnam", "mlisa", "bldtbxh",
    ]  # fmt: skip
    assert search_text([], [], []) == ""


@pytest.mark.parametrize(
    ("column", "asked"),
    [
        *((MOLISA, asked) for asked in (
            "MOLISA", "molisa", "M.O.L.I.S.A.", "mlisa", "BLĐTBXH", "Min. of Labour Viet Nam", "labour ministry vietnam",
            "labor vietnam", "bo lao dong", "Bộ Lao Động", "thuong binh", "social affair", "Invalids & Affairs", "minis lab",
            "viet", "Minister of Labor Vietnam", "", "  ",
        )),
        *((LAO, asked) for asked in (
            "Lao PDR labour", "Laos labor", "ministry of labour, laos", "lao people", "molsw", "welf", "ແຮງງານ", "labou",
        )),
        *((THAI, asked) for asked in ("ministry labour", "mol", "แรงงาน", "กระทรวง ไทย", "m.o.l.", "Min")),
        *((BURMESE, asked) for asked in ("ဝန်ကြီး", "အလုပ်သမား\u200bဝန်", "Burma labour", "population", "molip")),
    ],
)  # fmt: skip
def test_what_people_type_finds_the_organisation(column: str, asked: str) -> None:
    assert matches(column, asked)
    # The same without the space at the beginning, should a column have been trimmed.
    assert matches(column.strip(), asked)


@pytest.mark.parametrize(
    ("column", "asked"),
    [
        (MOLISA, "labour laos"),
        (MOLISA, "MOLSW"),
        (MOLISA, "our"),
        (LAO, "vietnam"),
        (THAI, "สังคม"),
        (THAI, "mining"),
        (THAI, "administer"),
        (MOLISA, "ministry of labour and trade"),
    ],
)
def test_what_does_not_fit_is_not_found(column: str, asked: str) -> None:
    assert not matches(column, asked)


def test_a_condition_is_the_beginning_of_a_word_or_a_piece_of_text() -> None:
    assert conditions("Min. of Labor, Viet Nam") == (" min", " labour", " vietnam")
    assert conditions("Organizations แรงงาน") == (" organisation", "แรงงาน")
    assert conditions("of the") == (" of", " the")
    assert conditions("%_") == ()


VOCABULARY = st.sampled_from([
    "Ministry", "Min.", "of", "the", "and", "&", "Labour", "labor", "Labors", "Org.", "organizations", "Viet",
    "Nam", "Lao", "PDR", "Republic", "Korea", "South", "People's", "Democratic", "Comm.", "Inst", "Affairs",
    "United", "States", "Kingdom", "Bộ", "Động", "l'Emploi", "Int'l", "กระทรวงแรงงาน", "ဝန်ကြီး", "3", "Withs",
    "Depts"
])  # fmt: skip
OWN_NAMES = st.lists(st.one_of(VOCABULARY, st.text(min_size=1, max_size=6)), min_size=1, max_size=8)


@settings(deadline=None, max_examples=150)
@given(st.one_of(OWN_NAMES.map(" ".join), st.text(max_size=30)))
def test_comparable_words_are_their_own_comparable_words(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)


@settings(deadline=None, max_examples=150)
@given(OWN_NAMES, st.randoms())
def test_an_organisation_is_found_by_its_own_words_in_any_order(
    own: list[str], chance: random.Random
) -> None:
    column = search_text([" ".join(own)], [], [])
    mixed = list(own)
    chance.shuffle(mixed)
    assert matches(column, " ".join(own))
    assert matches(column, " ".join(mixed))


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("molisa", 0),
        ("M.O.L.I.S.A.", 0),
        ("ministry of labor, invalids & social affairs", 1),
        ("MOL", 2),
        ("min. of labour", 2),
        ("ministry of lab", 2),
        ("social affairs", 3),
        ("bo lao dong", 3),
        ("", 3),
        ("welfare", 4),
    ],
)
def test_the_nearest_answer_comes_first(asked: str, place: int) -> None:
    assert rank(MOLISA, MOLISA_NAME, "MOLISA", asked) == place


def test_without_an_acronym_the_name_ranks() -> None:
    assert rank(BURMESE, "Ministry of Labour, Immigration & Population", "", "ministry") == 2
    assert rank(BURMESE, "Ministry of Labour, Immigration & Population", "", "molip") == 3


def known(name: str, acronym: str = "", country: str = "VN", parent: str | None = None) -> Known:
    return Known((name,), acronym, country, parent)


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        (known("Ministry of Labour"), known("Min. of Labor"), "same name"),
        (known("Ministry of Labour"), known("Labour Ministry"), "same name"),
        (known("Ministry of Manpower"), known("Ministry of Man Power"), "same name"),
        (known("กระทรวงแรงงาน", "", "TH"), known("กระทรวงแรงงาน", "", "TH"), "same name"),
        (Known(("Ministry of Labour", "Bộ Lao động"), "", "VN"), known("Bo Lao dong"), "same name"),
        (known("Ministry of Labour", "MOL"), known("Labour and Welfare", "M.O.L."), "same acronym"),
        (known(MOLISA_NAME, "MOLISA"), known("MOLISA"), "same acronym"),
        (known(MOLISA_NAME), known("MOLISA"), "the acronym of one is the initials of the other"),
        (known("Ministry of Labour"), known("Ministry of Labour and Social Welfare"), "nearly the same name"),
        (known("Ministry of Labour"), known(MOLISA_NAME, "MOLISA"), "nearly the same name"),
        (known("Ministry of Labour"), known("Ministry of Labour, Viet Nam"), "nearly the same name"),
        (known("Ministry of Labour"), known("Ministry of Labuor"), "nearly the same name"),
        (known("Institute of Labour"), known("National Institute of Labour"), "nearly the same name"),
        (
            Known((MOLISA_NAME, "Bộ Lao động"), "", "VN"),
            known("Bộ Lao động – Thương binh và Xã hội"),
            "nearly the same name",
        ),
        (
            known("กระทรวงแรงงาน", "", "TH"),
            Known(("Ministry of Labour and Welfare", "กระทรวงแรงงานและสวัสดิการสังคม"), "", "TH"),
            "nearly the same name",
        ),
        (known("World Vision", "", "MM"), known("World Vision Myanmar", "", "MM"), "nearly the same name"),
        (
            known("Ministry of Labour"),
            known("Ministry of Labour", country=""),
            "same name, one without country",
        ),
        (
            known("International Labour Organization", "ILO", ""),
            known("Int'l Labor Organisation", "", ""),
            "same name",
        ),
    ],
)
def test_likely_the_same(a: Known, b: Known, reason: str) -> None:
    assert likely_same(a, b) == reason
    assert likely_same(b, a) == reason
    assert likely_pairs([("a", a), ("b", b)]) == [("a", "b", reason)]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (known("Department of Employment"), known("Department of Labour Protection")),
        (known("Ministry of Labour"), known("Ministry of Labour", country="LA")),
        (known("Ministry of Labour", "MOL"), known("Ministry of Law", "", "")),
        (known("Ministry of Labour"), known("Department of Labour")),
        (known("Ministry of Labour"), known("Department of Planning, Ministry of Labour")),
        (known("Ministry of Labour"), known("Ministry of Health")),
        (known("Department of Employment"), known("Department of Unemployment")),
        (known("Department of Labour Protection"), known("Department of Labour Promotion")),
        (known("Labour Office 1"), known("Labour Office 2")),
        (known("Labour Office"), known("Labour Office 2")),
        (known("Yangon University"), known("Yangon University of Economics")),
        (
            known("Legal Division", parent="Ministry of Labour"),
            known("Legal Division", parent="Ministry of Health"),
        ),
        (known("Ministry of Labour", "MOL"), known("MOL", "MOL", parent="Ministry of Labour")),
        (known("Toyota"), known("Toyota Foundation")),
        (known("Bộ Lao động"), known("Sở Lao động Thương binh và Xã hội")),
        (known("กระทรวง", "", "TH"), known("กระทรวงแรงงาน", "", "TH")),
        (known("Ministry"), known("Ministry of Labour")),
        (known("–", "--"), known("&", "--")),
        (known(""), known("")),
    ],
)
def test_not_likely_the_same(a: Known, b: Known) -> None:
    assert likely_same(a, b) == ""
    assert likely_same(b, a) == ""
    assert likely_pairs([("a", a), ("b", b)]) == []


KINDS = ["Ministry", "Department", "Bureau", "Office", "National Institute"]
FIELDS = [
    "Labour",
    "Employment",
    "Health",
    "Welfare",
    "Skills",
    "Statistics",
    "Migration",
    "Planning",
    "Labuor",
    "Trade",
]
PLACES = ["Hanoi", "Hue", "Da Nang", "Can Tho", "Vinh", "Dalat"]


def register(chance: random.Random, rows: int, countries: list[str]) -> list[tuple[int, Known]]:
    """A made-up register whose rows share most of their words."""
    made = []
    for number in range(rows):
        fields = " and ".join(chance.sample(FIELDS, chance.randint(1, 3)))
        name = f"{chance.choice(KINDS)} of {fields} {chance.choice(PLACES)} {chance.choice(['', f'Area {number}'])}"
        acronym = chance.choice(["", "", f"X{chance.randint(1, rows)}"])
        made.append((number, known(name, acronym, chance.choice(countries))))
    return made


def test_the_pairs_are_those_that_all_comparisons_would_find() -> None:
    rows = register(random.Random(4), 100, ["VN", ""])
    every = [
        (one, other, reason)
        for place, (one, a) in enumerate(rows)
        for other, b in rows[place + 1 :]
        if (reason := likely_same(a, b))
    ]
    assert len(every) > 5
    assert likely_pairs(rows) == every


def test_two_thousand_rows_take_less_than_a_second() -> None:
    rows = register(random.Random(5), 2_000, ["VN", "TH", "LA", "KH", "MM", "ID", "PH", ""])
    started = time.process_time()
    pairs = likely_pairs(rows)
    assert time.process_time() - started < 1.0
    assert len(pairs) > 50
