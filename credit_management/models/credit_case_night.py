from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..exposure.receivable import Receivable
from ..facts.bank_calendar import bank_calendars
from ..tools.bank_days import days_overdue, last_bank_day_before
from ..tools.case_routes import opens

#: Cases, and customers without one, that are looked at and committed in one go.
BATCH = CUSTOMERS = 200
#: An invoice that is corrected is not paid: its case waits until it is posted again.
NO_DRAFTS = ['!', ('line_ids', 'any', [('parent_state', '=', 'draft')])]


class CreditCase(models.Model):
    """The nightly look: late lines join, what is paid closes, new cases open by policy."""

    _inherit = 'credit.case'

    @api.model
    def _cron_night(self):
        """Look at the cases of every company; it may stop after any batch and goes on from there."""
        roots_sudo = self.env['res.company'].sudo().search([('parent_id', '=', False)], order='id')
        self.env['credit.failure']._in_turn('case', roots_sudo, self.sudo()._one_night)

    @api.model
    def _one_night(self, root_sudo):
        """Do a company's night, once a day."""
        if root_sudo.credit_case_night_on != root_sudo._credit_today():
            yield from self._night(root_sudo)

    @api.model
    def _cron_paid(self):
        """Close cases that were paid since, and open those again whose payment was taken back."""
        failure, cases_sudo = self.env['credit.failure'], self.sudo()
        failure._apart_records('case', cases_sudo.search(
            [('state', '=', 'open'), ('amount', '<=', 0), *NO_DRAFTS], limit=BATCH, order='id'),
            lambda own: own._close('paid'))
        failure._apart_records('case', cases_sudo.search([
            ('state', '=', 'closed'), ('close_reason', '=', 'paid'), ('amount', '>', 0),
        ], limit=BATCH, order='id'), lambda own: own._reopen_each())

    @api.model
    def _night(self, root):
        """Do a company's night; yields after each batch, for whoever commits.

        Customers without a case are gone through by id, from where the last run stopped.
        """
        today, failure, root_sudo = root._credit_today(), self.env['credit.failure'], root.sudo()
        while cases := self.search([
            ('company_id', '=', root.id), ('state', '=', 'open'),
            '|', ('looked_on', '=', False), ('looked_on', '<', today),
        ], limit=BATCH, order='id'):
            failure._apart_records('case', cases, lambda own: own._look(today))
            # A bad one as well: it is noted, and looked at again the next night.
            cases.write({'looked_on': today})
            yield
        failure._apart_records('case', self.search([
            ('company_id', '=', root.id), ('state', '=', 'closed'), ('close_reason', '=', 'paid'),
            ('amount', '>', 0),
        ]), lambda own: own._reopen_each())
        rules = self.env['credit.case.rule']._rules(root)
        profiles = self.env['credit.profile'].sudo().browse(
            self._customers_late(root_sudo, rules, today))
        while profiles:
            failure._apart_records('case', profiles[:CUSTOMERS],
                           lambda own: self._open_due(own.ids, rules, today))
            root_sudo.credit_case_upto = profiles[:CUSTOMERS][-1].id
            profiles = profiles[CUSTOMERS:]
            yield
        root_sudo.write({'credit_case_night_on': today, 'credit_case_upto': 0})

    def _reopen_each(self):
        for case in self:
            case._reopen()

    def _look(self, today):
        """Look at open cases once a day: what joins, what is paid, of which class, what is next."""
        late = self._late_lines(self.profile_id, today)
        for case in self:
            case._join(late.get(case.profile_id.id, case.line_ids.browse()))
        paid = self.filtered(lambda case: case.amount <= 0 and not case._has_drafts())
        paid._close('paid')
        left = self - paid
        left._classify()
        left._plan()
        self.write({'looked_on': today})

    def _has_drafts(self):
        return 'draft' in self.line_ids.mapped('parent_state')

    # === LATE LINES === #

    @api.model
    def _late_lines(self, profiles, today):
        """Return ``{profile id: late lines}`` that belong into a case, one query a company.

        What was in a case that somebody closed by hand stays out.
        """
        if not profiles:
            return {}
        exposure, found = self.env['credit.exposure'], {}
        rows = self.env['credit.check'].sudo()._rows(self.env.cr, profiles.ids)
        given_up = set(self._given_up(profiles.ids))
        for first_day, own in self._by_first_day(rows, today):
            for profile_id, line_id in exposure._read(None, SQL(
                "SELECT profile_id, id FROM (%s) late ORDER BY due, id",
                Receivable().late_lines(exposure._scope(own, as_of=first_day)),
            )):
                if line_id not in given_up:
                    found.setdefault(profile_id, []).append(line_id)
        lines_sudo = self.env['account.move.line'].sudo()
        return {profile_id: lines_sudo.browse(ids) for profile_id, ids in found.items()}

    def _by_first_day(self, rows, today):
        """Return ``[(day, rows of a company)]``: what was due before that day is late on `today`.

        What is due on a day of rest is late after the bank day that follows, as everywhere.
        """
        groups = defaultdict(list)
        for row in rows:
            groups[row['company_id']].append(row)
        rest = bank_calendars(self.env, self.env.cr, sorted(groups))
        return [(last_bank_day_before(today, *rest[root_id]) + timedelta(days=1), own)
                for root_id, own in sorted(groups.items())]

    @api.model
    def _given_up(self, profile_ids):
        """Return the lines of cases that were closed by hand and not opened again."""
        return [line_id for (line_id,) in self.env.execute_query(SQL(
            """SELECT rel.line_id FROM credit_case gone
                 JOIN credit_case_line_rel rel ON rel.case_id = gone.id
                WHERE gone.profile_id = ANY(%s) AND gone.state = 'closed'
                  AND gone.close_reason = 'hand'""", list(profile_ids)))]

    @api.model
    def _customers_late(self, root_sudo, rules, today):
        """Return the ids, in order, of a company's customers without a case who may need one: so
        late as the first of the rules wants, and not gone through yet."""
        least = min((rule.days for rule in rules if rule.days is not None), default=None)
        if least is None:
            return []
        self.env.flush_all()
        return [profile_id for (profile_id,) in self.env.execute_query(SQL(
            """SELECT DISTINCT p.id FROM account_move_line l
                 JOIN account_account account ON account.id = l.account_id
                  AND account.account_type = 'asset_receivable'
                 JOIN res_company branch ON branch.id = l.company_id
                  AND branch.parent_path LIKE %(path)s
                 JOIN res_partner contact ON contact.id = l.partner_id
                 JOIN credit_profile p ON p.partner_id = contact.commercial_partner_id
                  AND p.company_id = %(root)s AND p.merged_into_id IS NULL
                WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
                  AND l.amount_residual > 0 AND COALESCE(l.date_maturity, l.date) <= %(due)s
                  AND p.id > %(upto)s
                  AND NOT EXISTS (SELECT FROM credit_case c
                                   WHERE c.profile_id = p.id AND c.state = 'open')
                ORDER BY 1""",
            path=f'{root_sudo.parent_path}%', root=root_sudo.id, upto=root_sudo.credit_case_upto,
            due=today - timedelta(days=max(least, 1)),
        ))]

    # === OPENED BY POLICY === #

    @api.model
    def _open_due(self, profile_ids, rules, today):
        """Open a case of each customer for whom the rules say so.

        What is disputed, or covered by money that is here, does not count.
        """
        check_sudo = self.env['credit.check'].sudo()
        rows = check_sudo._rows(self.env.cr, profile_ids)
        overdue, given_up = {}, self._given_up(profile_ids)
        for first_day, own in self._by_first_day(rows, today):
            overdue.update(self.env['credit.exposure']._overdue(
                own, first_day, paid_line_ids=given_up, day=today))
        grades = {row['id']: row['grade'] for row in rows}
        roots = {row['id']: row['company_id'] for row in rows}
        rest = bank_calendars(self.env, self.env.cr, sorted(set(roots.values())))
        due = sorted(
            profile_id for profile_id, late in overdue.items() if late['oldest_date'] and opens(
                grades[profile_id] or None, [(days_overdue(
                    late['oldest_date'], today, *rest[roots[profile_id]]), late['amount'])], rules)
        )
        profiles = self.env['credit.profile'].sudo().browse(due)
        late = self._late_lines(profiles, today)
        self._open_many(
            [(profile, late[profile.id]) for profile in profiles if late.get(profile.id)], 'policy')


class CreditFailure(models.Model):
    _inherit = 'credit.failure'

    @api.model
    def _selection_work(self):
        return [*super()._selection_work(), ('case', self.env._("Nightly look at cases"))]
