"""Rows of a table -> reports: a column at a time, so that what repeats is read once."""

from ..errors import BadPayload
from .convert import ABSENT
from .plan import Plan, add_empty


class TableMap:
    """A map bound to the heading of one file."""

    def __init__(self, report_map, columns):
        self._plan = Plan(report_map.fields, report_map.constants, report_map.format_of)
        self._columns = [self._column(slot, columns) for slot in self._plan.slots]
        delivered = [slot for slot, column in zip(self._plan.slots, self._columns, strict=True)
                     if column is not None]
        self._sections = self._plan.sections(delivered)
        read = {name for slot in self._plan.slots for name in slot.field.sources}
        #: Columns that nothing reads.
        self.unknown = tuple(column for column in columns if column not in read)

    def _column(self, slot, columns):
        for name in slot.field.sources:
            if name in columns:
                return name
        if slot.field.required:
            raise BadPayload(f"The column {' or '.join(slot.field.sources)!r} is missing; the "
                             f"file has {', '.join(map(repr, columns[:40]))}.")
        return None

    def read(self, columns):
        """Return an iterator of values in the order of the plan, a tuple a row.

        :param columns: {heading: list of texts}, all of one length
        """
        length = len(next(iter(columns.values())))
        return zip(*(
            [ABSENT] * length if column is None else read_column(slot.read, columns[column])
            for slot, column in zip(self._plan.slots, self._columns, strict=True)
        ), strict=True)

    def assemble(self, found, draft_issue):
        """As `Plan.assemble`; a section whose columns are there is there, empty or not."""
        report, reason = self._plan.assemble(found, draft_issue)
        if report is not None:
            add_empty(report, self._sections)
        return report, reason


def read_column(read, texts):
    """Read every distinct text once."""
    known = {}
    for text in texts:
        if text not in known:
            known[text] = read(text)
    return [known[text] for text in texts]
