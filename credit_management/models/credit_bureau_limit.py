from odoo import api, fields, models
from odoo.tools import format_date


class CreditBureauLimit(models.Model):
    """A limit that a bureau recommends, as it gave it. It may lower ours, and never raises it."""

    _name = 'credit.bureau.limit'
    _inherit = ['credit.bureau.line']
    _description = "Limit Recommended by a Bureau"
    _rec_name = 'code'

    code = fields.Char(required=True, readonly=True)
    amount = fields.Float(digits=(18, 2), readonly=True)
    has_amount = fields.Boolean(readonly=True)
    currency_code = fields.Char(readonly=True)
    currency_id = fields.Many2one(
        'res.currency', readonly=True, help="Empty: none came with it, and it is used for nothing."
    )
    state = fields.Selection(
        selection=[
            ('stated', "Stated"),
            ('zero', "Zero"),
            ('not_applicable', "Not applicable"),
            ('text', "Words only"),
        ],
        readonly=True,
    )
    date = fields.Date(string="Of", readonly=True)

    _partner_idx = models.Index('(partner_id, bureau_id) WHERE is_current')

    @api.model
    def _prepare(self, row, common, currencies):
        """Return the values of one row of section `limits`."""
        code = row.get('currency')
        return {
            **common, 'code': row['code'], 'amount': float(row.get('amount') or 0.0),
            'has_amount': row.get('amount') is not None, 'currency_code': code,
            'currency_id': currencies.get(code, False), 'state': row['state'],
            'date': row.get('date'),
        }


    def _usable(self, profile):
        """Return the limit in the profile's currency, as `bureau_conflicts.recommended` takes it.

        Without a currency, or without a rate of its day, the amount is used for nothing.
        """
        self.ensure_one()
        state = self.bureau_id._score_state(self.as_of, self.company_id._credit_today())
        return {
            'row': self, 'state': self.state, 'is_stale': state == 'stale',
            'amount': self._in_currency(profile) if self.has_amount else None,
        }

    def _in_currency(self, profile):
        currency = profile.currency_id
        if self.currency_id == currency:
            return self.amount
        rated = self.currency_id and self.env['res.currency.rate'].sudo().search_count([
            ('currency_id', '=', self.currency_id.id), ('name', '<=', self.as_of),
            ('company_id', 'in', (False, profile.company_id.id)),
        ], limit=1)
        if not rated:
            return None
        return self.currency_id._convert(self.amount, currency, profile.company_id, self.as_of)

    def _note(self, profile):
        """Say where the recommendation comes from, and by which day's rate it was converted."""
        self.ensure_one()
        figures = {'bureau': self.bureau_id.name, 'date': format_date(self.env, self.as_of)}
        if self.currency_id == profile.currency_id:
            return self.env._("%(bureau)s, %(date)s", **figures)
        return self.env._(
            "%(bureau)s, %(date)s: %(amount)s at the rate of that day",
            amount=self.currency_id.format(self.amount), **figures,
        )
