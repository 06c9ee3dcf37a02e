from odoo import models


class CreditProfile(models.Model):
    """The invoices behind the word *late*."""

    _inherit = 'credit.profile'

    def _late_invoice_ids(self):
        """Return the ids of the documents that overdue rules add up now, oldest first."""
        self.ensure_one()
        self.env.flush_all()
        check_sudo = self.env['credit.check'].sudo()
        rows = check_sudo._rows(self.env.cr, self.ids)
        facts = check_sudo._facts(self.env.cr, rows, {'overdue_invoices'}, named=None)
        return [invoice['id'] for invoice in facts[self.id]['overdue_invoices']['invoices']]

    def action_open_late_invoices(self):
        """Open them; what the reader may not see, Odoo keeps from him."""
        self.ensure_one()
        self.check_access('read')
        return self._late_invoices_action()

    def _late_invoices_action(self, otherwise=()):
        """Return the action; `otherwise`: ids to show when nothing is late any more."""
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Overdue of %(customer)s", customer=self.display_name),
            'res_model': 'account.move', 'view_mode': 'list,form',
            'views': [(False, 'list'), (False, 'form')], 'context': {'create': False},
            'domain': [('id', 'in', self._late_invoice_ids() or list(otherwise))],
        }
