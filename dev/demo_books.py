"""What the demo's companies have alike: a chart of accounts, and ways to write in their books."""

from odoo import Command

QUIET = {'tracking_disable': True, 'mail_create_nolog': True, 'mail_create_nosubscribe': True}
#: Who may switch to the companies.
LOGINS = ('credit_officer', 'credit_manager', 'credit_auditor', 'credit_sales', 'admin')


class Books:
    """A company with a chart of accounts, taxes and somebody to sell."""

    def __init__(self, env, name):
        # Odoo would add its own chart of the country otherwise, and that one later.
        company = env['res.company'].with_context(chart_template_load=True).create({
            'name': name, 'currency_id': env.ref('base.USD').id, 'country_id': env.ref('base.us').id,
        })
        env['account.chart.template'].try_loading('generic_coa', company, install_demo=False)
        company.credit_mode = 'off'
        users = env['res.users'].search([('login', 'in', LOGINS)]) | env.user
        users.write({'company_ids': [Command.link(company.id)]})
        self.env = env(context={**QUIET, 'allowed_company_ids': company.ids})
        self.company = company.with_env(self.env)
        self.today = self.company._credit_today()
        self.bank = self.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', company.id)], limit=1)
        self.fill()
        self.company.credit_mode = 'enforce'

    def partners(self, names, **values):
        return {
            partner.name: partner for partner in self.env['res.partner'].create([
                {'name': name, 'is_company': True, 'company_id': self.company.id, **values}
                for name in names])
        }

    def post(self, values):
        moves = self.env['account.move'].create(values)
        moves.action_post()
        return moves

    def money(self, partner, day, amount, currency=None):
        """Return the values of a receipt that nobody allocated."""
        currency = currency or self.company.currency_id
        return {
            'move_type': 'entry', 'date': day, 'journal_id': self.bank.id,
            'ref': f"Receipt {partner.name}",
            'line_ids': [Command.create({
                'account_id': account.id, 'partner_id': partner.id, 'currency_id': currency.id,
                'amount_currency': signed, 'name': f"Receipt {partner.name}",
            }) for account, signed in (
                (partner.property_account_receivable_id, -amount),
                (self.bank.default_account_id, amount))],
        }

    @staticmethod
    def claim(move):
        return move.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')
