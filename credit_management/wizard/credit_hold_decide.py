from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditHoldDecide(models.AbstractModel):
    """What releasing and rejecting have in common: many holds, one reason, an answer a row."""

    _name = 'credit.hold.decide'
    _description = "Decide Credit Holds"

    hold_ids = fields.Many2many('credit.hold', required=True)
    hold_count = fields.Integer(compute='_compute_hold_count')
    subject = fields.Char(compute='_compute_subject')
    note = fields.Text()
    result_ids = fields.Many2many('credit.hold.result', readonly=True)
    state = fields.Selection([('ask', "Ask"), ('done', "Done")], default='ask', required=True)

    @api.depends('hold_ids')
    def _compute_hold_count(self):
        for wizard in self:
            wizard.hold_count = len(wizard.hold_ids)

    @api.depends('hold_ids')
    def _compute_subject(self):
        for wizard in self:
            wizard.subject = ', '.join(
                f'{hold.name} · {hold.document_name} · {hold.sudo().partner_id.display_name}'
                for hold in wizard.hold_ids[:1]
            )

    def action_decide(self):
        """Decide every hold by itself: one that is refused does not stop the others."""
        self.ensure_one()
        if self.reason_id.note_required and not (self.note or '').strip():
            raise UserError(self.env._(
                "The reason '%(reason)s' needs a note. Say in one line why.",
                reason=self.reason_id.name,
            ))
        rows = [self._decide_safely(hold) for hold in self.hold_ids]
        if len(rows) == 1 and rows[0]['outcome'] == 'done':
            return self._finish()
        self.result_ids = self.env['credit.hold.result'].create(rows)
        self.state = 'done'
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Result"), 'res_model': self._name,
            'res_id': self.id, 'view_mode': 'form', 'views': [(False, 'form')], 'target': 'new',
        }

    def _decide_safely(self, hold):
        """Return the row of one hold: what became of it, in words."""
        try:
            with self.env.cr.savepoint():
                answer = self._decide(hold)
        except UserError as error:
            hold.invalidate_recordset()
            return {'hold_id': hold.id, 'outcome': 'refused', 'message': error.args[0]}
        return {'hold_id': hold.id, 'outcome': 'done', 'message': self._say(hold, answer)}

    def _say(self, hold, answer):
        """Return what happened to one hold and to its order."""
        state = dict(hold._fields['state']._description_selection(self.env))[answer['state']]
        if answer['state'] == 'open':
            return self.env._("First signature given; a second manager signs.")
        if answer.get('order_state') == 'sale':
            return self.env._(
                "%(state)s; %(order)s is confirmed.", state=state, order=hold.document_name
            )
        return state

    def _finish(self):
        """Close the dialog and say in a word what happened."""
        hold = self.hold_ids
        answer = {'state': hold.state, 'order_state': hold.sudo().order_id.state}
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {
                'type': 'success',
                'message': self.env._(
                    "%(hold)s: %(outcome)s", hold=hold.name, outcome=self._say(hold, answer)
                ),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }


class CreditHoldResult(models.TransientModel):
    """What became of one hold."""

    _name = 'credit.hold.result'
    _description = "Result of a Credit Decision"

    hold_id = fields.Many2one('credit.hold', required=True, ondelete='cascade')
    document_name = fields.Char(related='hold_id.document_name')
    partner_id = fields.Many2one(related='hold_id.partner_id')
    outcome = fields.Selection([('done', "Done"), ('refused', "Not done")], required=True)
    message = fields.Char()
