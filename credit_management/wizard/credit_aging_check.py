from odoo import api, fields, models

from ..receivables.buckets import BASES


class CreditAgingCheck(models.TransientModel):
    """Another day of the aging, and whether it agrees with the general ledger."""

    _name = 'credit.aging.check'
    _description = "Receivables on a Day"

    as_of = fields.Date(
        string="As of", required=True,
        default=lambda self: self.env.company.root_id._credit_today(),
    )
    basis = fields.Selection(selection='_selection_basis', string="Ages by", default='due',
                             required=True)
    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company.root_id,
        domain=[('parent_id', '=', False)],
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    is_checked = fields.Boolean(readonly=True)
    open_amount = fields.Monetary(string="Open Lines", readonly=True)
    ledger = fields.Monetary(string="General Ledger", readonly=True)
    difference = fields.Monetary(readonly=True)
    unexplained = fields.Monetary(readonly=True)
    line_count = fields.Integer(string="Lines That Differ", readonly=True)
    account_ids = fields.One2many('credit.aging.check.account', 'check_id', readonly=True)
    line_ids = fields.One2many('credit.aging.check.line', 'check_id', readonly=True)

    @api.model
    def _selection_basis(self):
        names = {'due': self.env._("Due Date"), 'posting': self.env._("Posting Date")}
        return [(basis, names[basis]) for basis in BASES]

    def action_check(self):
        """Compare with the general ledger and show what came of it."""
        self.ensure_one()
        answer = self.env['credit.aging.report'].check_tie(self.as_of, self.company_id.id)
        self.write({
            'is_checked': True, 'open_amount': answer['open'], 'ledger': answer['ledger'],
            'difference': answer['difference'], 'unexplained': answer['unexplained'],
            'line_count': answer['line_count'],
            'account_ids': [(5, 0, 0), *((0, 0, {
                'account_id': row['account_id'], 'open_amount': row['open'],
                'ledger': row['ledger'], 'difference': row['difference'],
            }) for row in answer['accounts'])],
            'line_ids': [(5, 0, 0), *((0, 0, {
                'move_id': row['move_id'], 'cause': row['cause'], 'amount': row['amount'],
            }) for row in answer['lines'])],
        })
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Receivables on a Day"),
            'res_model': self._name,
            'res_id': self.id,
            'view_mode': 'form',
            'target': 'new',
        }

    def action_show(self):
        """Show the lines that were open on the day."""
        self.ensure_one()
        action = self.env['credit.aging.report'].action_show(self.as_of, self.basis)
        action['domain'] = [('company_id', '=', self.company_id.id)]
        return action

    def action_print(self):
        """Print the customers by age."""
        self.ensure_one()
        return self.env.ref('credit_management.credit_aging_print').report_action(self)
