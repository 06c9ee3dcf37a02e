from datetime import date

from odoo import api, models
from odoo.tools import SQL

from ..tools import rpm_items
from ..tools.receivable_items import open_parts, shared

#: So long nobody asks for what somebody else collects.
FOR_GOOD = date(9999, 12, 31)


class CreditRpmItem(models.Model):
    """What is known of items on a day: one query a fact, for a set of them."""

    _inherit = 'credit.rpm.item'

    # === SEAMS === #

    @api.model
    def _line_facts(self, line_ids, today):
        """Return ``{line id: facts}`` of maturity lines that are more than open; extend it.

        All are of the whole line, in company currency, and may be left out: `disputed`,
        `disputed_until` (None: no end), `promised`, `promised_until` (the day promised and its
        grace), `broken_on` (the day after the last broken promise), `pauses` (``((first, last), …)``
        of earlier ones), `is_away` (somebody else collects it, or no follow-up is wanted: nothing is
        asked), `away_until` (the last day of it; None: until it comes back).
        """
        self.env['account.move.line'].flush_model(['no_followup'])
        # Odoo marks whatever stands in a journal for general entries, opening balances among it.
        return {line_id: {'is_away': True} for (line_id,) in self.env.execute_query(SQL(
            """SELECT l.id FROM account_move_line l
                 JOIN account_move m ON m.id = l.move_id AND m.move_type <> 'entry'
                WHERE l.id = ANY(%s) AND l.no_followup""", list(line_ids)))}

    @api.model
    def _evidence(self, item_ids, today):
        """Return ``{item id: {kind of evidence: day}}`` beside proofs of delivery; extend it."""
        return {}

    # === FACTS === #

    def _facts_of(self, root, item_ids, today):
        """Return ``[(row, rpm_items.Item)]`` of items, as of the beginning of `today`."""
        rows = self._item_rows(root, item_ids)
        lines = self._line_rows(item_ids)
        more = self._line_facts(sorted({row['line'] for row in lines}), today) if lines else {}
        own = self._own_lines(set(item_ids), lines, more)
        done = self._done_rows(item_ids, lines)
        late = self._late_sums(root, {row['profile_id'] for row in rows}, today)
        evidence = self._evidence(item_ids, today)
        found = []
        for row in rows:
            mine, row['late'] = own.get(row['id'], ()), late.get(row['profile_id'])
            found.append((row, self._pure(row, mine, done, evidence.get(row['id'], {}))))
        return found

    def _item_rows(self, root, item_ids):
        self.env.cr.execute(SQL(
            """SELECT item.id, item.profile_id, item.kind, item.dispatch_date, item.invoice_date,
                      item.amount, item.unbilled, item.is_first_sale, item.again_on, item.state,
                      item.followed_from, item.moved_on, item.plan_grade, item.is_small,
                      item.closed_on, item.plan_id, profile.partner_id, profile.company_id,
                      profile.grade, profile.run_days, proof.date AS proof
                 FROM credit_rpm_item item
                 JOIN credit_profile profile ON profile.id = item.profile_id
            LEFT JOIN LATERAL (
                      SELECT date FROM credit_delivery_proof
                       WHERE picking_id = item.picking_id AND withdrawn_at IS NULL
                       ORDER BY id DESC LIMIT 1) proof ON TRUE
                WHERE item.id = ANY(%s) AND item.company_id = %s ORDER BY item.id""",
            list(item_ids), root.id,
        ))
        names = [column.name for column in self.env.cr.description]
        return [dict(zip(names, values, strict=True)) for values in self.env.cr.fetchall()]

    def _late_sums(self, root, profile_ids, today):
        """Return ``{profile id: what is late of him in all}``; nothing where no amount is small."""
        if not root.credit_rpm_min_amount:
            return {}
        return {profile_id: float(late) for profile_id, late in self.env.execute_query(SQL(
            "SELECT * FROM (%s) late WHERE profile_id = ANY(%s)",
            self._late_sql(root, today), list(profile_ids)))}

    @api.model
    def _late_sql(self, root, today):
        """Return SQL of (profile_id, amount): what is late of each customer who is followed."""
        return SQL(
            """SELECT profile_id, SUM(amount_residual) AS amount
                 FROM (SELECT DISTINCT item.profile_id, l.id, l.amount_residual
                         FROM credit_rpm_item item
                         JOIN credit_rpm_item_line link ON link.item_id = item.id
                         JOIN account_move_line l ON l.id = link.move_line_id
                        WHERE item.company_id = %s AND item.state = 'open'
                              AND l.amount_residual > 0 AND l.date_maturity < %s) line
                GROUP BY profile_id""", root.id, today)

    def _line_rows(self, item_ids):
        """Return the parts of the lines of these items, of other items' too."""
        self.env.cr.execute(SQL(
            """SELECT link.item_id, link.move_line_id, link.amount, l.date_maturity,
                      l.amount_residual,
                      CASE WHEN l.amount_residual <= 0 THEN (
                           SELECT MAX(part.max_date) FROM account_partial_reconcile part
                            WHERE part.debit_move_id = l.id) END
                 FROM credit_rpm_item_line link
                 JOIN account_move_line l ON l.id = link.move_line_id
                WHERE link.move_line_id IN (
                      SELECT move_line_id FROM credit_rpm_item_line WHERE item_id = ANY(%s))""",
            list(item_ids),
        ))
        return [
            {'item': item, 'line': line, 'amount': float(amount), 'due': due,
             'open': max(float(residual), 0.0), 'closed_on': closed_on}
            for item, line, amount, due, residual, closed_on in self.env.cr.fetchall()
        ]

    @staticmethod
    def _own_lines(item_ids, rows, more):
        """Return ``{item id: [rpm_items.Line]}``: what is open, disputed, promised is shared out."""
        by_line = {}
        for row in rows:
            by_line.setdefault(row['line'], []).append(row)
        found = {}
        for line, parts in by_line.items():
            facts = more.get(line, {})
            figures = _shares(parts, facts)
            for row in parts:
                if row['item'] in item_ids:
                    found.setdefault(row['item'], []).append(rpm_items.Line(
                        line, row['due'], **figures[row['item']], closed_on=row['closed_on'],
                        disputed_until=facts.get('disputed_until'),
                        promised_until=facts.get('away_until') or FOR_GOOD
                        if facts.get('is_away')
                        else facts.get('promised_until'),
                        broken_on=facts.get('broken_on'), pauses=tuple(facts.get('pauses', ())),
                    ))
        for lines in found.values():
            lines.sort(key=lambda line: (line.due or FOR_GOOD, line.key))
        return found

    def _done_rows(self, item_ids, lines):
        """Return what was done about items, and about lines, whichever item it was done for."""
        self.env.cr.execute(SQL(
            """SELECT item_id, NULL AS line, code, day FROM credit_rpm_done
                WHERE item_id = ANY(%s) AND move_line_id IS NULL AND withdrawn_on IS NULL
            UNION ALL
               SELECT NULL, move_line_id, code, day FROM credit_rpm_done
                WHERE move_line_id = ANY(%s) AND withdrawn_on IS NULL""",
            list(item_ids), sorted({row['line'] for row in lines}),
        ))
        found = {}
        for item, line, code, day in self.env.cr.fetchall():
            key = ('line', line) if line else ('item', item)
            found.setdefault(key, []).append(rpm_items.Done(code, day, line))
        return found

    def _pure(self, row, lines, done, evidence):
        """Return the `rpm_items.Item` of one row."""
        if row['proof']:
            evidence = {'pod_signed': row['proof'], **evidence}
        unbilled = float(row['unbilled'])
        is_open = unbilled > 0 or any(line.open > 0 for line in lines)
        return rpm_items.Item(
            row['id'], dispatch=row['dispatch_date'], delivered=row['proof'],
            lead_days=self._lead_days(row), invoice=row['invoice_date'], unbilled=unbilled,
            late=row['late'], lines=tuple(lines), run_days=_numbers(row['run_days']),
            is_service=row['kind'] == 'invoice', is_first_sale=bool(row['is_first_sale']),
            since=row['followed_from'], again_on=row['again_on'], evidence=evidence,
            closed_on=None if is_open else row['closed_on'] or max(
                filter(None, (line.closed_on for line in lines)), default=None),
            done=tuple(done.get(('item', row['id']), ())) + tuple(
                one for line in lines for one in done.get(('line', line.key), ())),
        )

    def _lead_days(self, row):
        """Return the usual days on the way to a customer."""
        return self.env['res.company'].sudo().browse(row['company_id']).credit_rpm_lead_days


def _shares(parts, facts):
    """Return ``{item: {'open', 'disputed', 'promised'}}``: whole figures of a line, by its parts."""
    whole = parts[0]['open']
    figures = {
        'open': whole, 'disputed': min(facts.get('disputed') or 0, whole),
        'promised': whole if facts.get('is_away') else min(facts.get('promised') or 0, whole),
    }
    if len(parts) == 1:
        return {parts[0]['item']: figures}
    weights = {(row['item'], 0): row['amount'] for row in parts}
    opens = {key[0]: part for key, part in open_parts(weights, {0: whole}).items()}
    return {
        row['item']: {
            'open': opens.get(row['item'], 0),
            **{name: shared(figures[name], opens).get(row['item'], 0) if whole else 0
               for name in ('disputed', 'promised')},
        } for row in parts
    }


def _numbers(text):
    """Return the days of the month in a text like 15, 30."""
    return tuple(int(part) for part in text.split(',') if part.strip()) if text else ()
