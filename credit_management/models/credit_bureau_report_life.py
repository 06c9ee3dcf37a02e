import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.bureau_checks import Error
from ..tools.bureau_reports import Checked
from .credit_bureau_intake import Item


class CreditBureauReport(models.Model):
    """What people decide about a report: bound by a match, used or discarded out of quarantine."""

    _inherit = 'credit.bureau.report'

    decided_by_id = fields.Many2one('res.users', readonly=True)
    decided_at = fields.Datetime(readonly=True)
    decision_note = fields.Char(string="Decision", readonly=True)

    _quarantine_idx = models.Index(
        "(company_id) WHERE state = 'quarantine' AND decided_at IS NULL"
    )

    # === BOUND, UNBOUND === #

    def _bind_to(self, partner):
        """These reports are about `partner`: give them their effects, oldest first."""
        waiting = self.filtered(lambda report: report.state == 'unmatched')
        if not waiting:
            return
        waiting.write({'partner_id': partner.id, 'state': 'history'})
        waiting._set_rows_partner(partner)
        touched = {(item.company_id.id, item.bureau_id.id, partner.id) for item in waiting}
        observations = {}
        for report in waiting:
            observations.setdefault(
                (report.company_id.id, report.bureau_id.id, partner.id), []
            ).extend(
                self.env['credit.bureau.event']._observed(row, report._order_key(), report.id)
                for row in report._data().get('events') or []
            )
        self._settle(touched, observations)
        for company, reports in waiting.grouped('company_id').items():
            newest = reports.filtered(lambda report: report.state == 'bound')
            self.env['credit.bureau.objection']._of_reports(company, [
                (item.bureau_id.id, partner.id, item.id, item.is_disputed) for item in newest
            ])

    def _unbind(self, match):
        """These reports are about somebody else: take their effects back."""
        touched = {(item.company_id.id, item.bureau_id.id, item.partner_id.id) for item in self}
        self.write({'partner_id': False, 'state': 'unmatched', 'match_id': match.id})
        self._set_rows_partner(self.env['res.partner'])
        self._settle(touched, rebuild=True)

    def _set_rows_partner(self, partner):
        values = {'partner_id': partner.id, 'is_current': False}
        for rows in (self.score_ids, self.limit_ids, self.cover_ids):
            rows.write(values)

    # === QUARANTINE === #

    def action_use(self, note):
        """It is right after all: use it, or ask whose it is."""
        for report_sudo in self._checked_quarantine(note):
            report_sudo._leave_quarantine()
            report_sudo._note_decision('used', note)
        return True

    def action_discard(self, note):
        """It is wrong: it stays in quarantine, decided, and nobody is asked again."""
        for report_sudo in self._checked_quarantine(note):
            report_sudo._note_decision('discarded', note)
        return True

    def action_open_match(self):
        self.ensure_one()
        return self._form('credit.bureau.match', self.match_id.id)

    def action_open_profile(self):
        """Open the customer's credit page, or the contact who has none."""
        self.ensure_one()
        profile = self.env['credit.profile']._of_partners(self.partner_id, self.company_id)
        if profile:
            return self._form('credit.profile', profile.id)
        return self._form('res.partner', self.partner_id.id)

    def _form(self, model, record_id):
        return {
            'type': 'ir.actions.act_window', 'res_model': model, 'res_id': record_id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    def action_ask_use(self):
        self.ensure_one()
        return self.env['credit.bureau.decide']._dialog('use', self)

    def action_ask_discard(self):
        self.ensure_one()
        return self.env['credit.bureau.decide']._dialog('discard', self)

    def _checked_quarantine(self, note):
        self.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("Quarantine is a credit officer's work. Ask one of them."))
        if not (note or '').strip():
            raise UserError(self.env._("Say why: the next person reads it."))
        return self.sudo().filtered(lambda item: item.state == 'quarantine' and not item.decided_at)

    def _leave_quarantine(self):
        """Ask again whose it is; a person has vouched for what it says."""
        self.ensure_one()
        item = Item(Checked({
            **self._data(), 'external_id': self.external_id, 'content_hash': self.content_hash,
            'retrieved_at': f'{self.retrieved_at.isoformat()}Z', 'match': {'method': 'none'},
        }), bureau=self.bureau_id)
        self.env['credit.bureau.matching']._answer(self.company_id, [item])
        item.errors = item.whose.errors
        if item.whose.partner_id:
            self.write({'state': 'unmatched'})
            self._bind_to(self.env['res.partner'].browse(item.whose.partner_id))
        else:
            matches = self.env['credit.bureau.match']._file(self.company_id, [item])
            self.write({'state': 'unmatched', 'match_id': matches[item.ref_key]})

    def _note_decision(self, what, note):
        self.write({
            'decided_by_id': self.env.uid, 'decided_at': fields.Datetime.now(),
            'decision_note': note,
        })
        profile = self.partner_id and self.env['credit.profile']._of_partners(
            self.partner_id, self.company_id
        )
        self.env['credit.decision'].sudo()._log(
            'bureau', profile=profile or None, company=self.company_id, res_model=self._name,
            res_id=self.id, payload={
                'what': f'quarantine {what}', 'bureau': self.bureau_id.code,
                'ref': self.provider_ref, 'note': note,
            },
        )

    # === REASONS IN WORDS === #

    def _stored_errors(self):
        """Return the errors that were kept with this report."""
        self.ensure_one()
        return [Error(**row) for row in json.loads(self.reasons or '[]')]

    @api.model
    def _error_answer(self, error):
        """Return an error as the contract answers it."""
        return {
            'code': error.code, 'field': error.field or None,
            'message': self._error_message(error),
        }
