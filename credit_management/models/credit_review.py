from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import GRADES
from ..tools.legal_dates import add_months
from ..tools.limit_requests import REVIEW_MONTHS
from ..tools.limits import Rules, Trade, opening
from ..tools.reviews import proposed
from ..values import without_defaults

#: What a person says of a sheet while it is a draft.
INPUTS = {'company_id', 'grade', 'segment_id', 'review_until', 'used_below', 'reason', 'line_ids'}
CHATTER = {'message_follower_ids', 'message_ids', 'message_main_attachment_id'}


class CreditReview(models.Model):
    """Limits of many customers looked at together: proposed, agreed to by another, applied in parts.

    `credit_review_apply.py` decides, applies and takes back.
    """

    _name = 'credit.review'
    _inherit = ['mail.thread']
    _description = "Review of Limits"
    _order = 'id DESC'

    name = fields.Char(readonly=True, copy=False, default="New")
    company_id = fields.Many2one(
        'res.company', required=True, index=True, domain=[('parent_id', '=', False)],
        default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related='company_id.currency_id')
    state = fields.Selection(
        [('draft', "To Ask"), ('submitted', "Waiting for Approval"),
         ('applying', "Being applied"), ('applied', "In Force"), ('undoing', "Being taken back"),
         ('undone', "Taken back"), ('refused', "Refused")],
        default='draft', required=True, readonly=True, copy=False, tracking=True)
    grade = fields.Selection(
        [(grade, grade) for grade in GRADES], help="Only customers of this grade.")
    segment_id = fields.Many2one('credit.segment', help="Only customers of this segment.")
    review_until = fields.Date(
        string="To Be Reviewed By", help="Only customers whose review is due by this day.")
    used_below = fields.Float(
        string="Used Less Than (%)", help="Only limits of which less than this is used; 0: all.")
    reason = fields.Char(help="Why; kept in the log with each customer.")
    line_ids = fields.One2many('credit.review.line', 'review_id', string="Customers")
    line_count = fields.Integer(compute='_compute_counts', string="Number of Customers")
    up_count = fields.Integer(compute='_compute_counts', string="More")
    down_count = fields.Integer(compute='_compute_counts', string="Less")
    refused_count = fields.Integer(compute='_compute_counts', string="Not Applied")
    requester_id = fields.Many2one('res.users', string="Asked By", readonly=True, copy=False)
    approver_id = fields.Many2one('res.users', string="Approved By", readonly=True, copy=False)
    undone_by_id = fields.Many2one('res.users', string="Taken Back By", readonly=True, copy=False)
    note = fields.Char(string="Remark", readonly=True, copy=False)

    _open_idx = models.Index("(id) WHERE state IN ('applying', 'undoing')")

    def _compute_counts(self):
        counts = {review.id: {} for review in self}
        for review, direction, state, count in self.env['credit.review.line']._read_group(
            [('review_id', 'in', self.ids)], ['review_id', 'direction', 'state'], ['__count'],
        ):
            counts[review.id][direction, state] = count
        for review in self:
            own = counts[review.id]
            review.line_count = sum(own.values())
            review.up_count = sum(n for (way, _state), n in own.items() if way == 'up')
            review.down_count = sum(n for (way, _state), n in own.items() if way == 'down')
            review.refused_count = sum(n for (_way, state), n in own.items() if state == 'refused')

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_inputs({name for name, value in vals.items() if value})
        barred = set(self._fields) - INPUTS - CHATTER
        reviews = super(CreditReview, without_defaults(self, barred)).create(vals_list)
        for review in reviews.sudo():
            review.name = self.env['ir.sequence'].sudo().next_by_code('credit.review') or "RV"
        return reviews

    def write(self, vals):
        self._check_inputs(set(vals))
        if not self.env.su and set(vals) & INPUTS:
            self._check_draft()
        return super().write(vals)

    def _check_inputs(self, names):
        if not self.env.su and names - INPUTS - CHATTER:
            raise UserError(self.env._(
                "A review moves by its buttons: Ask, Approve, Refuse, Take Back."))

    def _check_draft(self):
        if fixed := self.filtered(lambda review: review.state != 'draft'):
            raise UserError(self.env._(
                "%(review)s was put before somebody who decides, so it stays as it is.",
                review=fixed[0].name))

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._check_draft()

    def _log(self, act, **more):
        self.env['credit.decision'].sudo()._log(
            'limit_request', company=self.sudo().company_id, res_model=self._name, res_id=self.id,
            payload={'action': act, 'what': self.name, **more})

    # === FILLING === #

    def action_fill(self):
        """Put the customers who were chosen on the sheet, with what is known and proposed."""
        self.ensure_one()
        self.check_access('write')
        self._check_draft()
        profiles = self._chosen()
        if not profiles:
            raise UserError(self.env._("No customer with a limit fits. Choose less narrowly."))
        review_sudo = self.sudo()
        review_sudo.line_ids.unlink()
        self.env['credit.review.line'].sudo().create(review_sudo._lines_of(profiles))
        return True

    def _chosen(self):
        """Return the profiles that fit, whom the user may see."""
        domain = Domain('company_id', '=', self.company_id.id) & Domain(
            'limit_mode', '=', 'limited')
        if self.grade:
            domain &= Domain('grade', '=', self.grade)
        if self.review_until:
            domain &= Domain('review_date', '<=', self.review_until)
        profiles = self.env['credit.profile'].search(domain, order='id')
        if self.segment_id:
            belongs = self.env['credit.segment'].sudo()._match([
                {'id': one.id, 'partner_id': one.partner_id.id, 'company_id': one.company_id.id}
                for one in profiles.sudo()], what='segment')
            profiles = profiles.filtered(
                lambda one: belongs.get(one.id) == self.segment_id.id)
        if self.used_below:
            profiles = profiles.filtered(lambda one: one.utilisation < self.used_below)
        return profiles

    def _lines_of(self, profiles):
        """Return the values of a line a customer: a fixed number of queries."""
        today = self.company_id._credit_today()
        peaks, bought, late = self.env['credit.limit.advice']._trading(self.company_id, today)
        facts = profiles._facts({'exposure', 'overdue_amount'})
        rules, lines = Rules(step=self.currency_id.rounding), []
        for profile in profiles.sudo():
            partner, own = profile.partner_id.id, facts.get(profile.id, {})
            peak, sales = peaks.get(partner, (None, None))[0], bought.get(partner, (None, None))
            days = late.get(partner)
            known = peak is not None or sales[0] is not None
            suggested = opening(Trade(
                sales=sales[0], term=None if sales[1] is None else float(sales[1]),
                high_credit=peak, late=None if days is None else float(days)), rules).limit
            overdue = own.get('overdue_amount') or 0.0
            limit = proposed(
                profile.credit_limit, suggested if known else None, profile.grade or None,
                profile.danger_level or None, overdue)
            lines.append({
                'review_id': self.id, 'profile_id': profile.id, 'current_limit': profile.credit_limit,
                'exposure': own.get('exposure') or 0.0, 'overdue': overdue,
                'high_credit': peak or 0.0, 'has_suggestion': known,
                'suggested_limit': suggested if known else 0.0, 'proposed_limit': limit,
                'limit': limit, 'danger': profile.danger_level, 'grade': profile.grade,
                'review_date': add_months(today, REVIEW_MONTHS[profile.grade or 'C']),
            })
        return lines
