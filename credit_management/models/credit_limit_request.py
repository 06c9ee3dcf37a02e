from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.limit_requests import KINDS, dates_refusal
from ..values import without_defaults
from .credit_profile import FIGURES

#: What a person says of a request while it is a draft; all else is the server's.
INPUTS = {'profile_id', 'kind', 'requested_limit', 'valid_from', 'valid_until', 'reason'}
#: Written by Odoo's own chatter.
CHATTER = {'message_follower_ids', 'message_ids', 'message_main_attachment_id'}


class CreditLimitRequest(models.Model):
    """A wish for another limit: asked for with a reason, agreed to by others, then in force.

    `requested_limit` is the limit that results: of a temporary request, what counts between its two
    days. Nobody changes a request that waits; whoever wants something else withdraws it.
    """

    _name = 'credit.limit.request'
    _inherit = ['mail.thread']
    _description = "Limit Request"
    _order = 'id DESC'

    name = fields.Char(readonly=True, copy=False, default="New")
    profile_id = fields.Many2one(
        'credit.profile', string="Credit Page", required=True, index=True, ondelete='cascade')
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    kind = fields.Selection('_selection_kind', default='base', required=True)
    requested_limit = fields.Monetary(
        string="Limit Asked For", required=True, tracking=True,
        help="The limit that results. Of a temporary one: what counts between the two days.")
    valid_from = fields.Date(string="From", default=lambda self: self.env.company._credit_today())
    valid_until = fields.Date(
        string="Until", help="Of a temporary limit: its last day; of another, if it is to end.")
    reason = fields.Text(help="What for: it is kept in the log.")
    state = fields.Selection(
        selection=[('draft', "To Ask"), ('submitted', "Waiting for Approval"),
                   ('countered', "Other Terms Proposed"),
                   ('approved', "Approved"), ('refused', "Refused"), ('withdrawn', "Withdrawn")],
        default='draft', required=True, readonly=True, copy=False, index=True, tracking=True,
    )
    current_limit = fields.Monetary(
        string="Limit Now", compute='_compute_current_limit', groups=FIGURES)
    increase = fields.Monetary(compute='_compute_current_limit', groups=FIGURES)

    requester_id = fields.Many2one('res.users', string="Asked By", readonly=True, copy=False)
    editor_id = fields.Many2one('res.users', string="Changed By", readonly=True, copy=False)
    requested_at = fields.Datetime(string="Asked On", readonly=True, copy=False)
    user_id = fields.Many2one('res.users', string="Whose Turn", readonly=True, copy=False)
    decide_by = fields.Datetime(readonly=True, copy=False)
    note = fields.Char(string="Remark", readonly=True, copy=False, groups=FIGURES)

    _one_waiting = models.UniqueIndex(
        "(profile_id) WHERE state IN ('submitted', 'countered')",
        "Another limit was asked for already and waits. Decide on it, or withdraw it, first.")
    _open_idx = models.Index("(id) WHERE state IN ('submitted', 'countered')")
    _temporary_idx = models.Index(
        "(profile_id, valid_until) WHERE state = 'approved' AND kind = 'temporary'")
    _not_negative = models.Constraint(
        'CHECK (requested_limit >= 0)', "A limit cannot be negative; 0 gives no credit.")

    @api.model
    def _selection_kind(self):
        words = {'base': self.env._("Limit"), 'temporary': self.env._("Temporary limit")}
        return [(kind, words[kind]) for kind in KINDS]

    # === COMPUTE === #

    @api.depends('profile_id')
    def _compute_company_id(self):
        for request in self:
            request.company_id = request.profile_id.company_id

    @api.depends('name', 'profile_id')
    def _compute_display_name(self):
        for request in self:
            request.display_name = f'{request.name} {request.sudo().partner_id.display_name or ""}'

    @api.depends('profile_id.credit_limit', 'profile_id.limit_mode', 'requested_limit')
    def _compute_current_limit(self):
        for request in self:
            limit = request._base_limit()
            request.current_limit = limit or 0.0
            request.increase = 0.0 if limit is None else request.requested_limit - limit

    def _base_limit(self):
        """Return the limit without temporary increases; None is unlimited."""
        profile_sudo = self.profile_id.sudo()
        if profile_sudo.limit_mode == 'unlimited':
            return None
        return profile_sudo.credit_limit if profile_sudo.limit_mode == 'limited' else 0.0

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_inputs({name for name, value in vals.items() if value})
        barred = set(self._fields) - INPUTS - CHATTER
        requests = super(CreditLimitRequest, without_defaults(self, barred)).create(vals_list)
        for request in requests.sudo():
            request.name = (
                self.env['ir.sequence'].sudo().next_by_code('credit.limit.request') or "CL")
            request.editor_id = self.env.uid
        return requests

    def write(self, vals):
        self._check_inputs(set(vals))
        if not self.env.su and set(vals) & INPUTS:
            self._check_draft()
        res = super().write(vals)
        if not self.env.su and set(vals) & INPUTS:
            self.sudo().editor_id = self.env.uid
        return res

    def _check_inputs(self, names):
        if not self.env.su and names - INPUTS - CHATTER:
            raise UserError(self.env._(
                "A limit request moves by its buttons: Ask, Approve, Refuse, Withdraw."))

    def _check_draft(self):
        if fixed := self.filtered(lambda request: request.state != 'draft'):
            raise UserError(self.env._(
                "%(request)s was put before people who decide, so it stays as it is. Withdraw it to"
                " ask for something else.", request=fixed[0].display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._check_draft()

    # === ASK === #

    def action_submit(self):
        """Put the wish before whoever decides."""
        self.check_access('write')
        for request in self:
            request._check_draft()
            request_sudo = request.sudo()
            request_sudo._check_askable()
            request_sudo.write({
                'state': 'submitted', 'requester_id': self.env.uid,
                'requested_at': fields.Datetime.now(),
                'decide_by': request_sudo.company_id._credit_decide_by(),
            })
            request_sudo._note_need()
            request_sudo._check_approvers()
            request_sudo._next_turn()
            request_sudo._note_advice()
            request_sudo._log('asked', reason=request.reason)
        return True

    def _check_askable(self):
        """Raise what speaks against asking, whoever decides."""
        if not (self.reason or '').strip():
            raise UserError(self.env._("Say what the limit is for: it is kept in the log."))
        self._check_days()
        if waiting := self.search([
            ('profile_id', '=', self.profile_id.id),
            ('state', 'in', ('submitted', 'countered'))]):
            raise UserError(self.env._(
                "%(request)s was asked for already and waits. Decide on it, or withdraw it, first.",
                request=waiting.display_name))
        self._check_still_fits()

    def _check_days(self):
        today, most = self.company_id._credit_today(), self.company_id.credit_temporary_days
        words = {
            'over': self.env._("%(day)s is over. Choose a later last day.", day=self.valid_until),
            'no_end': self.env._(
                "A temporary limit has a first and a last day; it ends by itself."),
            'turned': self.env._("The last day is before the first."),
            'too_long': self.env._(
                "A temporary limit lasts %(days)s days at most. Ask for a limit that stays instead.",
                days=most),
        }
        first, last = self.valid_from or None, self.valid_until or None
        if code := dates_refusal(self.kind, first, last, today, most):
            raise UserError(words[code])

    def _check_still_fits(self):
        """Raise where nobody may give this limit now: at asking, and again at deciding."""
        limit, amount = self._base_limit(), self.requested_limit
        compare = self.currency_id.compare_amounts
        if limit is not None and self.kind == 'base' and not compare(amount, limit):
            raise UserError(self.env._(
                "%(customer)s has this limit already.", customer=self.partner_id.display_name))
        if self.kind == 'temporary' and (limit is None or compare(amount, limit) <= 0):
            raise UserError(self.env._(
                "A temporary limit is above the one that stays. Ask for a lower limit instead."))
        if limit is None or compare(amount, limit) <= 0:
            return
        for refusal in self.profile_id._limit_refusals().values():
            raise UserError(refusal)
        self.company_id._credit_check_ceiling_hard()
        if self.kind == 'temporary':
            self._check_counts()
            self._check_renewal()

    def _check_counts(self):
        """Raise where a temporary limit would count for nobody, or take days from one that counts."""
        profile, today = self.profile_id, self.company_id._credit_today()
        if profile.limit_mode == 'cash_only':
            raise UserError(self.env._(
                "%(customer)s pays beforehand, so a temporary limit adds nothing. Ask for a limit"
                " with a last day instead.", customer=self.partner_id.display_name))
        first, last = profile.temporary_from, profile.temporary_to
        if profile.temporary_limit and last >= today and (
                self.valid_from > max(first, today) or self.valid_until < last):
            raise UserError(self.env._(
                "%(customer)s has a temporary limit from %(first)s to %(last)s, and one counts at a"
                " time. Ask for one that covers these days, or when they are over.",
                customer=self.partner_id.display_name, first=first, last=last))

    def _check_renewal(self):
        """Raise where a temporary limit follows another while something is late."""
        late = self._facts()['overdue_amount'] or 0.0
        before = self._temporary_before(self.company_id.credit_temporary_days)
        if late > 0 and before:
            raise UserError(self.env._(
                "%(customer)s had a temporary limit until %(day)s, and %(amount)s is late: no other"
                " one before that is paid.", customer=self.partner_id.display_name,
                day=max(before.mapped('valid_until')), amount=self.currency_id.format(late)))

    def _temporary_before(self, days):
        """Return the temporary limits that counted in the last `days` or still do."""
        since = fields.Date.subtract(self.company_id._credit_today(), days=days)
        return self.search([
            ('profile_id', '=', self.profile_id.id), ('state', '=', 'approved'),
            ('kind', '=', 'temporary'), ('valid_until', '>=', since), ('id', '!=', self.id)])

    def _facts(self):
        return self.profile_id._facts({'overdue_amount', 'exposure'}).get(self.profile_id.id, {})

    def _log(self, action, **more):
        """Log what was asked or decided, with its figures."""
        self.env['credit.decision'].sudo()._log(
            'limit_request', profile=self.sudo().profile_id, payload={
                'action': action, 'request': self.id, 'kind': self.kind,
                'limit': self.requested_limit, 'before': self._base_limit(),
                'from': self.valid_from and str(self.valid_from) or None,
                'until': self.valid_until and str(self.valid_until) or None,
                'level': self.sudo().level, **more,
            }, res_model=self._name, res_id=self.id)
