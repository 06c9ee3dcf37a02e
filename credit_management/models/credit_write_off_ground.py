from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.exact import exact
from ..tools.legal_dates import Span
from ..tools.write_offs import Ground

PACKS = [('CN', "China"), ('EU', "European Union"), ('UK', "United Kingdom"), ('neutral', "Others")]


class CreditWriteOffGround(models.Model):
    """Why a claim may be written off, and what proves it; what tax accepts is said apart.

    Grounds come in packs by country; a company may have grounds of its own beside its pack.
    """

    _name = 'credit.write.off.ground'
    _inherit = ['credit.shared']
    _description = "Ground of a Write-off"
    _order = 'pack, sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    pack = fields.Selection(PACKS, required=True, default='neutral')
    company_id = fields.Many2one(
        'res.company', index=True, domain=[('parent_id', '=', False)],
        help="Empty: for all companies of these countries.",
    )
    evidence_ids = fields.Many2many(
        'credit.write.off.evidence', 'credit_write_off_ground_evidence_rel',
        help="On top of the claim's papers, the log of collecting and the reason.",
    )
    age_years = fields.Integer(string="Late More Than (years)")
    age_months = fields.Integer(string="and (months)")
    amount_cap = fields.Monetary(string="At Most", currency_field='cap_currency_id')
    cap_currency_id = fields.Many2one('res.currency', string="Currency of the Cap")
    income_cap = fields.Float(
        string="Or Part of the Year's Income", digits=(12, 8),
        help="A claim that is no more than this part of the company's yearly income fits too.",
    )
    is_tax = fields.Boolean(string="Accepted by Tax", help="The loss lowers taxable profit.")
    tax_evidence_ids = fields.Many2many(
        'credit.write.off.evidence', 'credit_write_off_ground_tax_rel', string="Evidence for Tax")
    gives_tax_back = fields.Boolean(
        string="Tax Comes Back", help="VAT that was in the claim is given back by the tax office.")
    source = fields.Char(string="Law")

    @api.constrains('amount_cap', 'cap_currency_id', 'age_years', 'age_months', 'income_cap')
    def _check_bounds(self):
        for ground in self:
            if ground.amount_cap and not ground.cap_currency_id:
                raise ValidationError(self.env._(
                    "%(ground)s has a cap; say in which currency.", ground=ground.name))
            if min(ground.amount_cap, ground.age_years, ground.age_months, ground.income_cap) < 0:
                raise ValidationError(self.env._(
                    "%(ground)s: an age or a cap is not below zero.", ground=ground.name))

    def _ground(self):
        """Return `tools.write_offs.Ground`."""
        self.ensure_one()
        has_age = self.age_years or self.age_months
        return Ground(
            self.code, tuple(self.evidence_ids.mapped('code')),
            age=Span(years=self.age_years, months=self.age_months) if has_age else None,
            amount_cap=exact(self.amount_cap) if self.amount_cap else None,
            income_cap=exact(self.income_cap) if self.income_cap else None,
            currency=self.cap_currency_id.name or None, is_tax=self.is_tax,
            tax_evidence=tuple(self.tax_evidence_ids.mapped('code')), source=self.source or '',
        )
