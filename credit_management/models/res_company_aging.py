from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..receivables.buckets import BASES, STARTS, Buckets
from ..tools.aging import FIRST_DAYS
from .res_company import INTERNAL

#: More bands than this no report can show side by side.
MOST_BANDS = 24
#: A century.
MOST_DAYS = 36_500

#: 30, 60, 90, 180, 365
LAST_DAYS = ', '.join(str(first - 1) for first in FIRST_DAYS[1:])


class ResCompany(models.Model):
    """Age bands of receivables: the last day of each; what is older is one more band, and open."""

    _inherit = 'res.company'

    credit_aging_due = fields.Char(
        string="Age Bands by Due Date", default=LAST_DAYS, groups=INTERNAL,
        help="The last day late of each band, in order. What is later falls into one more band.",
    )
    credit_aging_posting = fields.Char(
        string="Age Bands by Posting Date", default=LAST_DAYS, groups=INTERNAL,
        help="The last day of each band, counted from the accounting date, in order. What is older"
        " falls into one more band.",
    )

    credit_grades_noted_on = fields.Date(
        readonly=True, copy=False, groups=INTERNAL,
        help="The day of which all changes of aging grades by days are noted.",
    )
    credit_grades_noted_upto = fields.Integer(
        readonly=True, copy=False, groups=INTERNAL,
        help="The last customer of a round that is under way; 0: none is.",
    )

    @api.constrains('credit_aging_due', 'credit_aging_posting')
    def _check_credit_aging(self):
        for company in self:
            for basis in BASES:
                company._credit_buckets(basis)

    def _credit_buckets(self, basis, last_days=None):
        """Return the `Buckets` of the company.

        :param basis: ``due`` or ``posting``
        :param last_days: a list, or a text, in place of the company's own
        :raise ValidationError: when they are no bands
        """
        self.ensure_one()
        if basis not in BASES:
            raise ValidationError(self.env._(
                "Ages are counted from the due date (due) or the accounting date (posting);"
                " %(basis)s is neither.", basis=self.env['credit.asked']._told(basis),
            ))
        if last_days is None:
            last_days = self.sudo().root_id[f'credit_aging_{basis}']
        return Buckets(basis, self._credit_last_days(basis, last_days))

    def _credit_last_days(self, basis, last_days):
        """Return `last_days` as a tuple of growing numbers."""
        try:
            parts = last_days.split(',') if isinstance(last_days, str) else list(last_days or ())
            days = tuple(int(str(part).strip()) for part in parts)
        except (TypeError, ValueError):
            days = ()
        if not 0 < len(days) <= MOST_BANDS or max(days) > MOST_DAYS:
            raise ValidationError(self.env._(
                "%(bands)s are no age bands. Give the last day of each, like 30, 60, 90; at most"
                " %(most)s of them.", bands=self.env['credit.asked']._told(last_days or "–"),
                most=MOST_BANDS,
            ))
        for before, day in zip((STARTS[basis] - 1, *days), days, strict=False):
            if day <= before:
                raise ValidationError(self.env._(
                    "An age band cannot end on day %(day)s: the one before it ends on day"
                    " %(before)s. Give the days in growing order.", day=day, before=before,
                ))
        return days
