"""What the journey of invitations shares: 24 ministries of six countries, their list as a workbook, the board as read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, NamedTuple

from openpyxl import Workbook


class Ministry(NamedTuple):
    """A row of the list. `key` stands in the focal point's address."""

    key: str
    name: str
    acronym: str
    country: str
    places: int
    focal: str

    @property
    def email(self) -> str:
        """Of the focal point."""
        return f"focal@{self.key}.example"


MINISTRIES = (
    Ministry("kh-labour", "Ministry of Labour and Vocational Training", "MLVT", "Cambodia", 3, "Chea Sophal"),
    Ministry("kh-foreign", "Ministry of Foreign Affairs and International Cooperation", "", "Cambodia", 2, ""),
    Ministry("kh-interior", "Ministry of Interior", "", "Cambodia", 2, "Sok Dara"),
    Ministry("kh-women", "Ministry of Women’s Affairs", "", "Cambodia", 2, "Kim Sothea"),
    Ministry("cn-labour", "Ministry of Human Resources and Social Security", "MOHRSS", "China", 5, "王芳"),
    Ministry("cn-foreign", "Ministry of Foreign Affairs", "", "China", 3, "Li Wei"),
    Ministry("cn-commerce", "Ministry of Commerce", "MOFCOM", "China", 2, "Zhang Min"),
    Ministry("cn-migration", "National Immigration Administration", "NIA", "China", 2, ""),
    Ministry("la-labour", "Ministry of Labour and Social Welfare", "MOLSW", "Lao PDR", 3, "Keo Vongsa"),
    Ministry("la-foreign", "Ministry of Foreign Affairs", "", "Lao PDR", 3, "Bounmy"),
    Ministry("la-security", "Ministry of Public Security", "", "Lao PDR", 2, "Phonesavanh"),
    Ministry("la-health", "Ministry of Health", "", "Lao PDR", 2, ""),
    Ministry("mm-labour", "အလုပ်သမားဝန်ကြီးဌာန", "", "Myanmar", 4, "သန်းအောင်ကျော်"),
    Ministry("mm-foreign", "Ministry of Foreign Affairs", "", "Myanmar", 3, "Than Aung Kyaw"),
    Ministry("mm-home", "Ministry of Home Affairs", "", "Myanmar", 3, "Hla Hla"),
    Ministry("mm-migration", "Ministry of Immigration and Population", "", "Myanmar", 2, "Aye Aye"),
    Ministry("th-labour", "กระทรวงแรงงาน", "MOL", "Thailand", 5, "สมศรี ใจดี"),
    Ministry("th-foreign", "Ministry of Foreign Affairs", "", "Thailand", 4, "Anong"),
    Ministry("th-social", "Ministry of Social Development and Human Security", "MSDHS", "Thailand", 3, ""),
    Ministry("th-interior", "Ministry of Interior", "", "Thailand", 3, "Prasert"),
    Ministry("vn-labour", "Ministry of Labour, Invalids and Social Affairs", "MOLISA", "Viet Nam", 3, "Đỗ Thị Ánh"),
    Ministry("vn-foreign", "Bộ Ngoại giao", "", "Viet Nam", 3, "Phạm Văn Đức"),
    Ministry("vn-security", "Ministry of Public Security", "", "Viet Nam", 2, "Vũ Hải"),
    Ministry("vn-health", "Ministry of Health", "", "Viet Nam", 2, ""),
)  # fmt: skip
BY_KEY = {one.key: one for one in MINISTRIES}
HEADINGS = (
    "Organisation", "Acronym", "Kind", "Country", "Places", "Focal point", "E-mail", "Language", "Deadline", "Order",
    "Our reference", "Date of letter",
)  # fmt: skip
LISTED, INVITED = "listed, not yet invited", "invited, not opened yet"
ANSWERED, DECLINED = "accepted: takes part", "declined"
SUMS_AT_FIRST: dict[str, tuple[int, ...]] = {
    "Cambodia": (4, 9, 0, 0, 0, 0),
    "China": (4, 12, 0, 0, 0, 0),
    "Lao PDR": (4, 10, 0, 0, 0, 0),
    "Myanmar": (4, 12, 0, 0, 0, 0),
    "Thailand": (4, 15, 0, 0, 0, 0),
    "Viet Nam": (4, 10, 0, 0, 0, 0),
    "All shown": (24, 68, 0, 0, 0, 0),
}
"""What the board says of the countries as long as nobody is named."""
LEFT, UNTIL = date(2026, 8, 3), date(2099, 6, 30)
"""The date of the letter, and that of the deadline."""


def workbook(ministries: Sequence[Ministry]) -> dict[str, Any]:
    """The list as a browser uploads it: dates as a spreadsheet program keeps them, half of the deadlines with an hour."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "To invite"
    sheet.append(HEADINGS)
    for order, one in enumerate(ministries, start=1):
        deadline = datetime.combine(UNTIL, time(17)) if order % 2 else UNTIL
        sheet.append(
            [
                one.name, one.acronym, "Ministry", one.country, one.places, one.focal, one.email, "English", deadline,
                order, "DLG/2026/17", LEFT,
            ]
        )  # fmt: skip
    written = BytesIO()
    book.save(written)
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "to invite.xlsx", "mimeType": media_type, "buffer": written.getvalue()}


class Row(NamedTuple):
    """What the board says of an institution: numbers of people, and where it stands."""

    places: int
    named: int
    confirmed: int
    waiting: int
    declined: int
    state: str


class Shown(NamedTuple):
    """The board as it is read. Sums: institutions, places, named, confirmed, waiting, declined."""

    summary: str
    rows: dict[str, Row]
    sums: dict[str, tuple[int, ...]]
    days: dict[str, tuple[str, str, str]]
    """Invited, answered, last contact."""
    proposed: list[str]

    def others(self, *keys: str) -> set[Row]:
        """What is said of all institutions but these, the places aside."""
        return {row._replace(places=0) for key, row in self.rows.items() if key not in keys}


_READ = """() => {
  const texts = (row, of) => [...row.querySelectorAll(of)].map((cell) => cell.innerText.trim());
  const found = {rows: [], sums: []};
  for (const body of document.querySelectorAll(".status-table tbody, .status-table tfoot")) {
    const country = texts(body, ".group th")[0] ?? "";
    for (const row of body.querySelectorAll("tr.institution")) {
      const name = row.querySelector(".institution-words a").innerText.trim();
      found.rows.push([country, name, ...texts(row, "td")]);
    }
    for (const row of body.querySelectorAll("tr.sums")) found.sums.push([...texts(row, "th"), ...texts(row, "td")]);
  }
  return found;
}"""


def shown_on(page: Any) -> Shown:
    """What the board in the page says. Institutions by key of `BY_KEY`, sums by country or "All shown"."""
    keys = {(one.country, one.name): one.key for one in MINISTRIES}
    found = page.evaluate(_READ)
    rows, days = {}, {}
    for country, name, *cells in found["rows"]:
        key = keys[country, name]
        rows[key] = Row(*map(int, cells[:5]), cells[5])
        days[key] = (cells[6], cells[7], cells[8])
    sums = {}
    for words, *cells in found["sums"]:
        of, _colon, institutions = words.partition(": ")
        sums[of] = (int(institutions.split()[0]), *map(int, cells[:5]))
    proposed = page.locator(".board-free li > p").all_inner_texts()
    return Shown(page.locator(".board-summary").inner_text(), rows, sums, days, proposed)
