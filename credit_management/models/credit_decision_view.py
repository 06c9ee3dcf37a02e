import json

from odoo import api, fields, models
from odoo.tools.misc import formatLang

#: Fields of a logged change that tell a reader nothing.
SILENT = {'active'}


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

    @api.depends_context('lang')
    @api.depends('payload')
    def _compute_summary(self):
        for decision in self:
            data = json.loads(decision.payload or '{}').get('data') or {}
            decision.summary = ' · '.join(decision._summary_parts(data))[:250]

    def _summary_parts(self, data):
        """Return what tells a line from its neighbours: hold, rules, what moved, why."""
        codes = [breach['code'] for breach in data.get('breaches') or [] if breach.get('code')]
        words = [str(data[key]) for key in ('what', 'reason', 'note') if data.get(key)]
        hold = [data['hold']] if data.get('hold') else []
        moved = self._moved(data.get('before'), data.get('after'))
        return [*hold, *codes, *moved, *words]

    def _moved(self, before, after):
        """Return what moved, in words: of fields each, of a level from where to where."""
        if isinstance(after, str):
            return [' → '.join((before if isinstance(before, str) else '–', after))]
        if not isinstance(after, dict):
            return []
        return self._changes(before if isinstance(before, dict) else {}, after)

    def _changes(self, before, after):
        model = self._changed_model()
        return [
            self._change(model, name, before.get(name), after[name])
            for name in sorted(after)
            if name not in SILENT and before.get(name) != after[name]
            and not (after[name] is None and name not in before)
        ]

    def _changed_model(self):
        """Return the model whose fields a logged change names."""
        return self.env['credit.profile' if self.profile_id else 'res.company']

    def _change(self, model, name, old, new):
        """Return one change in words: the field's label, what it was, what it is."""
        field = model._fields.get(name)
        label = field._description_string(self.env) if field else name
        shown = self._shown(model, field, new)
        if old is None:
            return f'{label}: {shown}'
        return f'{label}: {self._shown(model, field, old)} → {shown}'

    def _shown(self, model, field, value):
        if value is None:
            return '–'
        if field and field.type == 'selection':
            return dict(field._description_selection(self.env)).get(value, value)
        if field and field.type == 'monetary':
            return formatLang(self.env, value, digits=0)
        if field and field.type == 'many2one':
            return model.env[field.comodel_name].sudo().browse(value).exists().display_name or '–'
        return str(value)

    def action_open_document(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': self.res_model, 'res_id': self.res_id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }
