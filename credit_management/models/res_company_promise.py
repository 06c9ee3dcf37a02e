from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.disputes import TERMS, Terms
from ..tools.promises import GRACE_DAYS, TOLERANCE
from .res_company import INTERNAL

#: Days that a setting may say: a year.
MOST_DAYS = 366
#: What is promised is not asked for: longer than this nobody but a manager waits.
LONGEST_DAYS = 90


class ResCompany(models.Model):
    """How promises are counted, and what disputes take out of "overdue"."""

    _inherit = 'res.company'

    credit_promise_grace = fields.Integer(
        string="Grace of Promises (days)", default=GRACE_DAYS, groups=INTERNAL,
        help="Money that comes so many days after the day promised keeps a promise. Counts for"
        " promises that are made from now on.",
    )
    credit_promise_tolerance = fields.Float(
        string="Tolerance of Promises (%)", default=float(TOLERANCE * 100), groups=INTERNAL,
        help="So much of a promise may be missing: bank charges, rounding.",
    )
    credit_promise_longest = fields.Integer(
        string="Promises Reach (days)", default=LONGEST_DAYS, groups=INTERNAL,
        help="Days from the day it is made for which a promise may be taken. A credit manager may"
        " take one for later.",
    )
    credit_dispute_excludes = fields.Boolean(
        string="Disputes Leave Overdue", default=TERMS.excludes, groups=INTERNAL,
        help="What is disputed holds no order and is not asked for. It stays in exposure,"
        " receivables and DSO.",
    )
    credit_dispute_window = fields.Integer(
        string="Disputes Count Until (days after due)", default=TERMS.window, groups=INTERNAL,
        help="Later, and after a formal demand, an officer has to accept a dispute.",
    )
    credit_dispute_longest = fields.Integer(
        string="Disputes Count For (days)", default=TERMS.longest, groups=INTERNAL,
        help="Days after it was raised, after which a dispute counts as overdue again.",
    )
    credit_dispute_has_cap = fields.Boolean(string="Cap of Disputes", groups=INTERNAL)
    credit_dispute_cap = fields.Monetary(
        string="Most That Disputes Take Out", groups=INTERNAL,
        help="Of one customer, in all. A manager may let a dispute count beyond it.",
    )

    @api.constrains(
        'credit_promise_grace', 'credit_promise_tolerance', 'credit_dispute_window',
        'credit_dispute_longest', 'credit_dispute_cap', 'credit_promise_longest',
    )
    def _check_credit_promise(self):
        for company in self:
            for days in (company.credit_promise_grace, company.credit_dispute_window,
                         company.credit_dispute_longest, company.credit_promise_longest):
                if not 0 <= days <= MOST_DAYS:
                    raise ValidationError(self.env._(
                        "%(days)s days are no time for promises and disputes. Give 0 to %(most)s.",
                        days=days, most=MOST_DAYS))
            if not 0 <= company.credit_promise_tolerance < 100:
                raise ValidationError(self.env._(
                    "A tolerance of %(percent)s %% lets every promise be kept, or none. Give 0 to"
                    " less than 100.", percent=company.credit_promise_tolerance))
            if company.credit_dispute_cap < 0:
                raise ValidationError(self.env._("A cap of disputes cannot be below 0."))

    def _credit_dispute_terms(self):
        """Return what disputes may do in the company, as `tools.disputes` takes it."""
        root_sudo = self.sudo().root_id
        return Terms(
            excludes=root_sudo.credit_dispute_excludes, window=root_sudo.credit_dispute_window,
            longest=root_sudo.credit_dispute_longest,
            cap=root_sudo.credit_dispute_cap if root_sudo.credit_dispute_has_cap else None,
        )
