from dataclasses import dataclass, field
from datetime import date

from odoo import models

from ..tools.bureau_checks import Error, to_decimal
from ..tools.bureau_reports import Checked, examine
from ..tools.bureau_values import parse_instant
from .credit_bureau_matching import Whose


@dataclass
class Item:
    """One report of a batch on its way in."""

    checked: Checked
    bureau: object = None
    whose: Whose = field(default_factory=Whose)
    outcome: str = None
    state: str = None
    report_id: int = None
    corrects_id: int = None
    #: The item of this batch that says the same, and came first.
    twin: object = None
    #: (offset, size) of its raw payload in the batch's.
    place: tuple = (0, 0)
    errors: list = field(default_factory=list)

    @property
    def ref_key(self):
        return self.bureau.id, self.checked.report['provider_ref']

    @property
    def content_key(self):
        return self.bureau.id, self.checked.report['content_hash']

    @property
    def order(self):
        """Return what makes one report newer than another: as of, fetched, content."""
        report = self.checked.report
        return (
            date.fromisoformat(report['as_of']), parse_instant(report['retrieved_at']),
            report['content_hash'],
        )

    @property
    def proposals(self):
        """Return ``{partner id: (confidence, evidence)}`` that the agent proposes."""
        match = self.checked.match
        found = {
            row['partner_id']: (_confidence(row), row.get('evidence') or [])
            for row in match.get('candidates') or []
        }
        if match.get('partner_id'):
            found.setdefault(
                match['partner_id'], (_confidence(match), match.get('evidence') or [])
            )
        return found

    @property
    def is_pending(self):
        return self.outcome is None


class CreditBureauIntake(models.AbstractModel):
    """A batch on its way in: looked at whole, then written at once; bisected if that fails."""

    _name = 'credit.bureau.intake'
    _description = "Credit Bureau Intake"

    def _take(self, company, batch, reports, bureaus):
        """Take in `reports`; return one answer each, in their order.

        `bureaus`: ``{code: bureau}`` of those that the company may receive from.
        """
        today = company._credit_today()
        items = [Item(examine(report, today)) for report in reports]
        for item in items:
            self._look(item, company, bureaus)
        self._find_known(company, self._pending(items))
        if self._pending(items):
            self.env['credit.bureau.matching']._answer(company, self._pending(items))
            self._find_consents(company, self._pending(items))
        taken = self._pending(items)
        self._sort(company, taken)
        length = self._place_raw(taken)
        self._store(company, batch, taken)
        answers = [self._answer(item) for item in items]
        batch._close(answers, self._blob(taken, length))
        return answers

    @staticmethod
    def _pending(items):
        return [item for item in items if item.is_pending]

    # === WITHOUT WRITING === #

    def _look(self, item, company, bureaus):
        """Refuse what is not whole, and raw content that must stay where it was gathered."""
        item.errors = list(item.checked.errors)
        if not item.checked.is_refused:
            report = item.checked.report
            item.bureau = bureaus[report['provider']]
            home = report.get('residency') or item.bureau.residency_country_id.code
            if item.checked.raw and home and home != company.country_id.code:
                item.errors.append(Error('residency', 'raw', {'country': home}))
                item.checked.errors = item.errors
        if item.checked.is_refused:
            item.outcome = 'rejected'

    def _find_known(self, company, items):
        """Answer what is stored already, and what stands twice in this batch."""
        stored = self.env['credit.bureau.report'].sudo().search_fetch([
            ('company_id', '=', company.id), ('bureau_id', 'in', [i.bureau.id for i in items]),
            ('content_hash', 'in', [item.content_key[1] for item in items]),
        ], ['bureau_id', 'content_hash', 'reasons'])
        known = {(report.bureau_id.id, report.content_hash): report for report in stored}
        first = {}
        for item in items:
            report = known.get(item.content_key)
            if report:
                item.outcome, item.report_id = 'unchanged', report.id
                item.errors = report._stored_errors()
            elif item.content_key in first:
                item.outcome, item.twin = 'unchanged', first[item.content_key]
            else:
                first[item.content_key] = item

    def _find_consents(self, company, items):
        """Refuse a natural person who has not consented: nothing about him is stored."""
        people = [
            item for item in items if item.checked.report['subject'].get('natural_person')
        ]
        if not people:
            return
        pairs = {(item.whose.partner_id, item.bureau.id) for item in people}
        consented = self.env['credit.bureau.consent'].sudo()._consented(company, pairs)
        for item in people:
            if (item.whose.partner_id, item.bureau.id) not in consented:
                item.errors.append(Error('consent_missing', 'subject.natural_person'))
                item.outcome = 'rejected'

    def _sort(self, company, items):
        """Decide what becomes of each: quarantine, queue, current or history."""
        heads = self._heads(company, items)
        twins = self._twins(company, items)
        for item in items:
            item.errors += item.whose.errors
            item.checked.errors = item.errors
            report = item.checked.report
            item.corrects_id = twins.get(
                (item.bureau.id, report['external_id'], report['provider_ref']))
            key = (item.bureau.id, item.whose.partner_id)
            if item.checked.is_quarantined:
                item.outcome, item.state = 'rejected', 'quarantine'
            elif not item.whose.partner_id:
                item.outcome, item.state = 'unmatched', 'unmatched'
            elif key in heads and heads[key] > item.order:
                item.outcome, item.state = 'stale', 'history'
            else:
                item.outcome = 'updated' if item.corrects_id else 'created'
                item.state, heads[key] = 'bound', item.order

    def _heads(self, company, items):
        """Return ``{(bureau id, partner id): order}`` of the newest report of each customer."""
        partner_ids = [item.whose.partner_id for item in items if item.whose.partner_id]
        reports = self.env['credit.bureau.report'].sudo().search_fetch([
            ('company_id', '=', company.id), ('state', '=', 'bound'),
            ('partner_id', 'in', partner_ids),
        ], ['bureau_id', 'partner_id', 'as_of', 'retrieved_at', 'content_hash'])
        return {(item.bureau_id.id, item.partner_id.id): item._order_key() for item in reports}

    def _twins(self, company, items):
        """Return ``{(bureau id, external id, provider's ref): report id}`` of stored reports.

        A number that stands on reports of two subjects makes neither a correction of the other.
        """
        reports = self.env['credit.bureau.report'].sudo().search_fetch([
            ('company_id', '=', company.id), ('bureau_id', 'in', [i.bureau.id for i in items]),
            ('external_id', 'in', [item.checked.report['external_id'] for item in items]),
        ], ['bureau_id', 'external_id', 'provider_ref'], order='id')
        return {
            (item.bureau_id.id, item.external_id, item.provider_ref): item.id for item in reports
        }

    # === RAW PAYLOADS === #

    def _place_raw(self, items):
        """Give each raw payload its place; return the length of all."""
        offset = 0
        for item in items:
            size = len(item.checked.raw or b'')
            item.place = (offset, size)
            offset += size
        return offset

    def _blob(self, items, length):
        """Return the payloads of what was stored; the place of what was not stays empty."""
        blob = bytearray(length)
        kept = False
        for item in items:
            if item.checked.raw and item.report_id:
                offset, size = item.place
                blob[offset:offset + size] = item.checked.raw
                kept = True
        return bytes(blob) if kept else b''

def _confidence(row):
    found = to_decimal(row.get('confidence'))
    return min(max(float(found), 0.0), 1.0) if found is not None else 0.0
