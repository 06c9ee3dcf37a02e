"""One chunk of a file -> reports and rejects, and whose they are. Done by any process."""

import datetime as dt
from dataclasses import dataclass, replace

import orjson

from ...errors import UNEXPECTED, Defect
from ...mapping import DocumentMap, ReportMap, TableMap
from ...normalise import Draft, Profile, finish
from ...records import Reject, digest
from .collector import paused
from .readers import to_json


@dataclass(frozen=True)
class Job:
    """Everything that reading a chunk needs to know of its file and source."""

    report_map: ReportMap
    profile: Profile
    product: str
    file_name: str
    file_hash: str
    #: When the file was first seen: reading it again tomorrow gives the same reports.
    retrieved_at: dt.datetime
    today: dt.date


def work(job, chunk, ladder):
    """Return what `normalise` does, and what `ladder.match` makes of it, if there is a ladder."""
    with paused():
        found = normalise(job, chunk)
        return found, ladder and ladder.match(found)


def normalise(job, chunk):
    """Return a list of Normal and Reject: as many as the chunk has rows."""
    with paused():
        found = _from_table(job, chunk) if chunk.columns else _from_documents(job, chunk)
        found += [
            Reject('unreadable_row', '', message, _origin(job, number), content)
            for number, content, message in chunk.bad]
    return found


def _from_table(job, chunk):
    table = TableMap(job.report_map, list(chunk.columns))
    headings, found = tuple(chunk.columns), []
    cells_of_rows = zip(*chunk.columns.values(), strict=True)
    for number, cells, values in zip(
            chunk.rows, cells_of_rows, table.read(chunk.columns), strict=True):
        content = dict(zip(headings, cells, strict=True))
        draft = _draft(job, orjson.dumps(content), number)
        draft.unknown = table.unknown
        report, reason = table.assemble(values, draft.issue)
        found.append(_finish(job, draft, report, reason, content))
    return found


def _from_documents(job, chunk):
    documents, found = DocumentMap(job.report_map), []
    for number, document in zip(chunk.rows, chunk.documents, strict=True):
        text = to_json(document)
        draft = _draft(job, text.encode('utf-8', 'replace'), number)
        draft.unknown = documents.unknown(document)
        report, reason = documents.assemble(document, draft.issue)
        found.append(_finish(job, draft, report, reason, document))
    return found


def _draft(job, data, number):
    return Draft({}, job.product, digest(data), job.retrieved_at, raw=data,
                 origin=_origin(job, number))


def _origin(job, number):
    return {'file': job.file_hash, 'name': job.file_name, 'row': number}


def _finish(job, draft, report, reason, content):
    if reason is not None:
        return Reject(*reason, draft.origin, content)
    draft.report = report
    try:
        found = finish(draft, job.profile, job.today)
    except UNEXPECTED as error:
        raise Defect.at(draft.origin, error) from error
    # What goes to the quarantine is the row as it stood there, so that it can be read again.
    return replace(found, content=content) if isinstance(found, Reject) else found
