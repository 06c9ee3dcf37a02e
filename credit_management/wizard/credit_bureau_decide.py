from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

#: Decision -> model and method it is one of; each takes what was written, and checks who decides.
DECISIONS = {
    'never': ('credit.bureau.match', 'action_never'),
    'reject': ('credit.bureau.match', 'action_reject'),
    'use': ('credit.bureau.report', 'action_use'),
    'discard': ('credit.bureau.report', 'action_discard'),
    'uphold': ('credit.bureau.objection', 'action_uphold'),
    'dismiss': ('credit.bureau.objection', 'action_dismiss'),
    'overrule': ('credit.bureau.event', 'overrule'),
}


class CreditBureauDecide(models.TransientModel):
    """Asks for the one sentence that every decision about bureau data needs."""

    _name = 'credit.bureau.decide'
    _description = "Decide about Bureau Data"

    decision = fields.Selection(
        selection=[
            ('never', "Nobody of ours: never ask again"),
            ('reject', "Not this customer"),
            ('use', "Right after all: use it"),
            ('discard', "Wrong: discard it"),
            ('uphold', "The customer is right"),
            ('dismiss', "The data are right"),
            ('overrule', "Overrule the alarm"),
        ],
        required=True, readonly=True,
    )
    res_id = fields.Integer(required=True, readonly=True)
    partner_id = fields.Many2one('res.partner', readonly=True)
    subject = fields.Char(compute='_compute_subject')
    note = fields.Text()
    valid_until = fields.Date(
        default=lambda self: self.env.company._credit_today() + timedelta(days=30)
    )

    @api.model
    def _dialog(self, decision, record, partner_id=None):
        """Return the action that asks about `record`."""
        wizard = self.create({
            'decision': decision, 'res_id': record.id, 'partner_id': partner_id,
        })
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Decide"),
            'res_model': self._name, 'res_id': wizard.id, 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
        }

    @api.depends('decision', 'res_id')
    def _compute_subject(self):
        for wizard in self:
            model = DECISIONS.get(wizard.decision, (None,))[0]
            record = model and self.env[model].browse(wizard.res_id).exists()
            wizard.subject = record and record.display_name

    def action_apply(self):
        """Hand the decision to what it is about."""
        self.ensure_one()
        model, method = DECISIONS[self.decision]
        record = self.env[model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("What you decide about is gone. Load the page again."))
        if self.decision == 'reject':
            record.action_reject(self.partner_id.id, self.note)
        elif self.decision == 'overrule':
            record.overrule(self.note, self.valid_until)
        else:
            getattr(record, method)(self.note)
        return {'type': 'ir.actions.act_window_close'}
