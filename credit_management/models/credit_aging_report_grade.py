from odoo import api, fields, models
from odoo.tools import SQL

from ..receivables.grades import grade_code
from .credit_aging_report import ASKED


class CreditAgingReport(models.Model):
    """The aging grade of each line: always by due date, by the grades of its company."""

    _inherit = 'credit.aging.report'

    aging_grade = fields.Selection(
        selection='_selection_aging_grade', readonly=True, depends_context=ASKED,
        help="By calendar days since the due date. What a person decided about the customer, and"
        " money that nobody allocated, is not in it.",
    )

    @api.model
    def _selection_aging_grade(self):
        return self.env['credit.aging.grade']._selection_grade()

    @api.model
    def _columns(self, asked):
        return {
            **super()._columns(asked),
            'aging_grade': grade_code(SQL("l"), asked.day, asked.grades),
        }
