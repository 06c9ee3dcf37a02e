from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..tools import disputes as pure

OFFICER = 'credit_management.credit_management_group_officer'
MANAGER = 'credit_management.credit_management_group_manager'


class CreditDispute(models.Model):
    """How a dispute comes to be, and what officers and managers decide about it."""

    _inherit = 'credit.dispute'

    # === RAISED === #

    @api.model
    def _raise(self, line, amount, reason, note=None, raised_on=None, is_officer=None,
               files=()):
        """Raise a dispute about `amount` of a maturity line, and return it.

        Whoever may read the customer's profile may; only officers say that it came earlier.

        :param date raised_on: when the customer said it; default today
        :param files: the user's attachments that show it; they become the dispute's
        :param bool is_officer: whether an officer raises it; default whether the user is one
        """
        profile = self._profile_of(line)
        profile.check_access('read')
        is_officer = self._is_officer() if is_officer is None else is_officer
        profile_sudo, line_sudo = profile.sudo(), line.sudo()
        today = profile_sudo.company_id._credit_today()
        day = raised_on if raised_on and is_officer else today
        files_sudo = self.env['credit.asked']._files(files, 'credit.dispute.raise')
        profile_sudo._one_at_a_time()
        self._check_raised(line_sudo, amount, day, today)
        values = {
            'profile_id': profile.id, 'move_line_id': line.id, 'move_id': line_sudo.move_id.id,
            'move_name': line_sudo.move_id.name, 'amount': amount, 'reason_id': reason.id,
            'note': note, 'raised_on': day, 'raised_by_id': self.env.uid,
            'user_id': (reason._responsible(profile_sudo) or self.env.user).id,
            'demand_on': self._first_demands(line.ids).get(line.id),
            'first_raised_on': self._first_raised(line),
        }
        dispute = self._begin(values, line_sudo, today if is_officer else None)
        dispute.sudo()._keep(files_sudo)
        return dispute

    def _keep(self, files_sudo):
        """Let files become the dispute's own, shown in its talk."""
        if files_sudo:
            files_sudo.write({'res_model': self._name, 'res_id': self.id})
            self.message_post(
                attachment_ids=files_sudo.ids, author_id=self.env.user.partner_id.id)

    def _begin(self, values, line_sudo, accepted_on=None):
        """Create a dispute with its deadline; `accepted_on`: an officer lets it count, if late."""
        plain = pure.Dispute(None, None, '', values['amount'], values['raised_on'])
        terms = line_sudo.company_id._credit_dispute_terms()
        is_late = not pure.is_in_time(plain, _due(line_sudo), values.get('demand_on'), terms)
        if not accepted_on:
            is_late = is_late or self._frees(values, line_sudo, terms)
        if is_late and accepted_on:
            values.update(accepted_on=accepted_on, accepted_by_id=self.env.uid)
        reason = self.env['credit.dispute.reason'].sudo().browse(values['reason_id'])
        root_sudo = line_sudo.company_id.root_id
        dispute_sudo = self.sudo().create({
            **values, 'needs_acceptance': is_late and not values.get('accepted_on'),
            'deadline': pure.deadline(
                pure.Dispute(None, None, reason.code, values['amount'], values['raised_on']),
                reason._plain(), root_sudo._credit_rest()[root_sudo.id]),
        })
        dispute_sudo._tell_owner()
        dispute_sudo._announce()
        return dispute_sudo.sudo(self.env.su)

    @api.model
    def _frees(self, values, line_sudo, terms):
        """Tell whether a dispute could let go what is held: who sells does not decide that alone."""
        late = (values['raised_on'] - _due(line_sudo)).days
        return late > terms.window or bool(self.env['credit.hold'].sudo().search_count(
            [('profile_id', '=', values['profile_id']), ('state', '=', 'open')], limit=1))

    @api.model
    def _first_raised(self, line):
        """Return the day of the first dispute of a line that came to nothing, or False: whoever
        raises it again gets no more days."""
        gone_sudo = self.sudo().search([
            ('move_line_id', '=', line.id), ('resolution', 'in', ('rejected', 'withdrawn'))])
        return min(
            (one.first_raised_on or one.raised_on for one in gone_sudo), default=False)

    @api.model
    def _profile_of(self, line):
        """Return the profile of the customer who owes `line`."""
        line_sudo = line.sudo()
        profile = self.env['credit.profile']._of_partners(
            line_sudo.partner_id, line_sudo.company_id)
        if not profile:
            raise UserError(self.env._(
                "%(customer)s has no credit profile. Make one first: disputes and promises are"
                " kept with it.", customer=line_sudo.partner_id.display_name or '–'))
        return profile.sudo(self.env.su)

    @api.model
    def _check_raised(self, line_sudo, amount, day, today):
        """Raise if there is nothing of that line to dispute, or less, or another day is meant."""
        if line_sudo.account_type != 'asset_receivable' or line_sudo.parent_state != 'posted':
            raise UserError(self.env._("Only a posted receivable can be disputed."))
        currency = line_sudo.company_currency_id
        left = self._undisputed_of(line_sudo)
        if not amount > 0 or currency.compare_amounts(amount, left) > 0:
            raise UserError(self.env._(
                "%(amount)s of %(document)s cannot be disputed: %(left)s of it is open and not"
                " disputed yet.", amount=currency.format(amount), document=line_sudo.move_name,
                left=currency.format(left)))
        if not (line_sudo.invoice_date or line_sudo.date) <= day <= today:
            raise UserError(self.env._(
                "%(document)s cannot have been disputed on %(day)s. Give a day from its date to"
                " today.", document=line_sudo.move_name, day=format_date(self.env, day)))

    @api.model
    def _undisputed_of(self, line_sudo):
        """Return what of a line is open, and in no open dispute."""
        others_sudo = self.sudo().search(
            [('move_line_id', '=', line_sudo.id), ('state', '=', 'open')])
        return max(line_sudo.amount_residual - sum(others_sudo.mapped('amount')), 0.0)

    @api.model
    def _first_demands(self, line_ids):
        """Return ``{line id: day}`` of the first formal demand that was carried out for each."""
        rows = self.env['credit.rpm.done'].sudo()._read_group(
            [('move_line_id', 'in', line_ids), ('is_demand', '=', True),
             ('withdrawn_on', '=', False)],
            ['move_line_id'], ['day:min'])
        return {line.id: day for line, day in rows}

    def _tell_owner(self):
        """Put it on its owner's desk in Odoo: he may have no business with credit."""
        for dispute in self.filtered('user_id'):
            dispute.with_context(mail_activity_quick_update=True).activity_schedule(
                'mail.mail_activity_data_todo', date_deadline=dispute.deadline,
                user_id=dispute.user_id.id, summary=dispute.display_name)

    def _tell_new_owner(self):
        """Let what waits on a desk follow the owner and the deadline of open ones."""
        for dispute in self.filtered(lambda one: one.state == 'open'):
            if not dispute.activity_ids:
                dispute._tell_owner()
            elif dispute.user_id:
                dispute.activity_reschedule(
                    ['mail.mail_activity_data_todo'], new_user_id=dispute.user_id.id,
                    date_deadline=dispute.deadline)

    def _announce(self):
        """Tell whoever follows these customers: what is late has changed."""
        profiles = self.profile_id
        if profiles:
            profiles._notify('dispute_changed', profiles, 'credit.dispute')

    # === DECIDED === #

    def action_accept(self):
        """Let late ones count: an officer's decision, from today on."""
        if not self._is_officer():
            raise AccessError(self.env._("Credit officers accept a dispute that is late. Ask one."))
        self.check_access('write')
        for dispute_sudo in self.sudo().filtered('needs_acceptance'):
            dispute_sudo._check_open()
            dispute_sudo.write({
                'needs_acceptance': False, 'accepted_by_id': self.env.uid,
                'accepted_on': dispute_sudo.company_id._credit_today(),
            })
            dispute_sudo._log('accepted')
            dispute_sudo._announce()
        return True

    def action_uncap(self):
        """Let it count beyond the customer's cap: a manager's decision, logged."""
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._(
                "Credit managers let a dispute count beyond the cap. Ask one of them."))
        self.check_access('write')
        for dispute_sudo in self.sudo().filtered(lambda one: not one.uncapped_on):
            dispute_sudo._check_open()
            dispute_sudo.uncapped_on = dispute_sudo.company_id._credit_today()
            dispute_sudo._log('uncapped')
            dispute_sudo._announce()
        return True

    def action_reopen(self):
        """Open what was settled again, as a new dispute about what is left of it.

        It counts at once, and no longer than the first would have.
        """
        self.ensure_one()
        if not self._is_officer():
            raise AccessError(self.env._("Credit officers open a dispute again. Ask one of them."))
        self.check_access('write')
        old_sudo = self.sudo()
        line_sudo = old_sudo.move_line_id
        if old_sudo.state == 'open':
            raise UserError(self.env._("%(dispute)s is open.", dispute=self.display_name))
        newer_sudo = old_sudo.search([('reopens_id', '=', self.id)], limit=1)
        if newer_sudo:
            raise UserError(self.env._(
                "%(dispute)s was opened again on %(day)s already. Look at that one.",
                dispute=self.display_name, day=format_date(self.env, newer_sudo.raised_on)))
        if not line_sudo:
            raise UserError(self.env._(
                "The invoice of %(dispute)s is not posted. Post it first, then open the dispute"
                " again.", dispute=self.display_name))
        amount = min(old_sudo.amount - old_sudo.credited, self._undisputed_of(line_sudo))
        today = old_sudo.company_id._credit_today()
        self._check_raised(line_sudo, amount, today, today)
        again = self._begin({
            'profile_id': old_sudo.profile_id.id, 'move_line_id': line_sudo.id,
            'move_id': line_sudo.move_id.id, 'move_name': line_sudo.move_id.name, 'amount': amount,
            'reason_id': old_sudo.reason_id.id, 'note': old_sudo.note, 'raised_on': today,
            'raised_by_id': self.env.uid, 'user_id': old_sudo.user_id.id,
            'demand_on': self._first_demands(line_sudo.ids).get(line_sudo.id),
            'reopens_id': self.id, 'first_raised_on': old_sudo.first_raised_on or old_sudo.raised_on,
        }, line_sudo, today)
        return again._action_form()

    # === HELPERS === #

    def _is_officer(self):
        return self.env.su or self.env.user.has_group(OFFICER)

    def _check_open(self):
        self.lock_for_update()
        self.invalidate_recordset(['state'])
        if self.state != 'open':
            raise UserError(self.env._(
                "%(dispute)s was settled already. Open it again, if it was not.",
                dispute=self.display_name))

    def _log(self, what):
        self.env['credit.decision'].sudo()._log('dispute', profile=self.profile_id, payload={
            'what': what, 'document': self.move_name, 'line': self.move_line_id.id,
            'amount': self.amount, 'reason': self.reason_id.code, 'raised_on': self.raised_on,
        }, res_model=self._name, res_id=self.id)

    def _action_form(self):
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': self.id,
            'name': self.display_name, 'views': [(False, 'form')],
        }


def _due(line_sudo):
    return line_sudo.date_maturity or line_sudo.date
