from dataclasses import replace
from datetime import date, timedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from ..exposure.receivable import Receivable
from ..tools import promises as pure
from .credit_dispute_life import MANAGER, OFFICER
from .credit_promise import BROKEN
from .credit_promise_look import LOOK_BACK_DAYS


class CreditPromise(models.Model):
    """How a promise is taken, replaced, taken out, followed up."""

    _inherit = 'credit.promise'

    # === TAKEN === #

    @api.model
    def _make(self, profile, amount, day, lines=None, instead=False, files=(), **values):
        """Take a promise of a customer to pay `amount` by `day`, and return it.

        Whoever may read the profile may take one. A line has one open promise: with `instead` this
        one takes the place of those, which breaks them.

        :param lines: maturity lines that it is for; none: any
        :param files: the user's attachments that show it; they become the promise's
        :param values: further fields of a promise: source, channel, contact_id, note, is_written
        """
        profile.check_access('read')
        profile_sudo = profile.sudo()
        lines_sudo = (lines or self.env['account.move.line']).sudo()
        root_sudo, today = profile_sudo.company_id, profile_sudo.company_id._credit_today()
        files_sudo = self.env['credit.asked']._files(files, 'credit.promise.make')
        profile_sudo._one_at_a_time()
        self._check_made(profile_sudo, amount, day, lines_sudo, today)
        new = pure.Promise(
            None, amount, day, today, tuple(lines_sudo.ids), root_sudo.credit_promise_grace,
            round(root_sudo.credit_promise_tolerance, 6) / 100, plan=values.get('plan_id'))
        replaced_sudo = self._replaced(profile_sudo, new, instead, today)
        promise_sudo = self.sudo().create({
            'profile_id': profile.id, 'amount': amount, 'day': day, 'made_on': today,
            'line_ids': [(6, 0, lines_sudo.ids)], 'had_lines': bool(lines_sudo),
            'grace': new.grace,
            'tolerance': root_sudo.credit_promise_tolerance, 'user_id': self.env.uid,
            'ends_on': new.ends(root_sudo._credit_rest()[root_sudo.id]),
            'source': 'officer' if self._is_officer() else 'sales',
            **values,
        })
        promise_sudo._keep(files_sudo)
        replaced_sudo.write({'replaced_on': today, 'replaced_by_id': promise_sudo.id})
        promise_sudo._follow_up_broken(lines_sudo, today)
        self._settle(profile_sudo)
        if promise_sudo.is_written:
            self.env['credit.limitation'].sudo()._mark(profile_sudo)
        profile_sudo._notify('promise_changed', profile_sudo, 'credit.promise')
        return promise_sudo.sudo(self.env.su)

    def _keep(self, files_sudo):
        """Let files become the promise's own, shown in its talk."""
        if files_sudo:
            files_sudo.write({'res_model': self._name, 'res_id': self.id})
            self.message_post(
                attachment_ids=files_sudo.ids, author_id=self.env.user.partner_id.id)

    @api.model
    def _check_made(self, profile_sudo, amount, day, lines_sudo, today):
        """Raise if nobody could keep such a promise, or it is about somebody else's lines."""
        if not amount or amount <= 0:
            raise UserError(self.env._("Say which amount was promised, above zero."))
        if not day or day < today:
            raise UserError(self.env._(
                "Money cannot be promised for %(day)s. Give a day from %(today)s on.",
                day=format_date(self.env, day) if day else '–',
                today=format_date(self.env, today)))
        latest = today + timedelta(days=profile_sudo.company_id.credit_promise_longest)
        if day > latest and not self.env.user.has_group(MANAGER):
            raise UserError(self.env._(
                "%(day)s is far away, and what is promised is not asked for until then. Give a day"
                " up to %(latest)s, or ask a credit manager to take this promise.",
                day=format_date(self.env, day), latest=format_date(self.env, latest)))
        for line in lines_sudo:
            if (
                line.partner_id.commercial_partner_id != profile_sudo.partner_id
                or line.company_id.root_id != profile_sudo.company_id
                or line.account_type != 'asset_receivable' or line.amount_residual <= 0
                or line.parent_state != 'posted'
            ):
                raise UserError(self.env._(
                    "%(document)s is no open receivable of %(customer)s. Leave it out.",
                    document=line.move_name, customer=profile_sudo.partner_id.display_name))
        self._check_owed(profile_sudo, amount, lines_sudo)

    @api.model
    def _check_owed(self, profile_sudo, amount, lines_sudo):
        """Raise if more is promised than is open of the lines, or than the customer owes."""
        currency = profile_sudo.currency_id
        of_lines = sum(lines_sudo.mapped('amount_residual'))
        if lines_sudo and currency.compare_amounts(amount, of_lines) > 0:
            raise UserError(self.env._(
                "%(amount)s cannot be promised for what was chosen: %(left)s of it is open. Choose"
                " what else is paid with it, or nothing for a promise about all that is owed.",
                amount=currency.format(amount), left=currency.format(of_lines)))
        left = sum(self._open_lines(profile_sudo).get(profile_sudo.id, {}).values())
        if currency.compare_amounts(amount, left) > 0:
            raise UserError(self.env._(
                "%(amount)s cannot be promised: %(customer)s owes %(left)s in all.",
                customer=profile_sudo.partner_id.display_name, amount=currency.format(amount),
                left=currency.format(left)))

    @api.model
    def _replaced(self, profile_sudo, new, instead, today):
        """Return the open promises about the lines of `new`, or raise where they are to stay."""
        found = self._outcomes(profile_sudo, today).get(profile_sudo.id, {})
        refused = pure.refusal(new, found.values())
        if not refused:
            return self.sudo()
        other_sudo = self.sudo().browse(refused[1])
        if not instead:
            raise UserError(self.env._(
                "%(amount)s was promised for %(day)s already, for the same receivables. Replace"
                " that promise, or choose others.",
                amount=other_sudo.currency_id.format(other_sudo.amount),
                day=format_date(self.env, other_sudo.day)))
        return self.sudo().browse([
            key for key, outcome in found.items()
            if pure.refusal(new, [outcome])])

    def _follow_up_broken(self, lines_sudo, today):
        """A new promise is what is done about broken ones of its lines, or about any."""
        broken_sudo = self.search([
            ('profile_id', '=', self.profile_id.id), ('state', 'in', BROKEN),
            ('followed_on', '=', False)])
        broken_sudo.filtered(
            lambda one: not (one.line_ids or one.had_lines) or not lines_sudo
            or one.line_ids & lines_sudo
        ).followed_on = today

    # === AFTERWARDS === #

    def cancel(self, reason):
        """Take promises out, so that they count neither as kept nor as broken: a manager's decision.

        An open one, or one that was replaced; what was kept or broken stays.

        :param str reason: kept in the log
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Credit managers cancel a promise. Ask one of them."))
        self.check_access('read')
        reason = self.env['credit.asked']._text('reason', reason).strip()
        if not reason:
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        # What ended since the last night is broken already, and no more to be taken out.
        self._settle(self.profile_id)
        for promise_sudo in self.sudo():
            promise_sudo._check_cancellable()
            promise_sudo.write({
                'cancelled_on': promise_sudo.company_id._credit_today(),
                'cancelled_by_id': self.env.uid, 'cancelled_reason': reason,
            })
            promise_sudo._log_cancelled(reason)
        self._settle(self.profile_id)
        self.env['credit.limitation'].sudo()._mark(self.sudo().profile_id)
        return True

    def _check_cancellable(self):
        self.lock_for_update()
        self.invalidate_recordset(['state'])
        if self.state not in ('open', 'replaced'):
            raise UserError(self.env._(
                "%(promise)s is %(state)s. Only an open promise, or one that was replaced, can be"
                " cancelled.", promise=self.display_name,
                state=dict(self._fields['state']._description_selection(self.env))[self.state]))

    def _log_cancelled(self, reason):
        self.env['credit.decision'].sudo()._log('promise', profile=self.profile_id, payload={
            'what': 'cancelled', 'amount': self.amount, 'day': self.day, 'made_on': self.made_on,
            'was': self.state, 'lines': self.line_ids.ids, 'reason': reason,
        }, res_model=self._name, res_id=self.id)

    def action_followed(self):
        """Say that somebody dealt with these broken promises: they wait for nobody any more."""
        if not self._is_officer():
            raise AccessError(self.env._("Credit officers follow broken promises up. Ask one."))
        self.check_access('read')
        for promise_sudo in self.sudo():
            if promise_sudo.state in BROKEN and not promise_sudo.followed_on:
                promise_sudo.followed_on = promise_sudo.company_id._credit_today()
        return True

    def action_cancel(self):
        """Open the dialog that asks why."""
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Cancel Promise"),
            'res_model': 'credit.promise.cancel', 'views': [(False, 'form')], 'target': 'new',
            'context': {'default_promise_ids': self.ids},
        }

    def action_replace(self):
        """Open the dialog for another promise of the same lines."""
        self.ensure_one()
        self.check_access('read')
        return self.env['credit.promise.make']._open(
            self.profile_id, self.line_ids, {'default_is_replacing': self.state == 'open'})

    def _is_officer(self):
        return self.env.su or self.env.user.has_group(OFFICER)

    # === SAID === #

    def _why(self):
        """Return the sentence of the queue."""
        self.ensure_one()
        figures = {
            'amount': self.currency_id.format(self.amount), 'day': format_date(self.env, self.day),
            'paid': self.currency_id.format(self.paid),
        }
        if not self.paid:
            return self.env._("%(amount)s promised for %(day)s, nothing came", **figures)
        return self.env._("%(amount)s promised for %(day)s, %(paid)s came", **figures)

    # === OF LINES === #

    @api.model
    def _of_lines(self, profiles, day):
        """Return ``{line id: {'promised', 'promised_until', 'broken_on'}}`` of customers' lines.

        `promised`: what open promises keep from being asked for until then; `broken_on`: when the
        last broken one about the line was. What is not there is left out.
        """
        since = day - timedelta(days=LOOK_BACK_DAYS)
        found, facts = self._outcomes(profiles, day, since), {}
        # Money that was taken back afterwards does not break what was kept.
        kept = set(self.sudo().search([
            ('profile_id', 'in', profiles.ids), ('state', '=', 'kept'), ('ends_on', '<', day)]).ids)
        opens = self._open_lines(profiles.browse(found))
        for profile_id, outcomes in found.items():
            own = opens.get(profile_id, {})
            outcomes = {key: one for key, one in outcomes.items() if key not in kept}
            for line, (amount, until) in pure.suspended(outcomes.values(), own).items():
                facts.setdefault(line, {}).update(
                    promised=float(amount), promised_until=until)
            for line, broken_on in pure.last_broken(outcomes.values(), tuple(own)).items():
                facts.setdefault(line, {})['broken_on'] = broken_on
        counted = {key for outcomes in found.values() for key in outcomes}
        for line, broken_on in self._broken_before(profiles, since, counted).items():
            facts.setdefault(line, {}).setdefault('broken_on', broken_on)
        return facts

    @api.model
    def _broken_before(self, profiles, since, counted):
        """Return ``{line id: day}`` of the last broken promise that ended before `since`, as kept.

        :param counted: ids of promises that are reckoned anew
        """
        broken_sudo = self.sudo().search([
            ('profile_id', 'in', profiles.ids), ('ends_on', '<', since),
            ('state', 'in', (*BROKEN, 'replaced')), ('id', 'not in', list(counted)),
        ], order='decided_on')
        opens = self._open_lines(profiles.browse(broken_sudo.filtered(
            lambda one: not (one.line_ids or one.had_lines)).profile_id.ids))
        return {
            line_id: one.decided_on for one in broken_sudo
            for line_id in one.line_ids.ids
            or (not one.had_lines and opens.get(one.profile_id.id, ())) or ()
        }

    @api.model
    def _open_lines(self, profiles):
        """Return ``{profile id: {line id: open amount}}``, those that are due first first."""
        opens = {}
        for root_sudo, own in profiles.sudo().grouped('company_id').items():
            scope = self._scope(root_sudo, own)
            # Every open line is "late" at the end of time.
            at_the_end = tuple(replace(branch, today=date.max) for branch in scope.branches)
            lines = Receivable().late_lines(replace(scope, branches=at_the_end))
            for profile_id, line_id, amount in self.env['credit.exposure']._read(None, SQL(
                "SELECT profile_id, id, amount FROM (%s) line ORDER BY due, id", lines
            )):
                opens.setdefault(profile_id, {})[line_id] = amount
        return opens


class CreditProfile(models.Model):
    _inherit = 'credit.profile'

    def _one_at_a_time(self):
        """Let promises and disputes of a customer be taken one after the other: of two at once the
        later transaction begins anew, and sees what the other one took."""
        self.env.cr.execute(SQL(
            "UPDATE credit_profile SET write_date = write_date WHERE id = ANY(%s)", self.ids))
