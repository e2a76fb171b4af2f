"""A CSV: separators, marks, line ends; an encoding is never guessed, and the place of what is wrong is told."""

import codecs

import pytest

from registration.spreadsheets import ImportRefused, read
from registration.spreadsheets.csv_reader import MOST_ROWS

NAMES = [
    "กระทรวงแรงงาน",
    "အလုပ်သမားဝန်ကြီးဌာန",
    "Bộ Lao động – Thương binh và Xã hội",
    "ກະຊວງແຮງງານ ແລະ ສະຫວັດດີການສັງຄົມ",
    "ក្រសួងការងារ និងបណ្ដុះបណ្ដាលវិជ្ជាជីវៈ",
]


def texts(raw: bytes, **words) -> list[list[str]]:
    table = read(raw, "list.csv", **words)
    return [[cell.text for cell in cells] for cells in (table.headings, *(row.cells for row in table.rows))]


def faults(raw: bytes) -> tuple[str, ...]:
    with pytest.raises(ImportRefused) as refused:
        read(raw, "list.csv")
    return refused.value.faults


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_separators_line_ends_and_marks(separator, end, mark, encoding) -> None:
    lines = [["organisation", "cc, or copies; all", "places"], ["Bộ", 'the "first", the second; or 3', "3"]]
    quoted = [
        separator.join(f'"{one}"'.replace('the "first"', 'the ""first""') for one in line) for line in lines
    ]
    assert texts(mark + end.join([*quoted, ""]).encode(encoding)) == lines


@pytest.mark.parametrize("name", NAMES)
def test_names_come_through_exact(name) -> None:
    assert texts(f"organisation;country\n{name};TH\n".encode()) == [["organisation", "country"], [name, "TH"]]


def test_names_are_composed() -> None:
    assert texts("a,b\nVie\u0323\u0302t,x".encode())[1] == ["Việt", "x"]


def test_places_count_records_as_spreadsheets_do() -> None:
    table = read(b'a,b\n\n"two\nlines",x\n,\n,last\n')
    assert [(row.number, [cell.place for cell in row.cells]) for row in table.rows] == [
        (3, ["row 3, column A", "row 3, column B"]),
        (5, ["row 5, column A", "row 5, column B"]),
    ]
    assert table.sheet == ""
    assert [cell.text for cell in table.rows[0].cells] == ["two lines", "x"]
    assert [cell.value for cell in table.rows[0].cells] == ["two\nlines", "x"]


def test_empty_columns_and_rows_at_the_end_are_dropped() -> None:
    assert texts(b"a;b;;\n1;2;;\n;;;\n;;;\n") == [["a", "b"], ["1", "2"]]


def test_separator_of_known_headings_below_a_title() -> None:
    knows = {"places", "country"}.__contains__
    raw = b"Meeting, Manila, 8 Sept, 2020\nplaces;country\n3;VN\n"
    assert texts(raw, knows=knows) == [["places", "country"], ["3", "VN"]]


SAVE = "Save the list as “CSV UTF-8”, or as an Excel workbook (.xlsx)."


@pytest.mark.parametrize(
    ("raw", "place", "byte"),
    [
        ("organisation;country\nMinist\u00e8re;FR\n".encode("latin-1"), "row 2, column A", "0xE8"),
        ('a,b\n"x\ny",1\nz,Caf\u00e9\n'.encode("cp1252"), "row 3, column B", "0xE9"),
        ("organisation,country\nMOL,TH\nกระทรวงแรงงาน,TH\n".encode("cp874"), "row 3, column A", "0xA1"),
        ("a;b\nx;กระทรวง".encode("cp874"), "row 2, column B", "0xA1"),
        ("\u00e9t\u00e9,b\n".encode("latin-1"), "row 1, column A", "0xE9"),
    ],
)
def test_another_encoding_is_refused_with_its_place(raw, place, byte) -> None:
    assert faults(raw) == (f"{place}: is not in UTF-8 (byte {byte}), so its letters cannot be told. {SAVE}",)


def test_half_a_file_in_utf_16() -> None:
    raw = codecs.BOM_UTF16_LE + "a;b\nx;y".encode("utf-16-le")[:-1]
    assert faults(raw) == (
        f"row 2, column B: is not in UTF-16 (byte 0x79), so its letters cannot be told. {SAVE}",
    )


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"a,b\nx,y\x00\n", f"row 2, column B: has a byte 0, so the file is no text in UTF-8. {SAVE}"),
        ("a,b\nx".encode("utf-16-le"), f"row 1, column A: has a byte 0, so the file is no text in UTF-8. {SAVE}"),
        (b"a,b\nx,\x1by\n", "row 2, column B: has a character that is no letter (U+001B). Type the cell again."),
        ("a,b\nx,Caf\ufffd\n".encode(), "row 2, column B: has letters that were lost before (�). Type them again."),
        (b"a,b\nx,=1+1\n", "row 2, column B: is a formula; paste its value."),
        (b"a,b\nx,#REF!\n", "row 2, column B: holds the error #REF!. Write the value itself."),
        (
            b"a,b\n1,2\nx,y,z\n",
            "row 3: has 3 cells, but there are 2 headings. Put texts that have a separator in them in quotation marks.",
        ),
        (b'a,b\n"x,y\n1,2\n', f"row 2: its quotation marks do not pair. {SAVE.replace('the list', 'the list again')}"),
        (b'a,b\n"x"y,1\n', f"row 2: its quotation marks do not pair. {SAVE.replace('the list', 'the list again')}"),
        (b"", "file: is empty. Write the headings in its first row, and a row for each entry."),
        (b"\xef\xbb\xbf\n;;\n", "file: is empty. Write the headings in its first row, and a row for each entry."),
        (b"a\n" + b"x\n" * 1_000_000, "file: has more than 5000 rows. Delete empty rows, or make several lists."),
        (b"a\n" + b"\n" * 1_000_000, "file: has more than 5000 rows. Delete empty rows, or make several lists."),
        (b"a\n" + b"x" * 10 * 2**20, "file: has more than 10 MB. Make several lists."),
        (b"a" + b"," * 200 + b"b\n", "row 1, column GS: stands beyond column 200. Delete what is not of the list."),
        (
            b"%PDF-1.7\n",
            "file: is not an Excel workbook, or it is damaged. Save it in Excel or LibreOffice as “Excel workbook (.xlsx)”.",
        ),
    ],
)  # fmt: skip
def test_refused(raw, fault) -> None:
    assert faults(raw) == (fault,)


def test_all_faults_are_told_at_once() -> None:
    assert faults(b"a,b\n=x,#N/A\n1,2,3\n") == (
        "row 2, column A: is a formula; paste its value.",
        "row 2, column B: holds the error #N/A. Write the value itself.",
        "row 3: has 3 cells, but there are 2 headings. Put texts that have a separator in them in quotation marks.",
    )


def test_as_many_rows_as_may_be() -> None:
    assert len(read(b"a\n" + b"x\n" * MOST_ROWS).rows) == MOST_ROWS
    with pytest.raises(ImportRefused):
        read(b"a\n" + b"x\n" * (MOST_ROWS + 1))
