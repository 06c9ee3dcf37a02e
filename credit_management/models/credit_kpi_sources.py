from datetime import timedelta

from odoo import api, models

from ..receivables.vintages import GROUPS
from ..tools import dso
from .credit_kpi_companions import DEFAULT_DAYS
from .credit_kpi_page import WINDOW

#: Group of `figures` -> field of the rows behind it.
GROUP_FIELDS = {
    'team': 'team_id', 'salesperson': 'user_id', 'partner': 'partner_id', 'country': 'country_id',
}


class CreditKpi(models.AbstractModel):
    """What each figure of the screen *DSO* opens."""

    _inherit = 'credit.kpi'

    @api.model
    def action_sources(self, code, as_of=None, company_id=None, group_by=None, key=None):
        """Return the action that shows the records behind a figure of the page or of its table.

        :param code: a `source` of `get_page`, or ``longer_terms``
        :param group_by: with `key`, a row of `figures`: of ``ar``, ``overdue``, ``sales``
        """
        root_sudo, day = self._asked(as_of, company_id)
        sources = self._sources(root_sudo, day)
        asked = self.env['credit.asked']
        asked._choice('code', code, sources)
        action = sources[code]()
        if group_by and asked._choice('group_by', group_by, GROUPS) in GROUP_FIELDS:
            asked._id('key', key)
            action['domain'] = [*action['domain'], (GROUP_FIELDS[group_by], '=', key or False)]
        return action

    @api.model
    def _sources(self, root_sudo, day):
        """Return ``{code: function that returns an action}``."""
        first = dso.windows(day, WINDOW)[-1][0]
        claims = [('open_amount', '>', 0)]
        standard = timedelta(days=root_sudo.credit_standard_days)
        due, received = self.env._("Fell due"), self.env._("Money received")
        return {
            'ar': lambda: self._aging_action(root_sudo, day, []),
            'overdue': lambda: self._aging_action(
                root_sudo, day, [*claims, ('date_due', '<', day)]),
            'not_due': lambda: self._aging_action(
                root_sudo, day, [*claims, ('date_due', '>=', day)]),
            'longer_terms': lambda: self._aging_action(root_sudo, day, [
                *claims, ('date_due', '>=', day), ('date', '<', day - standard)]),
            'unbilled': lambda: self._own_action('credit_unbilled_report_action', [
                ('company_id', '=', root_sudo.id)]),
            'sales': lambda: self._own_action('credit_kpi_report_action', [
                ('company_id', '=', root_sudo.id), ('kind', '=', 'sale'),
                ('date', '>=', first), ('date', '<=', day)]),
            'matured': lambda: self._items_action(root_sudo, due, [
                ('balance', '>', 0), *self._matured_domain(day)]),
            'payments': lambda: self._items_action(root_sudo, received, [
                ('balance', '<', 0), ('journal_id.type', 'in', ('bank', 'cash', 'credit')),
                ('date', '>=', first), ('date', '<=', day)]),
            'written_off': lambda: self._written_off_action(root_sudo, first, day),
        }

    @api.model
    def _matured_domain(self, day):
        last = self._matured_until(day, DEFAULT_DAYS)
        return [('date_maturity', '>=', last.replace(day=1)), ('date_maturity', '<=', last)]

    @api.model
    def _aging_action(self, root_sudo, day, domain):
        action = self.env['credit.aging.report']._action_on(root_sudo, day)
        action['domain'] = [*action['domain'], *domain]
        return action

    @api.model
    def _own_action(self, name, domain):
        action = self.env['ir.actions.act_window']._for_xml_id(f'credit_management.{name}')
        action.update(domain=domain, context={})
        return action

    @api.model
    def _items_action(self, root_sudo, name, domain):
        return {
            'type': 'ir.actions.act_window', 'name': name, 'res_model': 'account.move.line',
            'views': [[False, 'list'], [False, 'form']], 'view_mode': 'list,form',
            'domain': [
                ('company_id', 'child_of', root_sudo.id), ('parent_state', '=', 'posted'),
                ('account_type', '=', 'asset_receivable'), *domain,
            ],
        }

    @api.model
    def _written_off_action(self, root_sudo, first, day):
        action = self._items_action(root_sudo, self.env._("Written off"), [])
        action['domain'] = [
            ('company_id', 'child_of', root_sudo.id), ('parent_state', '=', 'posted'),
            ('account_id', 'in', root_sudo._credit_bad_debt_accounts().ids),
            ('date', '>=', first), ('date', '<=', day),
            ('move_id.line_ids.account_type', '=', 'asset_receivable'),
        ]
        return action
