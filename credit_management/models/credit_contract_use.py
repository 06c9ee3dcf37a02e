from odoo import models

from ..facts import papers


class CreditContract(models.Model):
    """What was ordered and invoiced under contracts, and what is printed of them."""

    _inherit = 'credit.contract'

    def _used(self):
        """Return ``{contract id: amount}`` in each contract's currency."""
        if not self.ids:
            return {}
        self.env.flush_all()
        today = (self[:1].company_id or self.env.company.root_id)._credit_today()
        return papers.contract_use(self.env, self.env.cr, self.ids, today)

    def action_open_documents(self):
        """Open the orders under this contract."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Orders under the contract"),
            'res_model': 'sale.order', 'view_mode': 'list,form',
            'domain': [('credit_contract_id', '=', self.id)],
        }

    def action_print(self):
        """Print the contract from its terms and clauses."""
        self.check_access('read')
        return self.env.ref('credit_management.credit_contract_report').report_action(self)

    def _printed_points(self):
        """Return the clauses that have words to print; one that is missing is not in the contract."""
        return self.point_ids.filtered(
            lambda point: point.rating != 'missing' and (point.text or point.clause_id.text))
