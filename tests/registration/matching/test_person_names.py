"""Names sort and print right."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registration.matching.person_names import full, listed, sort_key


def in_order(people: list[tuple[str, str, str, str]]) -> list[str]:
    """The printed names of (printed, given, family, country), sorted, from a shuffled start."""
    mixed = random.Random(7).sample(people, len(people))
    return [p[0] for p in sorted(mixed, key=lambda p: sort_key(p[0], given=p[1], family=p[2], country=p[3]))]


def test_a_meeting_in_one_list() -> None:
    people = [
        ("Mr Abdul Karim", "", "", "ID"),
        ("Dao Viravong", "Dao", "Viravong", "LA"),
        ("Trần Văn Hùng", "Văn Hùng", "Trần", "VN"),
        ("Nguyễn Thị Hương", "Thị Hương", "Nguyễn", "VN"),
        ("Aiko Kikkawa Takenaka", "Aiko", "Kikkawa Takenaka", "JP"),
        ("Sean O'Brien", "Sean", "O'Brien", "IE"),
        ("Suharto", "", "", "ID"),
        ("Than Aung Kyaw", "", "", "MM"),
        ("Ágnes Tóth", "Ágnes", "Tóth", "HU"),
        ("สมชาย ใจดี", "สมชาย", "ใจดี", "TH"),
        ("李小龙", "小龙", "李", "CN"),
    ]
    assert in_order(people) == [
        "Mr Abdul Karim",
        "Trần Văn Hùng",
        "Nguyễn Thị Hương",
        "Aiko Kikkawa Takenaka",
        "Sean O'Brien",
        "Suharto",
        "Than Aung Kyaw",
        "Ágnes Tóth",
        "Dao Viravong",
        "สมชาย ใจดี",
        "李小龙",
    ]


@pytest.mark.parametrize(
    ("printed", "country", "letters"),
    [
        ("Than Aung Kyaw", "MM", "than aung kyaw"),
        ("U Than Aung Kyaw", "MM", "than aung kyaw"),
        ("U Thant", "", "thant"),
        ("H.E. U Than Aung", "MM", "than aung"),
        ("H. E. Dr. Daw Khin Win", "MM", "khin win"),
        ("Dr.Somchai", "TH", "somchai"),
        ("Ko Aung", "MM", "aung"),
        ("Ko Ko Gyi", "MM", "ko ko gyi"),
        ("U Ko Ko Gyi", "MM", "ko ko gyi"),
        ("Daw", "MM", "daw"),
        ("U", "MM", "u"),
        ("Dr.", "TH", "dr"),
        ("Ma Jun", "CN", "ma jun"),
        ("Ma Jun", "", "ma jun"),
        ("He Jun", "CN", "he jun"),
        ("Hon Chi Keung", "HK", "hon chi keung"),
        ("Udom Chai", "MM", "udom chai"),
        ("Mrs. Siti  Rahayu", "ID", "siti rahayu"),
    ],
)
def test_without_a_family_name_the_printed_name_counts_from_its_first_name(
    printed: str, country: str, letters: str
) -> None:
    assert sort_key(printed, country=country) == f"{letters}\t\t\t\t{' '.join(printed.split())}"


def test_with_a_family_name_accents_and_case_break_ties_only() -> None:
    assert sort_key("José de la Peña", given="José", family="de la Peña", country="PH") == (
        "de la pena\tjose\t\t\tJosé de la Peña"
    )
    people = [
        ("Ana Le", "Ana", "Le", "FR"),
        ("Jose Pena", "Jose", "Pena", "PH"),
        ("José Peña", "José", "Peña", "PH"),
        ("Ana Pena Roa", "Ana", "Pena Roa", "PH"),
        ("Ana PENAS", "Ana", "PENAS", "PH"),
    ]
    assert in_order(people) == ["Ana Le", "Jose Pena", "José Peña", "Ana Pena Roa", "Ana PENAS"]


def test_a_name_alone_comes_before_the_same_family_name_with_a_given_one() -> None:
    people = [("Than", "", "", "MM"), ("Abe Than", "Abe", "Than", "US"), ("Than Aung", "", "", "MM")]
    assert in_order(people) == ["Than", "Abe Than", "Than Aung"]


def test_vietnamese_names_follow_the_alphabet_of_given_family_and_middle_names() -> None:
    printed = [
        "Lê Văn An",
        "Lê Văn Ân",
        "Lê Văn Dũng",
        "Trần Văn Dũng",
        "Lê Văn Đạt",
        "Lê Thị Em",
        "Phạm Thị Hà",
        "Phan Thị Hà",
        "Trần Văn Hùng",
        "Nguyễn Thị Hương",
        "Bùi Thị Nga",
        "Đỗ Thị Nga",
        "Đỗ Văn Nga",
        "Lê Thị Oanh",
        "Lê Văn Ơn",
        "Vũ Thị Uyên",
        "Vũ Văn Ước",
    ]
    assert in_order([(name, "", "", "VN") for name in printed]) == printed
    split = [(name, " ".join(name.split()[1:]), name.split()[0], "VN") for name in printed]
    assert in_order(split) == printed


def test_vietnamese_tones_break_ties_only() -> None:
    tones = ["Lê Văn Ma", "Lê Văn Mà", "Lê Văn Mả", "Lê Văn Mã", "Lê Văn Má", "Lê Văn Mạ"]
    assert in_order([(name, "", "", "VN") for name in tones]) == tones
    # The family name decides before the tone of the given name does.
    assert in_order([("Vũ Hà", "", "", "VN"), ("Đỗ Hạ", "", "", "VN")]) == ["Đỗ Hạ", "Vũ Hà"]
    assert sort_key("Nguyễn Thị Hương", country="VN") == "hu}o}ng\tnguye|n\tthi\t035\tNguyễn Thị Hương"


def test_vietnamese_names_in_part_or_without_marks() -> None:
    assert sort_key("Ms. Nguyen Thi Huong", country="VN") == "huong\tnguyen\tthi\t000\tMs. Nguyen Thi Huong"
    assert sort_key("Hương", given="Hương", country="VN") == "hu}o}ng\t\t\t0\tHương"
    # Printed the western way; the parts decide.
    assert (
        sort_key("Huong Nguyen", given="Huong", family="Nguyen", country="VN")
        == "huong\tnguyen\t\t00\tHuong Nguyen"
    )


NAMES = st.one_of(
    st.text(max_size=250),
    st.sampled_from(
        ["Nguyễn Thị Hương", "U Than Aung", "Đặng Đức", "José Peña", "李小龙", "ဦးသန်းအောင်", "U", ""]
    ),
)
COUNTRIES = st.sampled_from(["VN", "MM", "TH", "CN", ""])


@settings(deadline=None, max_examples=60)
@given(NAMES, NAMES, NAMES, COUNTRIES)
def test_a_key_fits_a_column_and_does_not_depend_on_the_form_of_unicode(
    printed: str, given_name: str, family: str, country: str
) -> None:
    key = sort_key(printed, given=given_name, family=family, country=country)
    assert len(key) <= 400
    assert "\x00" not in key
    key.encode("utf-8")
    nfd = [unicodedata.normalize("NFD", part) for part in (printed, given_name, family)]
    assert sort_key(nfd[0], given=nfd[1], family=nfd[2], country=country) == key
    spaced = f" {printed}  "
    assert sort_key(spaced, given=given_name, family=family, country=country) == key


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.text("aăâdđ hHươÉé李ส", max_size=12), COUNTRIES), max_size=8), st.randoms())
def test_the_order_is_the_same_from_every_start(people: list[tuple[str, str]], chance: random.Random) -> None:
    def keys(some: list[tuple[str, str]]) -> list[str]:
        return sorted(sort_key(name, country=country) for name, country in some)

    mixed = list(people)
    chance.shuffle(mixed)
    assert keys(mixed) == keys(people)
    for one, country in people:
        for other, _ in people:
            same = " ".join(one.split()) == " ".join(other.split())
            assert (sort_key(one, country=country) == sort_key(other, country=country)) is same


@pytest.mark.parametrize(
    ("honorific", "printed", "written"),
    [
        ("Ms", "Ana Cruz", "Ms Ana Cruz"),
        ("", "Ana  Cruz", "Ana Cruz"),
        ("Ms", "", "Ms"),
        ("U", "U Than Aung", "U Than Aung"),
        ("Mr", "Mr. Than Aung", "Mr. Than Aung"),
        ("H.E.", "H. E. Than Aung", "H. E. Than Aung"),
        ("Ko", "Ko Ko Gyi", "Ko Ko Ko Gyi"),
        ("U", "U", "U U"),
        ("Ma", "Mary Cruz", "Ma Mary Cruz"),
    ],
)
def test_an_honorific_is_printed_once(honorific: str, printed: str, written: str) -> None:
    assert full(honorific, printed) == written


@pytest.mark.parametrize(
    ("printed", "family", "written"),
    [
        ("Nguyễn Thị Hương", "Nguyễn", "NGUYỄN Thị Hương"),
        ("Aiko Kikkawa Takenaka", "Kikkawa Takenaka", "Aiko KIKKAWA TAKENAKA"),
        ("Aiko kikkawa  takenaka", "Kikkawa Takenaka", "Aiko KIKKAWA  TAKENAKA"),
        ("Than Aung Kyaw", "", "Than Aung Kyaw"),
        ("Ana Cruz", "Lopez", "Ana Cruz"),
        ("Anan Cruz", "An", "Anan Cruz"),
        ("Lê Thị Lê", "Lê", "LÊ Thị Lê"),
        ("Dr James James", "James", "Dr James JAMES"),
        ("Sean O'Brien", "O'Brien", "Sean O'BRIEN"),
        ("李小龙", "李", "李小龙"),
        ("Иван Петров", "Петров", "Иван Петров"),
        ("Ana (Lopez) Cruz", "Cruz", "Ana (Lopez) CRUZ"),
        (unicodedata.normalize("NFD", "Hà Trần"), "Trần", "Hà TRẦN"),
    ],
)
def test_a_list_shows_the_family_name_in_capitals(printed: str, family: str, written: str) -> None:
    assert listed(printed, family) == written
