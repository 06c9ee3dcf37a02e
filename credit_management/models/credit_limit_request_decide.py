
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.legal_dates import add_months
from ..tools.limit_requests import (
    REVIEW_MONTHS,
    TWO_FROM,
    Case,
    approval_refusal,
    approvers,
    raising,
)
from .credit_profile import FIGURES


class CreditLimitRequest(models.Model):
    """Agreed to by as many as it takes, each within his authority, none for himself; then applied."""

    _inherit = 'credit.limit.request'

    level = fields.Integer(
        string="Level Needed", readonly=True, copy=False, groups=FIGURES,
        help="9: only a credit manager without a bound.")
    approver_count = fields.Integer(
        string="Approvals Needed", readonly=True, copy=False, groups=FIGURES)
    why_raised = fields.Char(
        string="One Level More", readonly=True, copy=False, groups=FIGURES)
    approval_ids = fields.One2many(
        'credit.limit.approval', 'request_id', string="Approvals", readonly=True, groups=FIGURES)
    may_approve = fields.Boolean(compute='_compute_may_approve')
    why_not = fields.Char(string="Why You Cannot", compute='_compute_may_approve')

    @api.depends_context('uid', 'lang')
    @api.depends('state', 'approval_ids', 'requester_id', 'editor_id', 'requested_limit')
    def _compute_may_approve(self):
        officer = self.env.user.has_group('credit_management.credit_management_group_officer')
        for request in self:
            waits = request.state == 'submitted' and officer
            why = waits and request._approval_refusal(self.env.user)
            request.may_approve = waits and not why
            request.why_not = why and request._refusal_words(why)

    # === WHAT IT TAKES === #

    def _case(self):
        """Return the `tools.limit_requests.Case` of today, of a sudo record."""
        profile, today = self.profile_id, self.company_id._credit_today()
        year = self._temporary_before(365)
        limit = self._base_limit() or 0.0
        added = sum(each.requested_limit - limit for each in year if each.requested_limit > limit)
        if self.kind == 'temporary':
            added += self.requested_limit - limit
        first = self.env['account.move'].search([
            ('commercial_partner_id', '=', profile.partner_id.id), ('state', '=', 'posted'),
            ('move_type', 'in', ('out_invoice', 'out_receipt')),
            ('company_id', 'child_of', self.company_id.id), ('invoice_date', '<=', today),
        ], order='invoice_date, id', limit=1)
        return Case(
            grade=profile.grade or None, danger=profile.danger_level or None,
            since=first.invoice_date or None, overdue=self._facts().get('overdue_amount') or 0.0,
            temporary=added, limit=limit)

    def _is_more(self):
        limit = self._base_limit()
        return limit is not None and self.currency_id.compare_amounts(
            self.requested_limit, limit) > 0

    def _need(self):
        """Return (level, how many agree, why one level more) that the request takes today."""
        authority, company = self.env['credit.authority'], self.company_id
        # Less credit needs nobody above: one level more is for more.
        codes = raising(self._case(), company._credit_today()) if self._is_more() else ()
        reasons = [self._raised_words()[code] for code in codes]
        if self._is_more():
            reasons += authority._raised(company, self.profile_id)
        level = authority._limit_level(company, self.requested_limit, bool(reasons))
        alone = company.credit_single_approver or not authority._gives_limits(company)
        return level, approvers(level, TWO_FROM, alone), '; '.join(reasons)

    def _raised_words(self):
        return {
            'grade': self.env._("his grade is %(grade)s", grade=self.profile_id.grade),
            'danger': self.env._("danger signals are up"),
            'new': self.env._("he is a customer of less than a year"),
            'overdue': self.env._("something is late"),
            'temporary': self.env._("temporary limits of a year add up to over 30 % of the limit"),
        }

    def _note_need(self):
        level, count, why = self._need()
        self.write({'level': level, 'approver_count': count, 'why_raised': why})

    # === WHO === #

    def _sellers(self):
        return self.sudo().partner_id.user_id

    def _authors(self):
        """Return who wrote it first and who changed it last."""
        return self.create_uid | self.editor_id

    def _approval_refusal(self, user):
        """Return the code of `tools.limit_requests.approval_refusal`, or None."""
        request_sudo = self.sudo()
        company = request_sudo.company_id
        return approval_refusal(
            user.id, request_sudo.requester_id.id, request_sudo._authors().ids,
            request_sudo._sellers().ids, request_sudo.approval_ids.user_id.ids,
            self.env['credit.authority']._reaches_limit(
                user, company, request_sudo.requested_limit, request_sudo.level),
            alone=company.credit_single_approver,
        )

    def _refusal_words(self, code):
        request_sudo = self.sudo()
        return {
            'requester': self.env._("You asked for it, so another person decides."),
            'author': self.env._("You wrote it or changed it last, so another person decides."),
            'seller': self.env._(
                "%(customer)s is your own sales customer; another manager decides on the credit.",
                customer=request_sudo.partner_id.display_name),
            'twice': self.env._("You approved it already; a second person has to."),
            'authority': self.env._(
                "A limit of %(amount)s takes level %(level)s here, and more than your authority"
                " gives. Somebody above you decides; a manager says who under Release Authority.",
                amount=request_sudo.currency_id.format(request_sudo.requested_limit),
                level=request_sudo.level),
        }[code]

    def _barred(self):
        """Return who cannot agree, any more or at all."""
        if self.company_id.credit_single_approver:
            return self.approval_ids.user_id
        return self._sellers() | self.requester_id | self._authors() | self.approval_ids.user_id

    def _people(self):
        """Return who may agree, the lowest authority first."""
        return self.env['credit.authority']._limit_people(
            self.company_id, self.requested_limit, self.level, self._barred())

    def _check_approvers(self):
        """Raise where too few may agree: the wish would wait for ever."""
        people = self._people()
        if len(people) < self.approver_count - len(self.approval_ids):
            raise UserError(self.env._(
                "%(count)s people of level %(level)s agree to %(amount)s, beside who asked or sold;"
                " there is: %(people)s. A manager gives somebody more under Release Authority.",
                count=self.approver_count, level=self.level,
                amount=self.currency_id.format(self.requested_limit),
                people=', '.join(people.mapped('name')) or self.env._("nobody")))

    def _next_turn(self):
        """Put it on the desk of the lowest who may agree."""
        self.user_id = self._people()[:1]

    # === DECIDED === #

    def action_approve(self):
        """Agree; the last of as many as it takes puts the limit in force."""
        for request in self:
            request_sudo = request._checked_for_decision()
            request_sudo._check_days()
            request_sudo._check_still_fits()
            request_sudo._note_need()
            if why := request._approval_refusal(self.env.user):
                raise AccessError(request._refusal_words(why))
            level, _bound = self.env['credit.authority']._limit_of(
                self.env.user, request_sudo.company_id)
            self.env['credit.limit.approval'].sudo().create({
                'request_id': request.id, 'user_id': self.env.uid, 'level': level})
            request_sudo._log('approved', approver_level=level)
            if len(request_sudo.approval_ids) >= request_sudo.approver_count:
                request_sudo._apply()
            else:
                request_sudo._check_approvers()
                request_sudo._next_turn()
        return True

    def _apply(self):
        """Put the limit in force, in the name of who agreed last."""
        profile, today = self.profile_id, self.company_id._credit_today()
        why = f'{self.name}: {self.reason.strip()}'
        if self.kind == 'temporary':
            profile.write({
                'temporary_limit': self.requested_limit - (self._base_limit() or 0.0),
                'temporary_from': self.valid_from, 'temporary_to': self.valid_until,
                'limit_reason': why,
            })
        else:
            review = add_months(today, REVIEW_MONTHS[profile.grade or 'C'])
            profile.write({
                'limit_mode': 'limited', 'credit_limit': self.requested_limit,
                'limit_valid_until': self.valid_until, 'limit_reason': why,
                'review_date': min(filter(None, (review, self.valid_until))),
            })
        self._close('approved', self.env._("Approved: %(request)s.", request=self.display_name))

    def action_refuse(self, note):
        """Let the limit stay as it is; `note` says why."""
        note = self.env['credit.asked']._text('note', note or '').strip()
        if not note:
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        for request in self:
            request_sudo = request._checked_for_decision()
            why = request._approval_refusal(self.env.user)
            if why in ('requester', 'author', 'seller', 'authority'):
                raise AccessError(request._refusal_words(why))
            request_sudo.note = note
            request_sudo._log('refused', note=note)
            request_sudo._close('refused', self.env._(
                "Refused: %(request)s. Ask %(user)s why.", request=request_sudo.display_name,
                user=self.env.user.name))
        return True

    def action_refuse_dialog(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Refuse"),
            'res_model': 'credit.limit.request.refuse', 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
            'context': {'default_request_id': self.id},
        }

    def action_withdraw(self):
        """Whoever asked, or may change it, does not want it any more."""
        for request in self:
            request.check_access('read' if request.requester_id == self.env.user else 'write')
            request_sudo = request.sudo()
            request_sudo._lock_waiting(('submitted', 'countered'))
            request_sudo._withdraw()
        return True

    def _withdraw(self):
        self.write({'state': 'withdrawn', 'user_id': False})
        self._log('withdrawn')

    def _close(self, state, words):
        """End it, and tell who asked; no figures are in the words."""
        self.write({'state': state, 'user_id': False})
        others = self.requester_id - self.env.user
        self.message_post(body=words, partner_ids=others.partner_id.ids)

    def _checked_for_decision(self):
        """Return `self` in sudo, locked and still waiting."""
        self.ensure_one()
        self.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._(
                "Credit people decide on limits. Withdraw the request if it is not wanted any more."))
        request_sudo = self.sudo()
        request_sudo._lock_waiting()
        return request_sudo

    def _lock_waiting(self, states=('submitted',)):
        self.profile_id.lock_for_update(allow_referencing=True)
        self.lock_for_update(allow_referencing=True)
        self.invalidate_recordset(['state', 'approval_ids'])
        if self.state not in states:
            words = dict(self._fields['state']._description_selection(self.env))
            raise UserError(self.env._(
                "%(request)s does not wait for approval (%(state)s).", request=self.display_name,
                state=words[self.state]))
