from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.aging_grades import CODES, rank
from .credit_profile_aging_decision import BY_DAYS

_GRADES = [(code, code) for code in CODES]


class CreditAgingGradeRequest(models.Model):
    """A better aging grade that somebody asked for: it counts when a second person agrees."""

    _name = 'credit.aging.grade.request'
    _description = "Better Aging Grade"
    _order = 'id desc'

    profile_id = fields.Many2one(
        'credit.profile', required=True, readonly=True, index=True, ondelete='cascade'
    )
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    state = fields.Selection(
        [('open', "Waiting"), ('approved', "Approved"), ('refused', "Refused"),
         ('withdrawn', "Withdrawn")],
        default='open', required=True, readonly=True, copy=False,
    )
    current = fields.Selection(_GRADES, string="Grade Then", readonly=True)
    by_days = fields.Selection(_GRADES, string="By Days Then", readonly=True)
    wanted = fields.Selection(
        [*_GRADES, (BY_DAYS, "By days again")], string="Asked For", required=True, readonly=True
    )
    now_grade = fields.Selection(related='profile_id.effective_aging_grade', string="Grade Now")
    reason = fields.Char(required=True, readonly=True)
    requester_id = fields.Many2one('res.users', string="Asked By", required=True, readonly=True)
    asked_at = fields.Datetime(
        string="Asked On", required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one('res.users', string="Decides", readonly=True)
    decide_by = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one('res.users', readonly=True)
    decided_at = fields.Datetime(readonly=True)
    note = fields.Char(string="Why Refused", readonly=True)
    may_decide = fields.Boolean(compute='_compute_may_decide')

    _one_open = models.UniqueIndex(
        "(profile_id) WHERE state = 'open'", "A better grade was asked for already and waits."
    )
    _open_idx = models.Index("(id) WHERE state = 'open'")

    @api.depends('profile_id', 'wanted')
    def _compute_display_name(self):
        for request in self:
            request.display_name = self.env._(
                "%(customer)s: aging grade %(current)s → %(wanted)s",
                customer=request.sudo().partner_id.display_name, current=request.current,
                wanted=request._wanted_word(),
            )

    def _wanted_word(self):
        return dict(self._fields['wanted']._description_selection(self.env))[self.wanted]

    @api.depends_context('uid')
    @api.depends('state', 'requester_id')
    def _compute_may_decide(self):
        for request in self:
            try:
                request.profile_id._check_aging_approver(request.requester_id)
                request.may_decide = request.state == 'open'
            except AccessError:
                request.may_decide = False

    # === ASKED === #

    @api.model
    def _ask(self, profile, grade, now, reason, cause):
        """Put the wish on a manager's desk; the reader may ask, as was checked."""
        profile_sudo = profile.sudo()
        waiting = profile_sudo.aging_request_ids
        if waiting:
            raise UserError(self.env._(
                "%(user)s asked for %(wanted)s on %(date)s already; that is to be decided first.",
                user=waiting[0].requester_id.name, wanted=waiting[0]._wanted_word(),
                date=waiting[0].asked_at.date(),
            ))
        request_sudo = self.sudo().create({
            'profile_id': profile.id, 'company_id': profile_sudo.company_id.id,
            'current': now['aging_grade'], 'by_days': now['aging_grade_by_days'], 'wanted': grade,
            'reason': reason, 'requester_id': self.env.uid,
            'user_id': self.env['credit.authority']._limit_giver(
                profile_sudo.company_id, profile_sudo.credit_limit, self.env.user).id,
            'decide_by': profile_sudo.company_id._credit_decide_by(),
        })
        request_sudo._note('asked', reason)
        profile_sudo.invalidate_recordset(['aging_request_ids'])
        return request_sudo.sudo(self.env.su)

    def _note(self, kind, reason):
        """Note in history and log what becomes of a wish that changes no grade."""
        profile_sudo, now = self.profile_id.sudo(), self.profile_id.sudo()._aging_now()
        profile_sudo._note_aging(
            kind, now['aging_grade'], now, reason, False, self.requester_id, self.wanted
        )

    # === DECIDED === #

    def action_approve(self):
        """Let the better grade count from now on."""
        for request in self:
            request_sudo = request._checked_for_decision()
            profile_sudo = request_sudo.profile_id
            now = profile_sudo._aging_now()
            request_sudo._check_not_worse(now)
            request_sudo._close('approved')
            profile_sudo._apply_aging_grade(
                request_sudo.wanted, {**now, 'aging_grade_by_days': request_sudo.by_days},
                'approved', request_sudo.reason, 'judgement', request_sudo.requester_id,
            )
        return True

    def _check_not_worse(self, now):
        """Raise if the customer is worse, by days or by a decision, than when it was asked."""
        for then, grade in (
            (self.by_days, now['aging_grade_by_days']), (self.current, now['aging_grade']),
        ):
            if rank(grade) > rank(then):
                raise UserError(self.env._(
                    "%(customer)s has become worse since it was asked: %(before)s then, %(now)s"
                    " now. Refuse it, and let it be asked again.",
                    customer=self.partner_id.display_name, before=then or '–', now=grade,
                ))

    def action_refuse(self, note):
        """Let the grade stay as it is; `note` says why."""
        for request in self:
            request_sudo = request._checked_for_decision()
            if not self.env['credit.asked']._text('note', note or '').strip():
                raise UserError(self.env._("Say why: the reason is kept in the log."))
            request_sudo._close('refused', note)
            request_sudo._note('refused', note)
        return True

    def action_withdraw(self):
        """Whoever asked does not want it any more."""
        for request in self:
            request.check_access('read')
            if request.requester_id != self.env.user:
                raise AccessError(self.env._(
                    "Only %(user)s, who asked for it, withdraws it. Refuse it instead.",
                    user=request.requester_id.name,
                ))
            request.sudo()._withdraw()
        return True

    def _withdraw(self):
        self._check_open()
        self._close('withdrawn')
        self._note('withdrawn', self.reason)

    def action_refuse_dialog(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Refuse"),
            'res_model': 'credit.aging.grade.refuse', 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
            'context': {'default_request_id': self.id},
        }

    def action_open_profile(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'credit.profile',
            'res_id': self.profile_id.id, 'view_mode': 'form', 'views': [(False, 'form')],
        }

    def _checked_for_decision(self):
        """Return `self` in sudo after every check on who decides, locked and still open."""
        self.ensure_one()
        self.check_access('read')
        self.profile_id._check_aging_approver(self.requester_id)
        request_sudo = self.sudo()
        request_sudo._check_open()
        return request_sudo

    def _check_open(self):
        self.lock_for_update()
        self.invalidate_recordset(['state'])
        if self.state != 'open':
            raise UserError(self.env._(
                "%(request)s was decided already (%(state)s).", request=self.display_name,
                state=dict(self._fields['state']._description_selection(self.env))[self.state],
            ))

    def _close(self, state, note=False):
        self.write({
            'state': state, 'note': note, 'decided_by_id': self.env.uid,
            'decided_at': fields.Datetime.now(),
        })
        self.profile_id.invalidate_recordset(['aging_request_ids'])
