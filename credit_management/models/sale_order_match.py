from odoo import models


class SaleOrder(models.Model):
    """What the banner says of money that is here, and its button."""

    _inherit = 'sale.order'

    def action_credit_match(self):
        """Match this customer's money that is here, or ask accounting for it."""
        self.ensure_one()
        self.check_access('read')
        profile = self.env['credit.profile']._of_partners(self.partner_invoice_id, self.company_id)
        return profile[:1].with_env(self.env)._match(self.name)

    def _credit_unmatched(self, hold_sudo, lines):
        """Say that money is here which nobody matched; return its cure."""
        profile_sudo = hold_sudo.profile_id
        amount = 0.0 if hold_sudo.verdict == 'stop' else profile_sudo._money_here()
        if not amount:
            return []
        formatter = self.env['credit.check']._formatter()
        texts = [
            self.env._(
                "%(amount)s was received and is not matched yet.", amount=formatter.money(amount)
            ),
            profile_sudo.with_env(self.env)._asked_text(
                profile_sudo._match_requests().get(profile_sudo)
            ),
        ]
        lines.append({
            'severity': 'warn', 'code': '', 'text': ' '.join(filter(None, texts)),
        })
        return [{'kind': 'match', 'amount': amount}]

    def _credit_match_actions(self):
        """Return the button that helps: matching, or asking those who may; once is enough."""
        if self.env['credit.match']._may_match():
            return ['match']
        profile = self.env['credit.profile']._of_partners(self.partner_invoice_id, self.company_id)
        return [] if profile._match_requests() else ['ask_match']
