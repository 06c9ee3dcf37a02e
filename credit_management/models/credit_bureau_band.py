from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import bureau_lists as lists


class CreditBureauBand(models.Model):
    """One band of a scale: from a value to a value, or words, is one grade of ours."""

    _name = 'credit.bureau.band'
    _description = "Credit Bureau Band"
    _order = 'scale_id, grade, lower desc, id'

    scale_id = fields.Many2one(
        'credit.bureau.scale', required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='scale_id.company_id', store=True, index=True)
    grade = fields.Selection(
        selection=[*[(grade, grade) for grade in lists.GRADES], ('nr', "Not rated")], required=True
    )
    lower = fields.Float(string="From")
    upper = fields.Float(string="To")
    texts = fields.Char(string="Or Words", help="Values that are words, separated by commas.")
    flag = fields.Selection(
        [('alert', "Alert"), ('stop', "Stop")],
        help="The value itself is an alarm, such as a score of 0 for a bankrupt company.",
    )

    _ends = models.Constraint('CHECK (lower <= upper)', "A band ends where it begins or above.")

    @api.constrains('lower', 'upper', 'texts', 'scale_id')
    def _check_inside(self):
        for band in self.filtered(lambda item: not item.texts):
            scale = band.scale_id
            if band.lower < scale.minimum or band.upper > scale.maximum:
                raise ValidationError(self.env._(
                    "The band %(lower)s to %(upper)s lies outside the scale %(scale)s (%(minimum)s"
                    " to %(maximum)s). Change the band or the ends of the scale.",
                    lower=band.lower, upper=band.upper, scale=scale.name, minimum=scale.minimum,
                    maximum=scale.maximum,
                ))

    def _values(self):
        self.ensure_one()
        words = [word.strip() for word in (self.texts or '').split(',')]
        is_text = bool(self.texts)
        return {
            'grade': self.grade, 'lower': None if is_text else self.lower,
            'upper': None if is_text else self.upper,
            'texts': [word for word in words if word], 'flag': self.flag or None,
        }

    def _grade_label(self):
        return '–' if self.grade == 'nr' else self.grade

    def _range_label(self):
        if self.texts:
            return self.texts
        if self.lower == self.upper:
            return f'{self.lower:g}'
        return f'{self.lower:g}–{self.upper:g}'
