"""Files in pieces of some thousand rows: every cell a text, as it stands there.

Nothing is taken for a number or for nothing: `012345678`, `NA` and `NULL` stay what they are. A row
with too many or too few cells is set aside with its content, and the others go on.
"""

import csv
import datetime as dt
import io
import itertools
import json
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook

from ...errors import BadPayload
from ...mapping import Path
from ...mapping.convert import ABSENT
from ...records import decimal_text
from ..http import parse_json

#: A document is read whole; JSON lines are not.
MAX_DOCUMENT = 200 * 2**20
#: What a workbook may be unpacked.
MAX_UNPACKED = 2 * 2**30


@dataclass
class Chunk:
    """Some rows of a file. Tables fill `columns`, documents `documents`."""

    #: So many rows of the file are read with this one, the heading not counted.
    end: int
    #: Numbers of the good rows, from 1.
    rows: list = field(default_factory=list)
    columns: dict = field(default_factory=dict)
    documents: list = field(default_factory=list)
    #: (number, content, message) of rows that could not be read as such
    bad: list = field(default_factory=list)

    def __len__(self):
        return len(self.rows) + len(self.bad)


def read(path, settings):
    """Yield the Chunks of a file.

    :raises BadPayload: it cannot be read (any further)
    """
    kind = settings.format or path.suffix.lower().removeprefix('.')
    readers = {'csv': read_csv, 'txt': read_csv, 'tsv': read_csv, 'xlsx': read_workbook,
               'xls': read_workbook, 'ods': read_workbook, 'json': read_json, 'jsonl': read_lines,
               'ndjson': read_lines}
    if kind not in readers:
        raise BadPayload(f"{path.name} is none of {', '.join(sorted(readers))}; "
                         f"set `format` if its name says nothing.")
    return readers[kind](path, settings)


# === TABLES === #

class _Lines:
    """The lines of a file, and which of them make up the record that is being read."""

    def __init__(self, file):
        self._file, self.taken = file, []

    def __iter__(self):
        return self

    def __next__(self):
        line = next(self._file)
        if '\0' in line:
            line = line.replace('\0', '')
        self.taken.append(line)
        return line


def records(file, delimiter):
    """Yield (cells, text, message) of each record; `cells` is None when it is broken.

    pandas would drop an unclosed quote at the end without a word, and stop at a row that is too
    long. Here the lines of such a record are set aside and reading goes on with the next line.
    """
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield None, ''.join(lines.taken), f"This is no row: {error}"
        else:
            if cells:
                yield cells, ''.join(lines.taken), None


def read_csv(path, settings):
    """Yield the Chunks of a text file with a heading."""
    # A byte order mark is no part of the first heading.
    encoding = 'utf-8-sig' if settings.encoding.lower() in ('utf-8', 'utf8') else settings.encoding
    try:
        with path.open(encoding=encoding) as file:
            found = records(file, settings.delimiter)
            first = next(found, None)
            if first is None or first[0] is None:
                raise BadPayload(f"{path.name} has no heading.")
            headings = check_headings(first[0])
            # An empty table has its heading checked too.
            yield Chunk(0, columns={heading: [] for heading in headings})
            numbered = enumerate(found, 1)
            while part := list(itertools.islice(numbered, settings.chunk_rows)):
                yield _csv_chunk(headings, part, settings.delimiter)
    except (UnicodeError, LookupError) as error:
        raise BadPayload(f"{path.name} is not written in {settings.encoding}: {error}. Set "
                         f"`encoding`.") from None
    except OSError as error:
        raise BadPayload(f"{path.name} cannot be read: {error}") from None


def _csv_chunk(headings, part, delimiter):
    """A line that was cut is not a row of blanks, so a row has as many cells as the heading."""
    width, rows, texts, bad = len(headings), [], [], []
    for number, (cells, text, message) in part:
        if cells is not None and len(cells) == width:
            rows.append(number)
            # The last line of a file may lack its end.
            texts.append(text if text.endswith('\n') else text + '\n')
        else:
            bad.append((number, text if cells is None else cells,
                        message or f"{len(cells)} cells under {width} headings"))
    columns = _read_texts(headings, texts, delimiter)
    if any(len(column) != len(rows) for column in columns.values()):
        raise BadPayload(f"Rows {rows[0]} to {rows[-1]} are read in two different ways.")
    return Chunk(part[-1][0], rows, columns, bad=bad)


