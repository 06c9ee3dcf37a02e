from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.tools import SQL

from ..tools import chain

#: A natural person's negative record is deleted so long after the event ended.
PERSONAL_YEARS = 5


class CreditBureauReport(models.Model):
    """What must not be kept for ever: raw payloads, and what ended long ago about people."""

    _inherit = 'credit.bureau.report'

    _person_idx = models.Index('(id) WHERE is_natural_person')

    def _cron_retention(self):
        """Delete raw payloads whose time is over, and expired events of natural persons."""
        work = self.browse([*self._expired_payloads(), *self._expired_people()])
        parts = work.grouped(lambda report: report.batch_id or report)

        def forget(part):
            reports = parts[part].exists()
            reports._drop_payloads()
            reports.filtered('is_natural_person')._redact()

        self.env['credit.failure']._in_turn('bureau', list(parts), forget)

    def _expired_payloads(self):
        """Return ids of reports whose bureau lets raw payloads be kept no longer."""
        found = []
        now = fields.Datetime.now()
        for bureau in self.env['credit.bureau'].with_context(active_test=False).search(
            [('raw_keep_days', '>', 0)]
        ):
            found += self.search([
                ('bureau_id', '=', bureau.id), ('payload_size', '>', 0),
                ('create_date', '<', now - timedelta(days=bureau.raw_keep_days)),
            ], order='id').ids
        return found

    def _expired_people(self):
        """Return ids of reports about people that may hold events which ended long ago."""
        before = self._personal_limit()
        return self.search([
            ('is_natural_person', '=', True), ('sections', 'like', ',events,'),
        ], order='id').filtered(lambda report: report._has_expired(before)).ids

    def _personal_limit(self):
        """Return the day before which an ended event of a natural person is deleted."""
        return fields.Date.today() - relativedelta(years=PERSONAL_YEARS)

    def _has_expired(self, before):
        return any(_is_over(event, before) for event in self._data().get('events') or ())

    def _drop_payloads(self):
        """Take these reports' raw payloads out of their batches; the others keep theirs."""
        expired = self.filtered(lambda report: report.payload_size and report._payload_is_over())
        for batch, reports in expired.grouped('batch_id').items():
            kept = self.search([
                ('batch_id', '=', batch.id), ('payload_size', '>', 0), ('id', 'not in', reports.ids)
            ], order='payload_offset')
            blob, parts, offset = batch._payload_blob(), [], 0
            for report in kept:
                end = report.payload_offset + report.payload_size
                parts.append(blob[report.payload_offset:end])
                report.payload_offset = offset
                offset += report.payload_size
            batch._store_payload(b''.join(parts))
            reports.write({'payload_size': 0, 'payload_offset': 0})

    def _payload_is_over(self):
        self.ensure_one()
        days = self.bureau_id.raw_keep_days
        is_old = days and self.create_date < fields.Datetime.now() - timedelta(days=days)
        return bool(is_old) or self.is_natural_person and self._has_expired(self._personal_limit())

    def _redact(self):
        """Take expired events out of what is kept of these people, and delete their rows.

        The hash stays as the bureau's content had it, so the same report is not taken in again.
        """
        before = self._personal_limit()
        self.env['credit.bureau.event'].search([
            ('partner_id', 'in', self.partner_id.ids), ('closed_on', '!=', False),
            ('closed_on', '<', before), ('report_id.is_natural_person', '=', True),
        ]).unlink()
        for report in self:
            data = report._data()
            data['events'] = [
                event for event in data.get('events') or () if not _is_over(event, before)
            ]
            self.env.cr.execute(SQL(
                "UPDATE credit_bureau_report SET content = %s, redacted_on = %s WHERE id = %s",
                chain.canonical(data), fields.Date.today(), report.id,
            ))
        self.invalidate_recordset(['content', 'redacted_on'])


def _is_over(event, before):
    """Tell whether an event of the contract ended before that day."""
    return bool(event.get('closed_on')) and event['closed_on'] < before.isoformat()
