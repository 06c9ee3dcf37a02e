import json

from odoo import api, fields, models


class CreditDecision(models.Model):
    """How a line of the log reads on a screen; nothing here is stored or hashed."""

    _inherit = 'credit.decision'

    document_name = fields.Char(compute='_compute_document_name', string="Document")
    summary = fields.Char(compute='_compute_summary')

    @api.depends('res_model', 'res_id')
    def _compute_document_name(self):
        for model, decisions in self.grouped('res_model').items():
            known = {}
            if model and model in self.env:
                # In sudo mode to name a document that the auditor may not open.
                records_sudo = self.env[model].sudo().browse(decisions.mapped('res_id')).exists()
                known = {record.id: record.display_name for record in records_sudo}
            for decision in decisions:
                decision.document_name = known.get(decision.res_id, '')

    @api.depends('payload')
    def _compute_summary(self):
        for decision in self:
            data = json.loads(decision.payload or '{}').get('data') or {}
            decision.summary = self._summary_of(data)

    @staticmethod
    def _summary_of(data):
        """Return the part of a line's figures that tells it from its neighbours."""
        parts = []
        if data.get('hold'):
            parts.append(data['hold'])
        codes = [breach.get('code') for breach in data.get('breaches') or []]
        parts += [code for code in codes if code]
        before, after = data.get('before') or {}, data.get('after') or {}
        parts += [
            f"{name}: {before.get(name, '–')} → {value}"
            for name, value in sorted(after.items())
            if before.get(name) != value and value is not None
        ]
        parts += [str(data[key]) for key in ('what', 'reason', 'note') if data.get(key)]
        return ' · '.join(parts)[:250]

    def action_open_document(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': self.res_model, 'res_id': self.res_id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }
