from odoo import api, fields, models

#: Customers with a login read their invoices, but nothing of ours.
INTERNAL = 'base.group_user'


class AccountMove(models.Model):
    """What is disputed of an invoice; a credit note that settles it."""

    _inherit = 'account.move'

    credit_dispute_ids = fields.One2many(
        'credit.dispute', 'move_id', string="Disputes", groups=INTERNAL)
    credit_dispute_count = fields.Integer(
        compute='_compute_credit_dispute_count', groups=INTERNAL)

    @api.depends('credit_dispute_ids.state')
    def _compute_credit_dispute_count(self):
        """Count the open ones that the reader may see."""
        counts = dict(self.env['credit.dispute']._read_group(
            [('move_id', 'in', self.ids), ('state', '=', 'open')], ['move_id'], ['__count'],
        )) if self.env['credit.dispute'].has_access('read') else {}
        for move in self:
            move.credit_dispute_count = counts.get(move._origin, 0)

    def _post(self, soft=True):
        posted = super()._post(soft)
        self.env['credit.dispute']._settle_by_notes(posted)
        return posted

    def action_credit_dispute(self):
        """Open the dialog that raises a dispute about this invoice."""
        self.ensure_one()
        return self.env['credit.dispute.raise']._open_for(self._credit_open_receivables())

    def action_credit_promise(self):
        """Open the dialog that takes a promise to pay this invoice."""
        return self.env['credit.promise.make']._open_for(self._credit_open_receivables())

    def action_credit_disputes(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Disputes"),
            'res_model': 'credit.dispute', 'domain': [('move_id', '=', self.id)],
            'views': [(False, 'list'), (False, 'form')],
        }

    def _credit_open_receivables(self):
        """Return the open maturity lines of these invoices, those that are due first first."""
        self.check_access('read')
        return self.line_ids.filtered(
            lambda line: line.account_type == 'asset_receivable' and not line.reconciled
            and line.parent_state == 'posted' and line.amount_residual > 0
        ).sorted(lambda line: (line.date_maturity or line.date, line.id))
