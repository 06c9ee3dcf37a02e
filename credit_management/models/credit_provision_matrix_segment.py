import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import GRADES, UNGRADED
from ..receivables import provisions


class CreditProvisionMatrixSegment(models.Model):
    """A kind of claims with loss rates of its own. A claim belongs to the first that fits."""

    _name = 'credit.provision.matrix.segment'
    _inherit = ['credit.shared']
    _description = "Segment of Provision Rates"
    _order = 'sequence, id'

    matrix_id = fields.Many2one(
        'credit.provision.matrix', required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='matrix_id.company_id')
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10, help="The first segment that fits wins.")
    segment_ids = fields.Many2many(
        'credit.segment', string="Customer Segments", help="Empty: whatever the segment."
    )
    country_ids = fields.Many2many(
        'res.country', string="Countries", help="Of the customer; empty: whatever the country."
    )
    currency_ids = fields.Many2many(
        'res.currency', string="Currencies", help="Of the invoice; empty: whatever the currency."
    )
    grades = fields.Char(
        help="Letters of the customer's grade, like A, B; - is without grade; empty: whatever."
    )
    forward_factor = fields.Float(default=1.0, digits=(6, 4))

    _factor_positive = models.Constraint(
        'CHECK (forward_factor >= 0)', "A forward factor is not below zero."
    )

    @api.constrains('matrix_id', 'segment_ids', 'country_ids', 'currency_ids', 'grades')
    def _check_criteria(self):
        for segment in self:
            if unknown := set(segment._grade_codes()) - {*GRADES, UNGRADED}:
                raise ValidationError(self.env._(
                    "%(unknown)s is no grade. Give letters like %(grades)s, or - for customers"
                    " without one.", unknown=sorted(unknown)[0], grades=', '.join(GRADES),
                ))
            if not (segment.segment_ids or segment.country_ids or segment.currency_ids
                    or segment._grade_codes()):
                raise ValidationError(self.env._(
                    "%(segment)s fits nobody: choose customer segments, countries, currencies or"
                    " grades. Rates without a segment are for everybody else.",
                    segment=segment.name,
                ))

    def _grade_codes(self):
        return [code for code in re.split(r'[\s,;]+', self.grades or '') if code]

    def _condition(self):
        """Return the SQL condition that a claim fits, over `receivables.provisions.claims`."""
        self.ensure_one()
        codes = self._grade_codes()
        kinds = self.env['credit.segment']
        return provisions.fits(
            self.country_ids.ids, self.currency_ids.ids,
            [code for code in codes if code != UNGRADED], UNGRADED in codes,
            provisions.in_segments(kinds._all(), self.segment_ids.ids) if self.segment_ids else None,
        )

    # === CRUD: used is for ever === #

    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        segments.matrix_id._change_rates()
        return segments

    def write(self, vals):
        self.matrix_id._change_rates()
        res = super().write(vals)
        self.matrix_id._change_rates()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        self.matrix_id._change_rates()
