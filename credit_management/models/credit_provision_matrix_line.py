from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CreditProvisionMatrixLine(models.Model):
    """The loss rate of one age: from its first day until the next line of the same segment."""

    _name = 'credit.provision.matrix.line'
    _inherit = ['credit.shared']
    _description = "Provision Rate"
    _order = 'segment_id, first_day, id'

    matrix_id = fields.Many2one(
        'credit.provision.matrix', required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='matrix_id.company_id')
    segment_id = fields.Many2one(
        'credit.provision.matrix.segment', index='btree_not_null', ondelete='cascade',
        domain="[('matrix_id', '=', matrix_id)]",
        help="Empty: for everybody whom no segment fits.",
    )
    first_day = fields.Integer(
        string="From Day", required=True,
        help="0 stands for everything before the next line: what is not due, or the youngest.",
    )
    rate = fields.Float(
        string="Loss Rate", digits=(20, 14), help="What part of it will not be paid."
    )
    age = fields.Char(compute='_compute_age')

    _rate_is_a_part = models.Constraint(
        'CHECK (rate BETWEEN 0 AND 1)', "A loss rate is between 0 and 100 %."
    )
    _day_not_negative = models.Constraint(
        'CHECK (first_day >= 0)', "An age begins on day 0 or later."
    )

    @api.depends('first_day', 'segment_id', 'matrix_id.basis', 'matrix_id.line_ids.first_day',
                 'matrix_id.line_ids.segment_id')
    def _compute_age(self):
        rows = self.env['credit.provision.row']
        for line in self:
            later = [
                other.first_day for other in line.matrix_id.line_ids
                if other.segment_id == line.segment_id and other.first_day > line.first_day
            ]
            line.age = rows._age_text(
                line.matrix_id.basis, line.first_day, min(later) - 1 if later else None)

    @api.constrains('matrix_id', 'segment_id')
    def _check_segment(self):
        for line in self:
            if line.segment_id and line.segment_id.matrix_id != line.matrix_id:
                raise ValidationError(self.env._(
                    "%(segment)s is a segment of other rates. Choose one of %(matrix)s.",
                    segment=line.segment_id.display_name, matrix=line.matrix_id.display_name,
                ))

    # === CRUD: used is for ever === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.matrix_id._change_rates()
        return lines

    def write(self, vals):
        self.matrix_id._change_rates()
        res = super().write(vals)
        self.matrix_id._change_rates()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        self.matrix_id._change_rates()
