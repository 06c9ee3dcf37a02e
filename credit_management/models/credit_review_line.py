from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import GRADES
from ..tools.reviews import direction

#: What a person changes of a line of a draft.
EDITABLE = {'limit', 'why', 'review_date'}


class CreditReviewLine(models.Model):
    """One customer of a review: what he uses, what he had at most, what is proposed and given."""

    _name = 'credit.review.line'
    _description = "Customer of a Review"
    _order = 'id'
    _rec_name = 'partner_id'

    review_id = fields.Many2one(
        'credit.review', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='review_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='review_id.currency_id')
    profile_id = fields.Many2one(
        'credit.profile', string="Credit Page", required=True, readonly=True, index=True,
        ondelete='cascade')
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    grade = fields.Selection([(grade, grade) for grade in GRADES], readonly=True)
    danger = fields.Char(readonly=True)
    exposure = fields.Monetary(string="Used", readonly=True)
    overdue = fields.Monetary(readonly=True)
    high_credit = fields.Monetary(
        readonly=True, help="The most that the customer owed at the end of a day, in a year.")
    current_limit = fields.Monetary(string="Limit Now", readonly=True)
    has_suggestion = fields.Boolean(readonly=True)
    suggested_limit = fields.Monetary(string="Suggested", readonly=True)
    proposed_limit = fields.Monetary(string="Proposed", readonly=True)
    limit = fields.Monetary(string="Mine", help="The limit that is given; say why if you change it.")
    direction = fields.Selection(
        [('up', "More"), ('down', "Less"), ('keep', "The same")], compute='_compute_direction',
        store=True)
    why = fields.Char()
    review_date = fields.Date(string="Next Review")
    state = fields.Selection(
        [('todo', "To apply"), ('applied', "Applied"), ('refused', "Not applied"),
         ('undone', "Taken back")], required=True, readonly=True, default='todo')
    note = fields.Char(readonly=True, help="Why it was not applied, or not taken back.")
    before = fields.Json(readonly=True)

    _once = models.UniqueIndex('(review_id, profile_id)')
    _state_idx = models.Index('(review_id, state)')
    _not_negative = models.Constraint(
        'CHECK ("limit" >= 0)', "A limit cannot be negative; 0 gives no credit.")

    @api.depends('limit', 'current_limit')
    def _compute_direction(self):
        for line in self:
            line.direction = direction(line.current_limit, line.limit)

    def write(self, vals):
        if not self.env.su:
            self.review_id._check_draft()
            if set(vals) - EDITABLE:
                raise UserError(self.env._(
                    "Change the limit, the next review and the reason; the rest is what was found."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self.review_id._check_draft()
