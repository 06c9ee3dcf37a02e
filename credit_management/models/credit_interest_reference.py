from odoo import api, fields, models

from ..tools.late_interest import table


class CreditInterestReference(models.Model):
    """A rate that somebody publishes and interest is counted from: its values by date.

    The same for all companies. After the day until which its values are known it is unknown, never
    just as before.
    """

    _name = 'credit.interest.reference'
    _inherit = ['credit.shared']
    _description = "Reference Rate"
    _order = 'code'

    code = fields.Char(required=True, help="Unique; lists that are read in name the rate by it.")
    name = fields.Char(required=True, translate=True)
    source = fields.Char(help="Who publishes it, and where.")
    known_until = fields.Date(
        help="So long the latest value is known to hold. Of days after it nothing is known, and"
        " interest that hangs on them is not counted.",
    )
    rate_ids = fields.One2many('credit.interest.rate', 'reference_id', string="Values")
    last_rate = fields.Float(
        string="Latest Value", digits=(12, 8), compute='_compute_last_rate',
        help="The latest value that is in the table.",
    )
    has_rate = fields.Boolean(compute='_compute_last_rate')

    _code_unique = models.UniqueIndex('(code)', "There is a reference rate of this code already.")

    @api.depends('rate_ids.date', 'rate_ids.rate')
    def _compute_last_rate(self):
        for reference in self:
            last = reference.rate_ids.sorted('date')[-1:]
            reference.last_rate, reference.has_rate = last.rate, bool(last)

    @api.depends('code', 'name')
    def _compute_display_name(self):
        for reference in self:
            reference.display_name = reference.code

    def write(self, vals):
        res = super().write(vals)
        if 'known_until' in vals and not self.env.su:
            for reference in self:
                self.env['credit.decision'].sudo()._log('setting', payload={
                    'what': 'reference rate known until', 'rate': reference.code,
                    'until': reference.known_until or None,
                })
        return res

    def _tables(self):
        """Return ``{reference id: its table}`` as `tools.late_interest` takes it."""
        tables = {reference.id: [] for reference in self}
        for rate in self.env['credit.interest.rate'].sudo().search(
            [('reference_id', 'in', self.ids)]
        ):
            tables[rate.reference_id.id].append((rate.date, rate.rate))
        return {
            reference.id: table(tables[reference.id], reference.known_until) for reference in self
        }
