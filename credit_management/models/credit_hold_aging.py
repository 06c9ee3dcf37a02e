from odoo import fields, models

from .credit_profile import FIGURES


class CreditHold(models.Model):
    """The customer's aging grade of now, beside what holds his order."""

    _inherit = 'credit.hold'

    aging_grade = fields.Selection(
        related='profile_id.effective_aging_grade', string="Aging Grade", groups=FIGURES
    )

    def credit_preview(self):
        shown = super().credit_preview()
        grade = self.aging_grade
        names = dict(self._fields['aging_grade']._description_selection(self.env))
        return {**shown, 'aging_grade': grade and {'code': grade, 'name': names.get(grade, grade)}}
