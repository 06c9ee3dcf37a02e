"""`report`: what the last runs did, as a table for people, JSON, or a page to send around."""

import datetime as dt
import html

import orjson

#: Columns of the page, in this order, whatever else was counted.
FIRST = ('rows', 'queued', 'created', 'updated', 'unchanged', 'stale', 'unmatched', 'rejected',
         'quarantined', 'no match')


def report(state, runs=10):
    """Return a table of the last runs and one of what is set aside, as DataFrames."""
    # Here, because it is half of what a command needs to start.
    import pandas as pd
    rows = [{
        'started': when(row['started_at']), 'seconds': seconds(row), 'exit': row['exit_code'],
        **{name: number for name, number in orjson.loads(row['counts']).items()
           if isinstance(number, int)},
    } for row in state.runs.latest(runs)]
    frame = pd.DataFrame(rows)
    if not frame.empty:
        counts = [name for name in frame.columns if name not in ('started', 'seconds', 'exit')]
        frame[counts] = frame[counts].fillna(0).astype(int)
        named = [name for name in FIRST if name in counts]
        others = sorted(set(counts) - set(named))
        frame = frame[['started', 'seconds', 'exit', *named, *others]]
    aside = pd.DataFrame(
        [(row['source'], row['code'], row['count'], when(row['oldest']))
         for row in state.quarantine.counts()], columns=['source', 'code', 'count', 'oldest'])
    return frame, aside


def when(moment):
    return dt.datetime.fromtimestamp(moment, dt.timezone.utc).strftime('%Y-%m-%d %H:%M')


def seconds(row):
    return None if row['ended_at'] is None else round(row['ended_at'] - row['started_at'], 1)


def to_json(frames):
    """Return both tables as one JSON text."""
    runs, aside = frames
    return orjson.dumps({
        'runs': runs.astype(object).where(runs.notna(), None).to_dict('records'),
        'quarantine': aside.to_dict('records')}, option=orjson.OPT_INDENT_2).decode()


def to_text(frames):
    """Return both tables in plain text."""
    return '\n\n'.join(frame.to_string(index=False, na_rep='') for frame in frames) + '\n'


def to_html(frames, title="Credit sync"):
    """Return a page that needs nothing else; every text in it is escaped."""
    runs, aside = (frame.to_html(index=False, border=0, na_rep='', escape=True)
                   if not frame.empty else '<p>none</p>' for frame in frames)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f'<title>{html.escape(title)}</title>'
        '<style>body{font:15px system-ui;margin:2em}table{border-collapse:collapse}'
        'td,th{padding:.3em .8em;border-bottom:1px solid #ddd;text-align:right}'
        'td:first-child,th:first-child{text-align:left}</style>'
        f'<h1>{html.escape(title)}</h1><h2>Runs</h2>{runs}<h2>Set aside</h2>{aside}</html>\n')
