from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .credit_limit_proposal import MANAGER
from .credit_limit_proposal_apply import QUIET, _plain

#: Customers that are changed and committed in one go.
BATCH = 100
CHANGED = ('credit_limit', 'review_date', 'limit_reason')


class CreditReview(models.Model):
    """Another manager agrees; the cron applies customer by customer, and takes back the same way."""

    _inherit = 'credit.review'

    may_approve = fields.Boolean(compute='_compute_may_approve')

    @api.depends_context('uid')
    @api.depends('state', 'requester_id')
    def _compute_may_approve(self):
        for review in self:
            review.may_approve = review.state == 'submitted' and not review._why_not()

    def _why_not(self):
        """Return why the user may not decide, or None."""
        if not self.env.user.has_group(MANAGER):
            return self.env._("Only a credit manager can do this. Ask one of them.")
        alone = self.sudo().company_id.credit_single_approver
        if self.requester_id == self.env.user and not alone:
            return self.env._("You asked for it, so another person decides.")
        return None

    def action_submit(self):
        """Put the sheet before another manager."""
        self.check_access('write')
        for review in self:
            review._check_draft()
            if not (review.reason or '').strip():
                raise UserError(self.env._("Say why: the reason is kept in the log."))
            if not review.line_ids:
                raise UserError(self.env._("The sheet is empty. Press Fill first."))
            silent = review.line_ids.filtered(lambda line: not line.why and (
                line.currency_id.compare_amounts(line.limit, line.proposed_limit)))
            if silent:
                raise UserError(self.env._(
                    "%(customer)s gets another limit than proposed. Say why.",
                    customer=silent[0].partner_id.display_name))
            review.sudo().write({'state': 'submitted', 'requester_id': self.env.uid})
            review._log('review_asked', lines=len(review.line_ids))
        return True

    def action_approve(self):
        """Agree; the limits are changed in the background."""
        for review in self:
            review_sudo = review._decided_on()
            review_sudo.write({'state': 'applying', 'approver_id': self.env.uid})
            review._log('review_approved', lines=len(review_sudo.line_ids))
            self._trigger()
        return True

    def action_refuse(self, note=""):
        """Leave all limits as they are."""
        for review in self:
            review._decided_on().write({'state': 'refused', 'note': note or False})
            review._log('review_refused', note=note)
        return True

    def _decided_on(self):
        self.ensure_one()
        self.check_access('read')
        if why := self._why_not():
            raise AccessError(why)
        return self._locked('submitted')

    def _locked(self, state):
        review_sudo = self.sudo()
        review_sudo.lock_for_update(allow_referencing=True)
        review_sudo.invalidate_recordset(['state'])
        if review_sudo.state != state:
            raise UserError(self.env._("%(review)s does not wait for this.", review=self.name))
        return review_sudo

    def action_undo(self):
        """Give back what the customers had, where nobody decided otherwise since."""
        for review in self:
            if why := not self.env.user.has_group(MANAGER) and review._why_not():
                raise AccessError(why)
            review._locked('applied').write({'state': 'undoing', 'undone_by_id': self.env.uid})
            review._log('review_undone')
            self._trigger()
        return True

    @api.model
    def _trigger(self):
        self.env.ref('credit_management.credit_review_cron').sudo()._trigger()

    # === RUNNING === #

    @api.model
    def _cron_run(self):
        reviews = self.search([('state', 'in', ('applying', 'undoing'))], order='id')
        self.env['credit.failure']._in_turn('reviews', reviews, lambda own: own._go_on())

    def _go_on(self):
        """Yield after each batch, from where the last run stopped."""
        applying = self.state == 'applying'
        user = self.approver_id if applying else self.undone_by_id
        while lines := self.env['credit.review.line'].search([
            ('review_id', '=', self.id), ('state', '=', 'todo' if applying else 'applied'),
            ('note', '=', False)], limit=BATCH,
        ):
            for line in lines:
                line._do('_apply' if applying else '_restore', user)
            yield
        self.state = 'applied' if applying else 'undone'


class CreditReviewLine(models.Model):
    _inherit = 'credit.review.line'

    def _do(self, act, user):
        """Change one customer in the name of `user`; note why where that fails."""
        try:
            with self.env.cr.savepoint():
                profile = self.profile_id.with_user(user).with_company(
                    self.company_id).with_context(**QUIET)
                profile._check_may_decide()
                getattr(self, act)(profile.sudo(), user)
        except (AccessError, UserError, ValidationError) as error:
            self.write({'note': str(error)[:500],
                        **({'state': 'refused'} if act == '_apply' else {})})

    def _apply(self, profile, user):
        self._check_as_found(profile)
        if self.direction == 'up':
            self._check_more_credit(profile, user)
        reason = ' – '.join(filter(None, (self.review_id.name, self.review_id.reason, self.why)))
        given = {'review_date': self.review_date, 'limit_reason': reason}
        if self.direction != 'keep':
            given['credit_limit'] = self.limit
        before = _plain(profile._snapshot_values(CHANGED))
        profile.write(given)
        self.write({'state': 'applied', 'before': before})

    def _check_as_found(self, profile):
        compare = self.currency_id.compare_amounts
        if not profile.active or profile.limit_mode != 'limited' or compare(
                profile.credit_limit, self.current_limit):
            raise UserError(self.env._(
                "The customer's limit was decided on since the sheet was filled."))

    def _check_more_credit(self, profile, user):
        """Raise where the approver alone may not give this much: then it is asked for by request."""
        company, authority = self.company_id, self.env['credit.authority']
        for refusal in profile._limit_refusals().values():
            raise UserError(refusal)
        company._credit_check_ceiling_hard()
        request = self.env['credit.limit.request'].sudo().new({
            'profile_id': profile.id, 'kind': 'base', 'requested_limit': self.limit})
        level, count, _why = request._need()
        alone = count < 2 and not (
            not company.credit_single_approver
            and self.env['credit.committee']._for(company, level))
        if not alone or not authority._reaches_limit(user, company, self.limit, level):
            raise UserError(self.env._(
                "This limit takes level %(level)s and more than one manager's yes. Ask for it by a"
                " limit request.", level=level))

    def _restore(self, profile, user):
        now, given = _plain(profile._snapshot_values(CHANGED)), dict(self.before)
        compare = self.currency_id.compare_amounts
        expected = self.limit if self.direction != 'keep' else self.current_limit
        if compare(now['credit_limit'] or 0.0, expected):
            raise UserError(self.env._("Decided otherwise since, so it was left as it is."))
        profile.write({name: value or False for name, value in given.items()})
        self.write({'state': 'undone'})
