from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.exact import exact
from ..tools.late_interest import Terms

#: Pack of terms by country: the European Union has one for all its members.
BY_COUNTRY = {'CN': 'CN', 'GB': 'UK'}


class CreditInterestTerms(models.Model):
    """How interest on what is paid late is counted: by law of a country, or as a company has it.

    Terms without a company are there for all of them; who wants others makes terms of his own.
    """

    _name = 'credit.interest.terms'
    _inherit = ['credit.shared']
    _description = "Terms of Late Interest"
    _order = 'sequence, name, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Of a country's pack; the terms of one's own need none.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        'res.company', index=True, domain=[('parent_id', '=', False)],
        help="Empty: for all companies.",
    )
    by = fields.Selection(
        [('none', "No interest"), ('year', "By the year"), ('day', "By the day")],
        string="Counted", required=True, default='year',
    )
    reference_id = fields.Many2one(
        'credit.interest.reference', string="Reference Rate", ondelete='restrict',
        help="Empty: the margin alone is the rate.",
    )
    multiplier = fields.Float(
        string="Times", digits=(12, 6), default=1.0,
        help="The reference rate is multiplied by this, and the margin comes on top.",
    )
    margin = fields.Float(digits=(12, 8), help="Comes on top of the reference rate, a year.")
    daily = fields.Float(string="A Day", digits=(12, 8))
    fixing = fields.Selection(
        selection=[
            ('breach', "On the first day late"),
            ('breach_half_year', "On the day before the half-year of the first day late"),
            ('half_year', "On the first day of each half-year"),
            ('daily', "Whenever it changes"),
        ],
        string="Rate Is Read", required=True, default='breach',
    )
    basis = fields.Selection(
        [('360', "360 days"), ('365', "365 days"), ('actual', "Days of each year")],
        string="A Year Has", required=True, default='365',
    )
    lump_ids = fields.One2many('credit.interest.lump', 'terms_id', string="Lump Sums", copy=True)
    lump_currency_id = fields.Many2one('res.currency', string="Currency of Lump Sums")
    source = fields.Char(string="Law or Clause")
    note = fields.Text(translate=True, help="When these terms are the right ones.")

    _code_unique = models.UniqueIndex(
        '(code, company_id) NULLS NOT DISTINCT WHERE code IS NOT NULL',
        "There are terms of this code already.")

    # === CONSTRAINTS === #

    @api.constrains('by', 'daily', 'margin', 'multiplier', 'fixing', 'basis')
    def _check_countable(self):
        for terms in self:
            if terms.by == 'day' and terms.daily <= 0:
                raise ValidationError(self.env._(
                    "%(terms)s count by the day, so they need a rate a day above 0, like 0.0005.",
                    terms=terms.name))
            if min(terms.daily, terms.margin, terms.multiplier) < 0:
                raise ValidationError(self.env._(
                    "%(terms)s: rate, margin and multiplier are not below zero.", terms=terms.name))
            terms._terms()

    @api.constrains('lump_ids', 'lump_currency_id')
    def _check_lump_currency(self):
        for terms in self:
            if terms.lump_ids and not terms.lump_currency_id:
                raise ValidationError(self.env._(
                    "%(terms)s have lump sums; say in which currency.", terms=terms.name))

    @api.ondelete(at_uninstall=False)
    def _unlink_no_pack(self):
        if any(terms.code and not terms.company_id for terms in self):
            raise UserError(self.env._(
                "The terms of a country stay. Archive them, and no interest is counted by them."))

    # === USE === #

    def _terms(self):
        """Return `tools.late_interest.Terms`, or None where no interest is due."""
        # Whoever archives the terms of his country wants no interest.
        if not self or self.by == 'none':
            return None
        self.ensure_one()
        shared = {
            'code': self.code or f'terms {self.id}', 'source': self.source or '',
            'basis': self.basis if self.basis == 'actual' else int(self.basis),
            'lump_sums': tuple(sorted((exact(one.least), exact(one.amount)) for one in self.lump_ids)),
            'lump_currency': self.lump_currency_id.name or None,
        }
        if self.by == 'day':
            return Terms(daily=exact(self.daily), **shared)
        return Terms(
            reference=self.reference_id.code or None, multiplier=exact(self.multiplier),
            margin=exact(self.margin), fixing=self.fixing, **shared)

    @api.model
    def _pack(self, company):
        """Return the pack of law of a company's country: CN, UK, EU or neutral."""
        country_sudo = company.sudo().root_id.country_id
        in_union = 'EU' in country_sudo.country_group_ids.mapped('code')
        return BY_COUNTRY.get(country_sudo.code) or ('EU' if in_union else 'neutral')

    @api.model
    def _of_country(self, company):
        """Return the terms of the pack of a company's country."""
        return self.sudo().search(
            [('code', '=', self._pack(company)), ('company_id', '=', False)], limit=1)
