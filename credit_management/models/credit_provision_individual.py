from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from ..tools.exact import exact
from ..tools.provisions import provision


class CreditProvisionIndividual(models.Model):
    """A customer who is looked at alone: he leaves the portfolio, and a person says his allowance."""

    _name = 'credit.provision.individual'
    _inherit = ['credit.provision.input']
    _description = "Customer Provided For Alone"
    _order = 'provision_id desc, id'

    reason = fields.Char(required=True)
    method = fields.Selection(
        selection=[('amount', "Amount"), ('rate', "Part of what is open")], required=True,
        default='amount',
    )
    amount = fields.Monetary()
    rate = fields.Float("Loss Rate", digits=(20, 14))
    evidence = fields.Char(
        help="What it rests on: a notice, a letter, a court's file number. Attach the paper to the"
        " sheet."
    )

    _partner_unique = models.UniqueIndex(
        '(provision_id, partner_id)', "This customer is looked at alone already on this sheet."
    )
    _rate_is_a_part = models.Constraint(
        'CHECK (rate BETWEEN 0 AND 1 AND amount >= 0)',
        "An allowance is an amount of at least 0, or a part between 0 and 100 %.",
    )

    @api.constrains('reason')
    def _check_reason(self):
        for line in self:
            if not line.reason.strip():
                raise ValidationError(self.env._(
                    "Say why %(customer)s is looked at alone: the auditor will ask.",
                    customer=line.partner_id.display_name,
                ))

    @api.constrains('partner_id', 'provision_id')
    def _check_not_insured(self):
        self.provision_id.cover_ids._check_not_alone()

    def _said(self):
        amount = formatLang(self.env, self.amount, currency_obj=self.currency_id)
        return f'{f"{100 * self.rate:g} %" if self.method == "rate" else amount}; {self.reason}'

    def _allowance(self, open_amount):
        """Return the allowance for what is open of him, exact.

        :raise ValidationError: when more would be lost than is open
        """
        self.ensure_one()
        if self.method == 'rate':
            return provision([open_amount], [self.rate]).allowance
        if exact(self.amount) > open_amount:
            raise ValidationError(self.env._(
                "%(customer)s owes %(open)s; an allowance of %(amount)s is more than that. Lower it,"
                " or remove him from the customers looked at alone.",
                customer=self.partner_id.display_name,
                open=formatLang(self.env, float(open_amount), currency_obj=self.currency_id),
                amount=formatLang(self.env, self.amount, currency_obj=self.currency_id),
            ))
        return exact(self.amount)
