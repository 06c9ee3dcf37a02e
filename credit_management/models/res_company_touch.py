from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.touches import CAPACITY
from .res_company import INTERNAL


class ResCompany(models.Model):
    """How many contacts a person makes on a day."""

    _inherit = 'res.company'

    credit_touch_capacity = fields.Integer(
        string="Contacts a Person and Day", default=CAPACITY, groups=INTERNAL,
        help="What is more waits where a manager sees it. People may have a number of their own.",
    )

    @api.constrains('credit_touch_capacity')
    def _check_credit_touch_capacity(self):
        for company in self:
            if company.credit_touch_capacity < 0:
                raise ValidationError(self.env._(
                    "%(number)s contacts a day cannot be; give 0 or more.",
                    number=company.credit_touch_capacity))
