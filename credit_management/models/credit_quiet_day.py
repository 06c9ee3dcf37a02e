from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CreditQuietDay(models.Model):
    """Days on which a company writes to no customer: a holiday of theirs, a fair, a stocktaking."""

    _name = 'credit.quiet.day'
    _description = "Quiet Days"
    _order = 'date_from, id'

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company.root_id,
        domain=[('parent_id', '=', False)], ondelete='cascade')
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)

    @api.constrains('date_from', 'date_to')
    def _check_dates(self):
        for quiet in self:
            if quiet.date_to < quiet.date_from:
                raise ValidationError(self.env._(
                    "%(name)s ends on %(last)s, before it begins. Give a later day.",
                    name=quiet.name, last=quiet.date_to))
