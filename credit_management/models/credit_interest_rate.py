from odoo import api, fields, models


class CreditInterestRate(models.Model):
    """What a reference rate is from a day on, and where that was published."""

    _name = 'credit.interest.rate'
    _inherit = ['credit.shared']
    _description = "Value of a Reference Rate"
    _order = 'reference_id, date DESC'
    _rec_name = 'date'

    reference_id = fields.Many2one(
        'credit.interest.reference', string="Reference Rate", required=True, ondelete='cascade',
    )
    date = fields.Date(string="From", required=True)
    rate = fields.Float(string="A Year", digits=(12, 8), required=True)
    source = fields.Char()

    _day_unique = models.UniqueIndex(
        '(reference_id, date)', "This reference rate has a value from that day already.")
    _rate_is_a_part = models.Constraint(
        'CHECK (rate BETWEEN -1 AND 1)', "A rate a year lies between -100 % and 100 %.")

    def _shared_owner(self):
        return self.reference_id

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        rates._log_change('added')
        return rates

    def write(self, vals):
        self._log_change('before')
        res = super().write(vals)
        self._log_change('changed')
        return res

    def unlink(self):
        self._log_change('deleted')
        return super().unlink()

    def _log_change(self, what):
        """Log what a person does: claims hang on these values."""
        if self.env.su:
            return
        for rate in self:
            self.env['credit.decision'].sudo()._log('setting', payload={
                'what': f'reference rate {what}', 'rate': rate.reference_id.code,
                'from': rate.date, 'value': rate.rate, 'source': rate.source or None,
            })
