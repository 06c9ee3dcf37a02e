from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount, format_date

from ..tools import securities as rules

MANAGER = 'credit_management.credit_management_group_manager'


class CreditSecurity(models.Model):
    """Draft, verified by somebody else, active, released; renewed by one that takes its place."""

    _inherit = 'credit.security'

    refusal = fields.Char(
        string="Why Not More", compute='_compute_refusal',
        help="What keeps it from counting.")

    @api.depends('kind', 'company_guarantor', 'resolution_checked', 'is_registered', 'line_ids',
                 'with_recourse', 'notified_on', 'eligible', 'contract_id', 'value')
    @api.depends_context('lang')
    def _compute_refusal(self):
        words = self._refusal_words()
        for security in self:
            codes = rules.refusals(security._as_security()) if security.profile_id else ()
            security.refusal = ' '.join(filter(None, (
                *(words.get(code) for code in codes), security._deposit_words())))

    def _refusal_words(self):
        return {
            'no_resolution': self.env._(
                "A company's guarantee counts once the resolution of its board or shareholders was"
                " seen."),
            'not_registered': self.env._("It counts once it is registered."),
            'mostly_paid': self.env._("Three quarters are paid: the goods cannot be taken back."),
            'recourse': self.env._("With recourse the claim comes back to us: it takes off nothing."),
            'not_notified': self.env._("It counts once the customer was told of it."),
        }

    def _deposit_words(self):
        """Return what to know of a deposit that is more than a fifth of its contract."""
        contract = self.contract_id
        if self.kind != 'deposit' or not contract.amount:
            return ''
        agreed = contract.currency_id._convert(
            contract.amount, self.currency_id, self.company_id, self.valid_from)
        kept, rest = rules.deposit(self.value, agreed)
        return rest > 0 and self.env._(
            "It is more than a fifth of the contract: %(kept)s is a deposit, %(rest)s a plain"
            " prepayment that is not returned double.",
            kept=format_amount(self.env, float(kept), self.currency_id),
            rest=format_amount(self.env, float(rest), self.currency_id))

    # === MOVES === #

    def action_verify(self):
        """Say that somebody other than who wrote it has compared it with the paper."""
        for security in self:
            security._check_moves('draft')
            security._check_other_person()
            security._check_complete()
            security.sudo().write({'state': 'verified', 'verifier_id': self.env.uid})
            security._log('verified')
        return True

    def action_back_to_draft(self):
        for security in self:
            security._check_moves('verified')
            security.sudo().write({'state': 'draft', 'verifier_id': False})
            security._log('back to draft')
        return True

    def action_activate(self):
        """Let it count from its first day on; what widens a customer's credit a manager activates."""
        for security in self:
            security._check_moves('verified')
            if security.effect != 'none' and not self.env.user.has_group(MANAGER):
                raise AccessError(self.env._(
                    "It lets the customer owe more, so a credit manager activates it."))
            security._recount()
            security.sudo().write({'state': 'active'})
            security._log('active')
            security._release_old()
            security._changed()
        return True

    def action_release_dialog(self):
        self.ensure_one()
        return self._dialog('credit.security.release', self.env._("Give Back"))

    def action_release(self, day, reason):
        """Give it back, or note that it is gone: from `day` on it counts no more."""
        asked = self.env['credit.asked']
        day, reason = asked._day('day', day), asked._text('reason', reason or '').strip()
        for security in self:
            security._check_moves('active')
            if not reason:
                raise UserError(self.env._("Say why: the reason is kept in the log."))
            if not day or not security.valid_from <= day <= security.company_id._credit_today():
                raise UserError(self.env._(
                    "Give a day from %(first)s to today.",
                    first=format_date(self.env, security.valid_from)))
            security._release(day, reason)
        return True

    def action_renew(self):
        """Open a draft that takes this one's place when it is activated."""
        self.ensure_one()
        self.check_access('write')
        if self.state not in ('active', 'released'):
            raise UserError(self.env._("It does not count yet: change it itself."))
        today = self.company_id._credit_today()
        begins = max(filter(None, (
            self.valid_to and fields.Date.add(self.valid_to, days=1), today)))
        length = self.valid_to and self.valid_to - self.valid_from
        draft_sudo = self.sudo().copy({
            'replaces_id': self.id, 'valid_from': begins, 'valid_to': length and begins + length,
            'user_id': self.env.uid, 'editor_id': self.env.uid,
        })
        return draft_sudo.with_env(self.env)._get_records_action()

    def action_open_clock(self):
        """Open the guarantee's own clock; begin one where there is none."""
        self.ensure_one()
        self.check_access('write')
        if self.kind != 'guarantee' or not self.giver_id:
            raise UserError(self.env._("Say who gives the guarantee: his clock needs a name."))
        if not self.clock_id:
            due = max(self.sudo().line_ids.mapped('date_maturity') or [False])
            self.sudo().clock_id = self.env['credit.guarantee.clock'].create({
                'profile_id': self.profile_id.id, 'guarantor_id': self.giver_id.id,
                'form': self.form, 'date_due': due or self.valid_to or self.valid_from,
                'amount': self.value if self.is_capped else 0.0,
                'line_ids': [fields.Command.set(self.line_ids.ids)],
                'contract': self.file, 'contract_name': self.file_name,
            })
        return self.clock_id._get_records_action()

    def _dialog(self, model, title):
        return {
            'type': 'ir.actions.act_window', 'name': title, 'res_model': model,
            'view_mode': 'form', 'views': [(False, 'form')], 'target': 'new',
            'context': {'default_security_id': self.id},
        }

    # === WHAT HAS TO BE TRUE === #

    def _check_complete(self):
        if self.kind != 'prepayment' and not self.file:
            raise UserError(self.env._("Put the paper on file: whoever verifies it reads it."))
        if self.kind == 'prepayment' and not self.prepayment_percent:
            raise UserError(self.env._("Say what share is paid beforehand."))
        if self.kind in ('guarantee', 'bank_guarantee', 'letter_of_credit', 'factoring',
                         'insurance') and not self.giver_id:
            raise UserError(self.env._("Say who gives it."))

    # === WHAT FOLLOWS === #

    def _release_old(self):
        old_sudo = self.sudo().replaces_id
        if old_sudo.state == 'active' and (
            not old_sudo.valid_to or old_sudo.valid_to >= self.valid_from
        ):
            old_sudo._release(self.valid_from, self.env._("replaced by %(name)s", name=self.name))

    def _release(self, day, reason):
        """End it on `day`, the first on which it does not count; before its first day: at once."""
        last = fields.Date.subtract(day, days=1)
        vals = {'released_on': day, 'release_reason': reason}
        if day <= self.company_id._credit_today() or last < self.valid_from:
            vals['state'] = 'released'
        else:
            vals['valid_to'] = last  # a successor that begins later: it counts until then
        self.sudo().write(vals)
        self._log('released', day=str(day), reason=reason)
        self._changed()

    def _changed(self):
        """Let held orders be looked at again."""
        self.env['credit.profile'].sudo()._notify(
            'papers_changed', self.sudo().profile_id, 'credit.security')

    def _log(self, action, **more):
        self.env['credit.decision'].sudo()._log('security', profile=self.sudo().profile_id, payload={
            'action': action, 'security': self.id, 'kind': self.kind, 'effect': self.effect,
            'value': self.value, 'eligible': self.eligible, 'from': str(self.valid_from),
            'until': str(self.valid_to or ''), **more,
        }, res_model=self._name, res_id=self.id)

    # === NIGHT === #

    @api.model
    def _cron_night(self):
        """Count anew what payments change, and the next days of insurers; papers that were honoured."""
        roots = self.env['res.company'].sudo().search([('parent_id', '=', False)], order='id')
        self.env['credit.failure']._in_turn('securities', roots, self._night)

    @api.model
    def _night(self, root):
        yield from self.env['credit.instrument']._honoured_by_time(root)
        for security in self.sudo().search([
            ('company_id', '=', root.id), ('state', '=', 'active'), ('kind', '=', 'retention'),
        ], order='id'):
            if security._recount():
                security._changed()
                yield
        yield from self._night_insurance(root)

    def _task_why(self):
        """Return what the queue says of this security."""
        if self.state == 'draft':
            return self.env._("Compare it with the paper and have it verified")
        if self.state == 'verified':
            return self.env._("Activate it: it does not count yet")
        return self.env._(
            "Ends on %(day)s: renew it, or let it end", day=format_date(self.env, self.valid_to))
