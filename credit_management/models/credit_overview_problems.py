from odoo import api, models
from odoo.tools import SQL

from ..receivables.as_of import booked, open_lines


class CreditOverview(models.AbstractModel):
    """What is wrong with the data that the figures rest on; each check opens what it found."""

    _inherit = 'credit.overview'

    @api.model
    def _tiles(self):
        return {**super()._tiles(), 'problems': self._tile_problems}

    @api.model
    def _problem_checks(self):
        """Return ``{code: (name in the reader's language, method)}``; extend to add a check.

        A method takes the root company and returns ``{"count", "amount", "model", "domain"}``, with
        `amount` None where there is none to tell, and with `call`, a method of `model` that returns
        an action, in place of `domain` where no list shows it.
        """
        return {
            'no_due_date': (self.env._("Claims without a due date"), self._check_no_due_date),
            'unmatched': (self.env._("Receipts nobody matched"), self._check_unmatched),
            'ledger': (self.env._("Accounts that differ from the ledger"), self._check_ledger),
        }

    @api.model
    def _tile_problems(self, root_sudo):
        return {'checks': [
            {'code': code, **found}
            for code, (_name, method) in self._problem_checks().items()
            for found in [method(root_sudo)] if found['count']
        ]}

    @api.model
    def _words(self, code, data):
        data = super()._words(code, data)
        if code != 'problems':
            return data
        names = {key: name for key, (name, _method) in self._problem_checks().items()}
        return {'checks': [
            {**check, 'name': names[check['code']]}
            for check in data['checks'] if check['code'] in names
        ]}

    @api.model
    def _check_no_due_date(self, root_sudo):
        receivable = self.env['credit.receivable']
        asked = receivable._question(root_sudo, root_sudo._credit_today())
        [(count, amount)] = receivable._rows(SQL(
            """SELECT COUNT(*), COALESCE(SUM(l.amount_residual), 0) FROM account_move_line l
                WHERE l.reconciled IS NOT TRUE AND l.date_maturity IS NULL AND l.balance > 0
                  AND %s""", booked(asked),
        ))
        return {
            'count': count, 'amount': root_sudo.currency_id.round(amount),
            'model': 'account.move.line', 'domain': [
                ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'),
                ('reconciled', '=', False), ('date_maturity', '=', False), ('balance', '>', 0),
                ('company_id', 'child_of', root_sudo.id),
            ],
        }

    @api.model
    def _check_unmatched(self, root_sudo):
        receivable = self.env['credit.receivable']
        asked = receivable._question(root_sudo, root_sudo._credit_today())
        [(count, amount)] = receivable._rows(SQL(
            "SELECT COUNT(*), COALESCE(SUM(l.open_amount), 0) FROM (%s) l WHERE l.open_amount < 0",
            open_lines(asked),
        ))
        return {
            'count': count, 'amount': root_sudo.currency_id.round(amount),
            'model': 'credit.aging.report',
            'domain': [('open_amount', '<', 0), ('company_id', '=', root_sudo.id)],
        }

    @api.model
    def _check_ledger(self, root_sudo):
        tie = self.env['credit.aging.report'].check_tie(company_id=root_sudo.id)
        return {
            'count': sum(1 for account in tie['accounts'] if account['difference']),
            'amount': tie['difference'], 'model': 'credit.aging.report',
            'call': 'action_check_tie',
        }
