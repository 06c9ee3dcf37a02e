from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.limit_requests import TWO_FROM, approval_refusal, approvers
from .credit_authority import OFFICER

#: A pool that nothing bounds is given by whoever may give any limit.
UNBOUNDED = 1e15


class CreditGroupRequest(models.Model):
    """A wish that members of a group may owe more: one person asks, others agree, then it counts.

    Authority is measured on the pool that results; of a part, a leaving or an end on the pool that
    is loosened.
    """

    _name = 'credit.group.request'
    _inherit = ['credit.by.server']
    _description = "Request About a Credit Group"
    _order = 'id DESC'
    _rec_name = 'group_id'
    _written = frozenset({'note'})

    group_id = fields.Many2one(
        'credit.group', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='group_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='group_id.currency_id')
    kind = fields.Selection(
        [('limit', "Change the pool"), ('part', "A member's part"), ('leave', "Take out"),
         ('end', "End the group")], string="What", required=True, readonly=True)
    limit_mode = fields.Selection(
        selection=lambda self: self.env['credit.group']._fields['limit_mode'].selection,
        string="Pool", readonly=True)
    pool_limit = fields.Monetary(readonly=True)
    valid_until = fields.Date(readonly=True)
    member_ids = fields.Many2many('credit.group.member', string="Members", readonly=True)
    sub_limit = fields.Monetary(string="Most of the Pool", readonly=True)
    share = fields.Float(digits=(12, 8), readonly=True)
    reason = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [('waiting', "Waiting for Approval"), ('approved', "Approved"), ('refused', "Refused"),
         ('withdrawn', "Withdrawn")], default='waiting', required=True, readonly=True)

    requester_id = fields.Many2one('res.users', string="Asked By", required=True, readonly=True)
    user_id = fields.Many2one('res.users', string="Whose Turn", readonly=True)
    decide_by = fields.Datetime(readonly=True)
    level = fields.Integer(string="Level Needed", readonly=True)
    approver_count = fields.Integer(string="Approvals Needed", readonly=True)
    approver_ids = fields.Many2many('res.users', string="Approved By", readonly=True)
    note = fields.Char(string="Remark", help="Whoever refuses says why.")
    may_approve = fields.Boolean(compute='_compute_may_approve')
    why_not = fields.Char(string="Why You Cannot", compute='_compute_may_approve')

    _one_waiting = models.UniqueIndex(
        "(group_id) WHERE state = 'waiting'",
        "Something was asked for this group already and waits. Decide on it, or withdraw it, first.")

    @api.model
    def _by_server_words(self):
        return {
            'create': self.env._("More for a group is asked for on its page: Change the Pool."),
            'write': self.env._("A request moves by its buttons: Approve, Refuse, Withdraw."),
            'unlink': self.env._("What was asked for and decided is kept."),
        }

    def write(self, vals):
        if not self.env.su and self.filtered(lambda request: request.state != 'waiting'):
            raise UserError(self._by_server_words()['unlink'])
        return super().write(vals)

    @api.depends_context('uid', 'lang')
    @api.depends('state', 'approver_ids')
    def _compute_may_approve(self):
        for request in self:
            why = request.state == 'waiting' and request._refusal(self.env.user)
            request.may_approve = request.state == 'waiting' and not why
            request.why_not = why and request._refusal_words(why)

    # === WHAT IT TAKES, AND WHO === #

    def _amount(self):
        """Return the pool that authority is measured on, in the leading company's currency."""
        pool = self.pool_limit
        if self.kind != 'limit' or self.limit_mode != 'amount':
            found = self.group_id._pools().get(self.group_id.id)
            if not found or found.limit is None:
                return UNBOUNDED
            pool = float(found.limit)
        company = self.company_id
        return self.currency_id._convert(
            pool, company.currency_id, company, company._credit_today())

    def _note_need(self):
        authority, company = self.env['credit.authority'], self.company_id
        level = authority._limit_level(company, self._amount(), authority._raised(company))
        alone = company.credit_single_approver or not authority._gives_limits(company)
        self.write({'level': level, 'approver_count': approvers(level, TWO_FROM, alone)})

    def _sellers(self):
        return self.group_id.member_ids.profile_id.partner_id.user_id

    def _refusal(self, user):
        """Return the code of `tools.limit_requests.approval_refusal`, or None."""
        request_sudo = self.sudo()
        company = request_sudo.company_id
        reaches = user.has_group(OFFICER) and company in user.sudo().company_ids.root_id and (
            self.env['credit.authority']._reaches_limit(
                user, company, request_sudo._amount(), request_sudo.level))
        return approval_refusal(
            user.id, request_sudo.requester_id.id, (), request_sudo._sellers().ids,
            request_sudo.approver_ids.ids, reaches, alone=company.credit_single_approver)

    def _refusal_words(self, code):
        return {
            'requester': self.env._("You asked for it, so another person decides."),
            'seller': self.env._("A member is your own sales customer; another manager decides."),
            'twice': self.env._("You approved it already; a second person has to."),
            'authority': self.env._(
                "This pool takes level %(level)s here, and more than your authority gives. Somebody"
                " above you decides; a manager says who under Release Authority.",
                level=self.sudo().level),
        }[code]

    def _next_turn(self):
        """Put it on the desk of the lowest who may agree; raise where too few may."""
        barred = self.approver_ids
        if not self.company_id.credit_single_approver:
            barred |= self.requester_id | self._sellers()
        people = self.env['credit.authority']._limit_people(
            self.company_id, self._amount(), self.level, barred)
        if len(people) < self.approver_count - len(self.approver_ids):
            raise UserError(self.env._(
                "%(count)s people of level %(level)s agree to it, beside who asked or sells to a"
                " member; there is: %(people)s. A manager gives somebody more under Release"
                " Authority.", count=self.approver_count, level=self.level,
                people=', '.join(people.mapped('name')) or self.env._("nobody")))
        self.user_id = people[:1]

    # === ASKED, DECIDED === #

    def _begin(self):
        """Put it before whoever decides, of a sudo record."""
        self.decide_by = self.company_id._credit_decide_by()
        self._note_need()
        self._next_turn()
        self._log('asked', self.reason)

    def action_approve(self):
        """Agree; the last of as many as it takes lets it count."""
        for request in self:
            request_sudo = request._checked()
            request_sudo._note_need()
            if why := request._refusal(self.env.user):
                raise AccessError(request._refusal_words(why))
            request_sudo.approver_ids |= self.env.user
            request_sudo._log('agreed', request.reason)
            if len(request_sudo.approver_ids) >= request_sudo.approver_count:
                request_sudo._apply()
                request_sudo._close('approved', self.env._("Approved: %(what)s.", what=self.reason))
            else:
                request_sudo._next_turn()
        return True

    def _apply(self):
        """Let it count, in the name of who agreed last."""
        if self.kind == 'limit':
            self.group_id.write({
                'limit_mode': self.limit_mode, 'pool_limit': self.pool_limit,
                'valid_until': self.valid_until, 'limit_reason': self.reason})
        elif self.kind == 'part':
            self.member_ids.with_context(credit_reason=self.reason).write(
                {'sub_limit': self.sub_limit, 'share': self.share})
        elif self.kind == 'leave':
            self.member_ids._leave(self.reason)
        else:
            self.group_id.action_end()

    def action_refuse(self, note=None):
        """Let the group stay as it is; `note`, or the remark, says why."""
        for request in self:
            said = self.env['credit.asked']._text('note', note or request.note or '').strip()
            if not said:
                raise UserError(self.env._("Say why: the reason is kept in the log."))
            request_sudo = request._checked()
            if (why := request._refusal(self.env.user)) and why != 'twice':
                raise AccessError(request._refusal_words(why))
            request_sudo.note = said
            request_sudo._log('refused', said)
            request_sudo._close('refused', self.env._("Refused: %(what)s.", what=said))
        return True

    def action_withdraw(self):
        """Whoever asked does not want it any more."""
        for request in self:
            request_sudo = request._checked()
            if request_sudo.requester_id != self.env.user:
                raise AccessError(self.env._("Whoever asked withdraws; others refuse."))
            request_sudo._log('withdrawn')
            request_sudo.write({'state': 'withdrawn', 'user_id': False})
        return True

    def _checked(self):
        """Return `self` in sudo, locked and still waiting."""
        self.ensure_one()
        self.check_access('read')
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Credit people decide on groups."))
        request_sudo = self.sudo()
        request_sudo.group_id.lock_for_update(allow_referencing=True)
        request_sudo.lock_for_update(allow_referencing=True)
        request_sudo.invalidate_recordset(['state', 'approver_ids'])
        if request_sudo.state != 'waiting' or request_sudo.group_id.state != 'active':
            raise UserError(self.env._(
                "%(request)s does not wait for approval any more.", request=self.display_name))
        return request_sudo

    def _close(self, state, words):
        """End it, and tell who asked."""
        self.write({'state': state, 'user_id': False})
        others = self.requester_id - self.env.user
        self.group_id.message_post(body=words, partner_ids=others.partner_id.ids)

    def _log(self, act, reason=None):
        before = after = {}
        if self.kind == 'limit':
            names = ('limit_mode', 'pool_limit', 'valid_until')
            before = self.group_id._snapshot(names)
            after = {name: self[name] or None for name in names}
        self.group_id._log_change(before, after, act, reason)
