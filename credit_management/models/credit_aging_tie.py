from odoo import api, models

from ..receivables import tie

#: So many lines that explain a difference are named; their number is said.
MOST_LINES = 100


class CreditAgingReport(models.Model):
    """Does the aging agree with the general ledger?"""

    _inherit = 'credit.aging.report'

    @api.model
    @api.readonly
    def check_tie(self, as_of=None, company_id=None):
        """Compare what was open with the balance of the receivable accounts.

        :return: ``{"as_of", "company_id", "currency", "open", "ledger", "difference", "ties",
            "accounts": [{"account_id", "name", "open", "ledger", "difference"}], "lines":
            [{"line_id", "move_id", "name", "partner", "account_id", "cause", "amount"}],
            "line_count", "unexplained"}``; `cause`: ``draft`` (allocated with a draft),
            ``account`` (with another account), ``company``, ``date`` (with a later entry),
            ``residual`` (the stored residual is wrong); `difference` and `amount` are open less
            ledger
        """
        self.check_access('read')
        receivable = self.env['credit.receivable']
        root_sudo = receivable._root_asked(company_id)
        asked = receivable._question(root_sudo, receivable._day_asked(as_of, root_sudo))
        accounts = self._compared(root_sudo, receivable._rows(tie.balances(asked)))
        differing = [row['account_id'] for row in accounts if row['difference']]
        lines = receivable._rows(tie.causes(asked, differing)) if differing else []
        rounded = root_sudo.currency_id.round
        difference = rounded(sum(row['difference'] for row in accounts))
        return {
            'as_of': asked.day.isoformat(), 'company_id': root_sudo.id,
            'currency': root_sudo.currency_id.name,
            'open': rounded(sum(row['open'] for row in accounts)),
            'ledger': rounded(sum(row['ledger'] for row in accounts)),
            'difference': difference, 'ties': not differing, 'accounts': accounts,
            'lines': self._named_lines(lines[:MOST_LINES]), 'line_count': len(lines),
            'unexplained': rounded(difference - sum(amount for *_rest, amount in lines)),
        }

    @api.model
    def _compared(self, root_sudo, rows):
        rounded = root_sudo.currency_id.round
        accounts_sudo = self.env['account.account'].sudo().with_company(root_sudo)
        names = {
            account.id: account.display_name
            for account in accounts_sudo.browse([account_id for account_id, *_rest in rows])
        }
        return [{
            'account_id': account_id, 'name': names[account_id], 'open': rounded(amount),
            'ledger': rounded(balance), 'difference': rounded(amount - balance),
        } for account_id, amount, balance in rows]

    @api.model
    def _named_lines(self, rows):
        items_sudo = self.env['account.move.line'].sudo().browse([row[0] for row in rows])
        return [{
            'line_id': item.id, 'move_id': item.move_id.id, 'name': item.move_name,
            'partner': item.partner_id.display_name or None, 'account_id': account_id,
            'cause': cause, 'amount': item.company_currency_id.round(amount),
        } for item, (_line, account_id, cause, amount) in zip(items_sudo, rows, strict=True)]

    def action_check_tie(self):
        """Open the check for the day that is shown, whatever is selected."""
        root_sudo = self.env['credit.receivable']._root_asked()
        check = self.env['credit.aging.check'].create({
            'as_of': self._as_of(), 'company_id': root_sudo.id,
        })
        return check.action_check()
