from odoo import models

#: What a printed letter calls its powers and periods in Chinese, whatever languages are installed.
CHINESE = {
    'contract': "签订合同", 'order': "下达订单", 'price': "确认价格", 'receive_goods': "收货",
    'quality_accept': "质量验收", 'invoice_receive': "签收发票", 'statement': "确认对账单",
    'repayment_plan': "签订还款计划", 'collect_payment': "收取款项", 'receive_bill': "收取票据",
    'bank_account': "变更银行账户", 'dispute': "处理争议",
    'month': "每自然月", 'quarter': "每自然季度", 'year': "每自然年", 'term': "有效期内",
}
ENGLISH = {
    'contract': "sign contracts", 'order': "place orders", 'price': "agree on prices",
    'receive_goods': "receive goods", 'quality_accept': "accept quality",
    'invoice_receive': "receive invoices", 'statement': "confirm statements of account",
    'repayment_plan': "sign repayment plans", 'collect_payment': "collect payments",
    'receive_bill': "receive bills", 'bank_account': "change bank accounts",
    'dispute': "act in disputes",
    'month': "in a calendar month", 'quarter': "in a calendar quarter",
    'year': "in a calendar year", 'term': "in its whole term",
}


class CreditAuthorization(models.Model):
    """The letter on paper, for the principal to sign: in English, Chinese or both."""

    _inherit = 'credit.authorization'

    def action_print(self):
        """Print the letter for signing."""
        self.check_access('read')
        return self.env.ref('credit_management.credit_authorization_report').report_action(self)

    def _printed(self, lang):
        """Return the words of the letter that depend on its values, for ``en`` or ``zh``."""
        self.ensure_one()
        words = CHINESE if lang == 'zh' else ENGLISH
        proof_sudo = self.sudo().proof_id
        return {
            'scopes': [words[code] for code in self.scope_ids.mapped('code')],
            'period': words[self.period],
            'single': self.max_single and self.currency_id.format(self.max_single),
            'cumulative': self.max_cumulative and self.currency_id.format(self.max_cumulative),
            'addresses': [one.contact_address_inline for one in self.sudo().address_ids],
            'transfer': proof_sudo.picking_id.name, 'received': proof_sudo.date,
        }

    def _counterpart(self):
        """Return to whom the letter is shown: us, or the customer of one of ours."""
        own = self.direction == 'own'
        return self.sudo().profile_id.partner_id if own else self.sudo().company_id.partner_id
