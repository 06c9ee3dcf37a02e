from functools import partial

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..tools.legal_dates import Span, add_months
from ..tools.limitation import limitation, start_of

#: Customers that are looked at and committed in one go.
BATCH = 500
#: Column -> its type, as the server writes them.
COLUMNS = {
    'profile_id': 'int', 'company_id': 'int', 'move_line_id': 'int', 'move_id': 'int',
    'law_id': 'int', 'date_due': 'date', 'amount': 'numeric', 'start_date': 'date',
    'anchor_date': 'date', 'safe_date': 'date', 'arguable_date': 'date', 'letter_on': 'date',
    'moved_kind': 'varchar', 'moved_on': 'date', 'moved_ended': 'date',
    'pending_kind': 'varchar', 'pending_on': 'date', 'missing': 'varchar', 'act_on': 'date',
}


class CreditLimitation(models.Model):
    """Counting: every night all claims, and seconds after an event those of its customers."""

    _inherit = 'credit.limitation'

    # === CRONS === #

    @api.model
    def _cron_count(self):
        """Look at marked customers, then go on with the companies whose day is not done.

        It may stop after any batch, and goes on behind the last customer it has looked at; so the
        first load of a large ledger is the same loop over some more runs.
        """
        failures = self.env['credit.failure']
        roots = self.env['res.company'].sudo().search([('parent_id', '=', False)], order='id')
        if failures._in_turn('limitation', roots, self._count_marked):
            failures._in_turn('limitation_day', roots, self._count_company)

    @api.model
    def _count_marked(self, root):
        """Count the claims of customers about whom something happened."""
        while True:
            rows = self.env.execute_query(SQL(
                """SELECT m.profile_id, MAX(m.id) FROM credit_limitation_mark m
                     JOIN credit_profile p ON p.id = m.profile_id AND p.company_id = %s
                    GROUP BY m.profile_id ORDER BY m.profile_id LIMIT %s""", root.id, BATCH))
            if not rows:
                return
            profile_ids, marks = map(list, zip(*rows, strict=True))
            self._count_each(self.env['credit.profile'].sudo().browse(profile_ids),
                             root._credit_today())
            # Marks that came meanwhile stay: they are seen by the next look.
            self.env.cr.execute(SQL(
                """DELETE FROM credit_limitation_mark m USING unnest(%s, %s) AS seen(profile_id, id)
                    WHERE m.profile_id = seen.profile_id AND m.id <= seen.id""",
                profile_ids, marks))
            if len(rows) < BATCH:
                return
            yield

    @api.model
    def _count_company(self, root):
        """Count all claims of one company, once a day; yield after each batch."""
        today = root._credit_today()
        while root.credit_limitation_counted_on != today:
            profiles = self.env['credit.profile'].sudo().with_context(active_test=False).search([
                ('company_id', '=', root.id), ('merged_into_id', '=', False),
                ('id', '>', root.credit_limitation_counted_upto),
            ], order='id', limit=BATCH)
            self._count_each(profiles, today)
            if len(profiles) < BATCH:
                root._credit_limitation_place(0, today)
                yield
                yield from self._night_done(root, today)
            else:
                root._credit_limitation_place(profiles[-1].id)
                yield

    @api.model
    def _night_done(self, root, today):
        """React to a company that was counted for the day, and yield after each part of it."""
        yield from ()

    # === COUNTING === #

    @api.model
    def _count_each(self, profiles, today):
        """Count these customers; one who cannot be counted is noted, and keeps from no other."""
        failures = self.env['credit.failure']
        try:
            with self.env.cr.savepoint():
                self._count(profiles, today)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # noqa: BLE001 - which one it is, the halves say
            if len(profiles) > 1:
                half = len(profiles) // 2
                self._count_each(profiles[:half], today)
                self._count_each(profiles[half:], today)
            else:
                failures._safely('limitation', profiles, partial(self._count, profiles, today))
        else:
            failures._settle_all('limitation', profiles)

    @api.model
    def _count(self, profiles, today):
        """Bring the rows of these customers (of one company) up to date; the queries are few."""
        if not profiles:
            return
        lines = self._claims_of(profiles)
        laws = self.env['credit.limitation.law']._of_profiles(profiles)
        values = {law: law._as_law() for law in set(laws.values()) if law}
        events = self._events([line['id'] for line in lines], today) if lines else {}
        rows = []
        for line in lines:
            law = laws[line['profile_id']]
            if law:
                rows.append(self._row(line, law.id, values[law], events[line['id']], today))
        self._keep(profiles, rows)

    @api.model
    def _claims_of(self, profiles):
        """Return the open maturity lines of these customers, one query."""
        receivable = self.env['credit.receivable']
        asked = receivable._question(profiles.company_id, profiles.company_id[:1]._credit_today())
        names = ('profile_id', 'company_id', 'id', 'move_id', 'due', 'has_due', 'amount', 'last_due')
        return [dict(zip(names, row, strict=True)) for row in receivable._rows(SQL(
            """SELECT p.id, p.company_id, l.id, l.move_id, COALESCE(l.date_maturity, l.date),
                      l.date_maturity IS NOT NULL, l.amount_residual,
                      (SELECT MAX(part.date_maturity) FROM account_move_line part
                        WHERE part.move_id = l.move_id AND part.account_id = l.account_id
                          AND part.balance > 0)
                 FROM credit_profile p
                 JOIN res_partner contact ON contact.commercial_partner_id = p.partner_id
                 JOIN account_move_line l ON l.partner_id = contact.id
                  AND l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
                  AND l.amount_residual > 0
                WHERE p.id = ANY(%s) AND l.company_id = ANY(%s) AND l.account_id = ANY(%s)
                ORDER BY l.id""",
            profiles.ids, list(asked.company_ids), list(asked.account_ids)))]

    @api.model
    def _row(self, line, law_id, law, events, today):
        """Return the values of one claim's row, in the order of `COLUMNS`."""
        instalments = (line['last_due'],) if line['last_due'] else ()
        found = limitation(start_of(law, line['due'], instalments), events, law, as_of=today)
        moved, pending = found.moved_by, found.pending
        missing = {code for one in found.ignored if one.reason == 'evidence' for code in one.missing}
        if not line['has_due']:
            missing.add('due_date')
        return (
            line['profile_id'], line['company_id'], line['id'], line['move_id'], law_id,
            line['due'], line['amount'], found.start, found.anchor, found.date, found.arguable,
            found.letter_on if found.date and not pending else None,
            moved and moved.kind, moved and moved.date, moved and moved.ended,
            pending and pending.kind, pending and pending.date,
            ','.join(sorted(missing)) or None, self._act_on(found, law),
        )

    @staticmethod
    def _act_on(found, law):
        """Return the first day on which the claim asks for somebody, or None."""
        if found.date is None:
            return None
        if found.pending:
            # What nobody ended is asked about once a year: a claim could be silent for ever.
            return add_months(found.pending.date, 12)
        alert = Span(days=-max(law.alerts)).after(found.date)
        if found.letter_on and found.letter_on <= found.date:
            return min(alert, found.letter_on)
        return alert

    @api.model
    def _keep(self, profiles, rows):
        """Write what differs, and take out what is paid."""
        names = [SQL.identifier(name) for name in COLUMNS]
        own, new = (
            SQL(", ").join(SQL("%s.%s", SQL.identifier(table), name) for name in names)
            for table in ('credit_limitation', 'excluded'))
        self.env.cr.execute(SQL(
            "DELETE FROM credit_limitation WHERE profile_id = ANY(%s)"
            " AND NOT move_line_id = ANY(%s)", profiles.ids, [row[2] for row in rows]))
        if rows:
            self.env.cr.execute(SQL(
                """INSERT INTO credit_limitation (%(names)s) SELECT * FROM unnest(%(values)s)
                       ON CONFLICT (move_line_id) DO UPDATE SET (%(names)s, seen_until) = (
                          %(new)s, CASE WHEN credit_limitation.safe_date
                                             IS NOT DISTINCT FROM excluded.safe_date
                                        THEN credit_limitation.seen_until END)
                    WHERE (%(own)s) IS DISTINCT FROM (%(new)s)""",
                names=SQL(", ").join(names), own=own, new=new,
                values=SQL(", ").join(
                    SQL("%s::%s[]", list(column), SQL(kind)) for column, kind in zip(
                        zip(*rows, strict=True), COLUMNS.values(), strict=True)),
            ))
        self.invalidate_model()
