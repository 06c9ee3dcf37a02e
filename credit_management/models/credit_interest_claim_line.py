from odoo import Command, api, fields, models

from ..tools.exact import rounded


class CreditInterestClaimLine(models.Model):
    """One maturity line on a sheet of interest, as it was counted."""

    _name = 'credit.interest.claim.line'
    _description = "Line of a Sheet of Late Interest"
    _order = 'claim_id, due, id'
    _rec_name = 'move_line_id'

    claim_id = fields.Many2one(
        'credit.interest.claim', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='claim_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='claim_id.currency_id')
    move_line_id = fields.Many2one(
        'account.move.line', string="Maturity Line", required=True, readonly=True, index=True,
        ondelete='cascade',
    )
    move_id = fields.Many2one(related='move_line_id.move_id', string="Document")
    due = fields.Date(string="Could Be Paid Until", readonly=True)
    days = fields.Integer(readonly=True)
    terms = fields.Char(readonly=True)
    amount = fields.Monetary(string="Interest", readonly=True)
    is_known = fields.Boolean(readonly=True)
    unknown_rate = fields.Char(readonly=True)
    unknown_day = fields.Date(readonly=True)
    lump_sum = fields.Monetary(currency_field='lump_currency_id', readonly=True)
    lump_currency_id = fields.Many2one('res.currency', readonly=True)
    period_ids = fields.One2many('credit.interest.claim.period', 'line_id', readonly=True)

    @api.model
    def _values_of(self, one, terms):
        """Return the values of a line from a `credit.interest` `LineInterest`."""
        currency = self.env['res.currency'].browse(one.currency_id)
        lump_currency = one.charge.lump_sum and self.env['res.currency'].with_context(
            active_test=False).search([('name', '=', one.terms.lump_currency)], limit=1)
        return {
            'move_line_id': one.line_id, 'due': one.due, 'days': one.charge.days, 'terms': terms,
            'amount': one.charge.amount(currency.decimal_places) or 0.0,
            'is_known': one.amount is not None,
            'unknown_rate': one.unknown and one.unknown[0],
            'unknown_day': one.unknown and one.unknown[1],
            'lump_sum': float(one.charge.lump_sum),
            'lump_currency_id': lump_currency.id if lump_currency else False,
            'period_ids': [
                Command.create(self._period_values(period, one.terms))
                for period in one.charge.periods
            ],
        }

    @staticmethod
    def _period_values(period, terms):
        rate = terms.daily if terms.daily is not None else period.yearly
        return {
            'first': period.first, 'last': period.last, 'days': period.days,
            'principal': float(period.principal), 'is_daily': terms.daily is not None,
            'reference': float(period.reference or 0), 'has_reference': period.reference is not None,
            'rate': float(rate or 0), 'interest': rounded(period.interest, 6) or 0.0,
            'is_known': period.interest is not None,
            'year_days': 1 if terms.daily is not None else terms.year_days(period.first),
        }
