"""Ten thousand rows of anything: each one is in Odoo, on its way, known already, or set aside."""

import csv
import io

from desk import HEADINGS, Desk, row
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sink import Sink, customer

from sync_agent.errors import ExitCode

ROWS, FILES = 500, 20
NASTY = st.sampled_from([
    '', ' ', '-', 'None', 'NULL', 'NA', 'nan', '1e309', 'Infinity', '-0', '1,5', '1.5.2', '٣',
    '999999999999999999999999', '0.00000000000000001', '2026-02-30', '9999-12-31', '0001-01-01',
    '03/04/2026', '<script>', '=1+1', '\t', '\u202e', '\ud7ff', 'x' * 5000, '000000001', 'GB', 'EUR',
    '样本' * 200, '{"a": 1}', "O'Hara; DROP TABLE", '\x01\x02', '¼', '①', 'ﬀ',
])
ANY = st.text(st.characters(exclude_categories=['Cs'], exclude_characters='\0\r\n"'), max_size=40)


@st.composite
def lines(draw):
    """One line of the file: a good row, a row with a bad cell, too few or many cells, or rubbish."""
    number = draw(st.integers(1, 60))
    cells = list(row(number).values())
    kind = draw(st.sampled_from(['good', 'cell', 'cells', 'short', 'long', 'rubbish']))
    if kind in ('cell', 'cells'):
        for _cell in range(1 if kind == 'cell' else 4):
            cells[draw(st.integers(0, len(cells) - 1))] = draw(NASTY | ANY)
    elif kind == 'short':
        cells = cells[:draw(st.integers(1, len(cells) - 1))]
    elif kind == 'long':
        cells += [draw(ANY)] * draw(st.integers(1, 3))
    elif kind == 'rubbish':
        # A line of nothing is no row.
        return 'r' + draw(ANY)
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator='').writerow(cells)
    return buffer.getvalue()


@settings(max_examples=FILES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(lines(), min_size=ROWS, max_size=ROWS))
def test_no_row_is_lost(tmp_path_factory, rows):
    sink = Sink().start()
    try:
        sink.partners = [customer(number) for number in range(1, 41)]
        desk = Desk(tmp_path_factory.mktemp('desk'), sink)
        desk.put_text('a.csv', '\n'.join([','.join(HEADINGS), *rows]))
        summary = desk.run()
        with desk.state() as state:
            waiting, aside = state.outbox.depth(), len(state.quarantine.find())
    finally:
        sink.stop()
    assert summary.exit_code in (ExitCode.OK, ExitCode.PARTIAL), summary.messages
    arrived = len(sink.contents)
    assert arrived + waiting + aside + summary.counts['unchanged here'] == ROWS
    assert arrived == summary.counts['created'] + summary.counts['updated'] \
        + summary.counts['unmatched']
