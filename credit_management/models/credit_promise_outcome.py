from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..exposure.in_transit import InTransit
from ..exposure.scope import Scope
from ..receivables.receipts import allocated, unallocated
from ..tools import promises as pure
from .credit_promise_look import LOOK_BACK_DAYS

#: Customers whose promises are looked at, and committed, in one go.
BATCH = 500
#: The line of a promise whose lines are gone: nobody's, so it is not about any line.
GONE = (0,)
#: Outcomes in the words of the records.
_WORDS = {'broken_partial': 'partial'}


class CreditPromise(models.Model):
    """What became of promises: by what was received, `tools.promises` says so."""

    _inherit = 'credit.promise'

    # === ASKED === #

    def _plain(self):
        """Return each as `tools.promises` takes it; the last day stays as it was when it was made."""
        return [
            pure.Promise(
                promise.id, promise.amount, promise.day, promise.made_on,
                tuple(promise._lines_in_order().ids) or GONE * promise.had_lines,
                (promise.ends_on - promise.day).days,
                round(promise.tolerance, 6) / 100, promise.cancelled_on or None,
                promise.replaced_on or None, promise.plan_id.id or None,
            ) for promise in self
        ]

    def _lines_in_order(self):
        """Return the lines that it is for, those that are due first first."""
        return self.line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id))

    @api.model
    def _outcomes(self, profiles, day, since=None):
        """Return ``{profile id: {promise id: Outcome}}`` at the end of `day`: a set by few queries.

        :param since: promises whose last day is before, and which nothing of later ones touches,
            are left out; None: all are in
        """
        if since:
            profiles = self.sudo().search([
                ('profile_id', 'in', profiles.ids), '|', ('state', '=', 'open'),
                ('ends_on', '>=', since)]).profile_id
        promises_sudo = self.sudo().search([('profile_id', 'in', profiles.ids)])
        by_profile = promises_sudo.grouped('profile_id')
        if since:
            by_profile = {profile: own._that_matter(since) for profile, own in by_profile.items()}
        wanted = self.sudo().browse([one.id for own in by_profile.values() for one in own])
        receipts = self._receipts(wanted.profile_id, min(wanted.mapped('made_on'), default=day))
        return {
            profile.id: pure.outcomes(own._plain(), receipts.get(profile.id, ()), day)
            for profile, own in wanted.grouped('profile_id').items()
        }

    def _that_matter(self, since):
        """Return those of one customer that are open or end from `since` on, and all whose days
        touch theirs: they share the same money."""
        found = self.filtered(lambda one: one.state == 'open' or one.ends_on >= since)
        while found:
            first = min(found.mapped('made_on'))
            more = self.filtered(lambda one, first=first: one.ends_on >= first) | found
            if more == found:
                break
            found = more
        return found

    @api.model
    def _receipts(self, profiles_sudo, since):
        """Return ``{profile id: [Receipt]}`` of money dated `since` or later.

        Money in transit counts where the company counts it: it is here.
        """
        found = defaultdict(list)
        for root, own in profiles_sudo.grouped('company_id').items():
            scope = self._scope(root, own)
            arms = [
                SQL("SELECT 'allocated' AS kind, profile_id, key, day, amount, line_id FROM (%s) a",
                    allocated(scope, since)),
                SQL("SELECT 'unallocated', profile_id, key, day, amount, line_id FROM (%s) u",
                    unallocated(scope, since)),
            ]
            arriving = InTransit().fragment(scope)
            if arriving:
                arms.append(SQL(
                    "SELECT res_model, profile_id, source_id, date, -amount, NULL FROM (%s) t"
                    " WHERE date >= %s", arriving, since))
            for kind, profile_id, key, day, amount, line_id in self.env['credit.exposure']._read(
                None, SQL(" UNION ALL ").join(arms)
            ):
                found[profile_id].append(pure.Receipt(f'{kind} {key}', day, amount, line_id))
        return found

    @api.model
    def _scope(self, root, profiles):
        branches = [
            branch for branch in self.env['credit.exposure']._branches()
            if branch.root_id == root.id
        ]
        return Scope.profiles(branches, profiles.ids)

    # === WRITTEN === #

    @api.model
    def _settle(self, profiles, today=None):
        """Write what became of the promises of `profiles`; run twice, nothing changes."""
        for root_sudo, own in profiles.sudo().grouped('company_id').items():
            day = today or root_sudo._credit_today()
            found = self._outcomes(own, day, day - timedelta(days=LOOK_BACK_DAYS))
            changed_sudo = self.sudo()
            for outcomes in found.values():
                for outcome in outcomes.values():
                    changed_sudo |= self.sudo().browse(outcome.promise.key)._take(outcome, day)
            if changed_sudo:
                self.env['credit.profile']._notify(
                    'promise_changed', changed_sudo.profile_id, 'credit.promise')

    def _take(self, outcome, day):
        """Write an outcome, and return the promise if its state changed."""
        self.ensure_one()
        if self.state == 'kept' and outcome.state != 'kept' and self.ends_on < day:
            # Money that was taken back afterwards does not break what was kept.
            return self.browse()
        values = self._outcome_values(outcome)
        changed = {name: value for name, value in values.items() if self[name] != value}
        state = self.state
        if changed:
            self.write(changed)
        return self if self.state != state else self.browse()

    def _outcome_values(self, outcome):
        state = _WORDS.get(outcome.state, outcome.state)
        is_broken = outcome.state in pure.BROKEN
        if is_broken and self.replaced_on and outcome.decided_on == self.replaced_on:
            state = 'replaced'
        matured = self.amount if is_broken or state == 'kept' else 0.0
        kept = self.amount if state == 'kept' else 0.0
        return {
            'state': state, 'decided_on': outcome.decided_on or False,
            'paid': self.currency_id.round(float(outcome.paid)),
            'missing': self.currency_id.round(float(outcome.missing)),
            'matured_amount': matured, 'kept_amount': kept,
            'kept_rate': 100.0 * kept / matured if matured else 0.0,
        }

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Weigh the kept rate of a group by what matured: `tools.promises.kept_rate`."""
        if aggregate_spec != 'kept_rate:avg':
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "100.0 * SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, 'kept_amount', query),
            self._field_to_sql(self._table, 'matured_amount', query),
        )

    # === CRON === #

    @api.model
    def _cron_night(self):
        """Look at every promise that may still change, and at disputes, company by company."""
        roots_sudo = self.env['res.company'].sudo().search([('parent_id', '=', False)], order='id')
        self.env['credit.failure']._in_turn('promise', roots_sudo, self._one_night)

    @api.model
    def _one_night(self, root_sudo):
        """Do a company's night, once a day."""
        if root_sudo.credit_promise_night_on != root_sudo._credit_today():
            yield from self._night(root_sudo)

    @api.model
    def _night(self, root_sudo):
        """Yield after each batch of customers, from where the last run stopped."""
        today = root_sudo._credit_today()
        for profile_ids in self._batches(root_sudo, today):
            self.env['credit.failure']._apart_records(
                'promise', self.env['credit.profile'].sudo().browse(profile_ids),
                lambda own: self._settle(own, today))
            root_sudo.sudo().credit_promise_upto = profile_ids[-1]
            yield
        yield from self.env['credit.dispute']._night(root_sudo)
        root_sudo.sudo().write({'credit_promise_night_on': today, 'credit_promise_upto': 0})

    @api.model
    def _batches(self, root_sudo, today):
        """Return lists of ids of the customers whose promises may change."""
        self.flush_model(['profile_id', 'company_id', 'state', 'ends_on'])
        self.env.cr.execute(SQL(
            """SELECT DISTINCT profile_id FROM credit_promise
                WHERE company_id = %s AND (state = 'open' OR ends_on >= %s) AND profile_id > %s
                ORDER BY 1""",
            root_sudo.id, today - timedelta(days=LOOK_BACK_DAYS),
            root_sudo.sudo().credit_promise_upto,
        ))
        ids = [profile_id for (profile_id,) in self.env.cr.fetchall()]
        return [ids[place:place + BATCH] for place in range(0, len(ids), BATCH)]