def _read_texts(headings, texts, delimiter):
    if not texts:
        return {heading: [] for heading in headings}
    # Here, because it is half of what a command needs to start.
    import pandas as pd
    frame = pd.read_csv(
        io.StringIO(''.join(texts)), sep=delimiter, header=None, names=headings, index_col=False,
        dtype=str, keep_default_na=False, na_filter=False)
    return {heading: frame[heading].tolist() for heading in headings}


def check_headings(headings):
    """Return headings as texts; raise if two are equal or all are empty."""
    found = [str(heading).strip() for heading in headings]
    named = [heading for heading in found if heading]
    if not named:
        raise BadPayload("The file has no headings.")
    if len(set(named)) < len(named):
        doubled = sorted({heading for heading in named if named.count(heading) > 1})
        raise BadPayload(f"Two columns are called {', '.join(map(repr, doubled))}.")
    return [heading or f'column {place}' for place, heading in enumerate(found, 1)]


def read_workbook(path, settings):
    """Yield the Chunks of a sheet; formulas count as the value that was last computed."""
    try:
        check_unpacked(path)
        with CalamineWorkbook.from_path(path) as book:
            name = settings.sheet or book.sheet_names[0]
            if name not in book.sheet_names:
                raise BadPayload(f"{path.name} has no sheet {name!r}; it has "
                                 f"{', '.join(book.sheet_names)}.")
            rows = iter(book.get_sheet_by_name(name).to_python(skip_empty_area=True))
    except (CalamineError, zipfile.BadZipFile, OSError, IndexError) as error:
        raise BadPayload(f"{path.name} is no workbook: {error}") from None
    headings = check_headings([cell_text(cell) for cell in next(rows, [])])
    yield Chunk(0, columns={heading: [] for heading in headings})
    numbered = enumerate(([cell_text(cell) for cell in row] for row in rows), 1)
    while part := list(itertools.islice(numbered, settings.chunk_rows)):
        yield _sheet_chunk(headings, part)


def check_unpacked(path):
    """Refuse a workbook that is small only as long as it is packed."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise BadPayload(f"{path.name} unpacks to more than {MAX_UNPACKED // 2**20} MB.")


def _sheet_chunk(headings, part):
    """Rows of a sheet are all of one width; empty ones say nothing."""
    filled = [(number, cells) for number, cells in part if any(cells)]
    columns = {heading: [cells[place] for _number, cells in filled]
               for place, heading in enumerate(headings)}
    return Chunk(part[-1][0], [number for number, _cells in filled], columns)


def cell_text(cell):
    """Return what a cell of a workbook says: dates in ISO form, whole numbers without point."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return 'true' if cell else 'false'
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else decimal_text(Decimal(repr(cell)))
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat()
    return '' if cell is None else str(cell)


# === DOCUMENTS === #

def read_json(path, settings):
    """Yield the Chunks of one JSON document that is, or holds, a list."""
    if path.stat().st_size > MAX_DOCUMENT:
        raise BadPayload(f"{path.name} is larger than {MAX_DOCUMENT // 2**20} MB; one object a line "
                         f"(.jsonl) may be larger.")
    document = parse_json(path.read_bytes())
    items = Path(settings.items).get(document) if settings.items else document
    if items is ABSENT:
        raise BadPayload(f"{path.name} has nothing at {settings.items!r}.")
    if isinstance(items, dict):
        items = [items]
    if not isinstance(items, list):
        raise BadPayload(f"{path.name} holds no list of objects.")
    yield from _document_chunks(((item, item) for item in items), settings.chunk_rows)


def _document_chunks(items, size):
    """Yield Chunks of (document or BadPayload, content) pairs."""
    numbered = enumerate(items, 1)
    while part := list(itertools.islice(numbered, size)):
        chunk = Chunk(part[-1][0])
        for number, (item, content) in part:
            if isinstance(item, dict):
                chunk.rows.append(number)
                chunk.documents.append(item)
            else:
                message = str(item) if isinstance(item, BadPayload) else "This is no object."
                chunk.bad.append((number, content, message))
        yield chunk


def read_lines(path, settings):
    """Yield the Chunks of a file with one JSON object a line."""
    with path.open('rb') as lines:
        filled = (line for line in lines if line.strip())
        yield from _document_chunks(map(_parse_line, filled), settings.chunk_rows)


def _parse_line(line):
    content = line.decode('utf-8', 'replace').strip()
    try:
        return parse_json(line), content
    except BadPayload as error:
        return error, content


def to_json(value):
    """Return a document as text again, with its figures as they were."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
