from odoo import api, models

from .credit_aging_report import AS_OF, BASIS


class CreditAgingReport(models.Model):
    """The head of the list: which day, which ages, and what can be done with it."""

    _inherit = 'credit.aging.report'

    @api.model
    @api.readonly
    def get_asked(self):
        """Return what the context asks for.

        :return: ``{"as_of", "basis", "bases": [[code, name]], "currency_id"}``
        """
        self.check_access('read')
        root_sudo = self.env['credit.receivable']._root_asked()
        return {
            'as_of': self._as_of().isoformat(), 'basis': self._basis(),
            'bases': self.env['credit.aging.check']._selection_basis(),
            'currency_id': root_sudo.currency_id.id,
        }

    @api.model
    @api.readonly
    def action_show(self, as_of, basis='due'):
        """Return the list of another day, or with ages by another date."""
        self.check_access('read')
        receivable = self.env['credit.receivable']
        root_sudo = receivable._root_asked()
        day = receivable._day_asked(as_of, root_sudo)
        root_sudo._credit_buckets(basis)
        action = self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_aging_report_action'
        )
        if day != root_sudo._credit_today():
            action['name'] = action['display_name'] = self.env._("Receivables on %(day)s", day=day)
        action['context'] = {
            'search_default_group_partner': 1, AS_OF: day.isoformat(), BASIS: basis,
        }
        return action

    @api.model
    def action_print(self):
        """Return the aging by customer of the day that is shown, as a PDF."""
        check = self.env['credit.aging.check'].create({
            'as_of': self._as_of(), 'basis': self._basis(),
            'company_id': self.env['credit.receivable']._root_asked().id,
        })
        return check.action_print()
