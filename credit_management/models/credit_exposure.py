from odoo import models
from odoo.tools import SQL

from .. import exposure
from ..exposure import prepared
from ..exposure.in_transit import BANK_LINES, PAYMENTS, InTransit
from ..exposure.instrument import LIVE_SQL
from ..exposure.order import Order
from ..exposure.order_lines import OPEN_ORDERS
from ..exposure.receivable import Receivable
from ..exposure.scope import FEW, Absent, Branch, Scope
from ..exposure.unallocated import Unallocated
from ..tools.deadlines import today_in
from ..tools.securities import in_effect, offset


class CreditExposure(models.AbstractModel):
    """Reads exposure for sets of profiles by SQL, on any cursor: the gate brings its own.

    Nothing in here checks rights; whoever asks has checked them on the profile.
    """

    _name = 'credit.exposure'
    _description = "Credit Exposure"

    # === TOTALS === #

    def _totals(self, profile_rows, as_of=None, exclude_order_ids=(), cr=None, contacts=None,
                paid_line_ids=()):
        """Return ``{profile id: {component code: amount}}`` in company currency.

        The sum of a customer's amounts is the exposure: what his company does not count is not in.

        :param list profile_rows: of `credit.check._rows`
        :param date as_of: what is due before is overdue; default the company's calendar day
        :param exclude_order_ids: orders that somebody adds by himself
        :param paid_line_ids: receivable lines looked at as if they were paid
        :param cr: where to read, default this transaction
        :param dict contacts: see `_constants`
        """
        if not profile_rows:
            return {}
        scope = self._scope(
            profile_rows, as_of, cr, contacts, exclude_order_ids=tuple(exclude_order_ids),
            paid_line_ids=tuple(paid_line_ids),
        )
        rows = self._read(cr, exposure.totals(scope), keep_plan=True)
        totals = {row['id']: {} for row in profile_rows}
        for profile_id, number, amount in rows:
            if amount:
                totals[profile_id][exposure.CODES[number]] = amount
        for row in profile_rows:
            self._add_securities(row, totals[row['id']], as_of)
        return totals

    def _add_securities(self, row, amounts, as_of):
        """Take off `amounts` what securities of the day stand for; never more than is owed."""
        if row.get('securities'):
            secured = in_effect(row['securities'], as_of or today_in(row['zone']), 'offset')
            if used := offset(sum(amounts.values()), secured):
                amounts['security'] = -float(used)

    def _order_amounts(self, order_ids, cr=None, as_it_stands=False):
        """Return what orders add to exposure, whatever their state, in company currency.

        :param bool as_it_stands: honour what was closed and cancelled on a confirmed order; else
            it is measured as if it were confirmed now
        :return: ``{order id: {...}}`` with `amount` (after prepayments that are not in the ledger,
            never negative), `counted` (without what lies beyond the horizon), `gross` (before
            prepayments), `delivered` and `undelivered` (its parts), `prepaid` (all money
            that came for it)
        """
        if not order_ids:
            return {}
        scope = Scope.orders(self._branches(cr), order_ids, as_confirmed=not as_it_stands)
        rows = self._read(cr, SQL(
            "SELECT id, remainder, delivered, prepaid, received, advance, beyond FROM (%s) o",
            Order().amounts(scope),
        ), keep_plan=True)
        amounts = {order_id: dict.fromkeys(
            ('amount', 'counted', 'gross', 'delivered', 'undelivered', 'prepaid', 'advance'), 0.0
        ) for order_id in order_ids}
        for order_id, gross, delivered, unbooked, received, advance, beyond in rows:
            amounts[order_id] = {
                'amount': gross - unbooked, 'counted': gross - unbooked - beyond, 'gross': gross,
                'delivered': delivered, 'undelivered': gross - delivered, 'prepaid': received,
                'advance': advance,
            }
        return amounts

    # === OVERDUE === #

    def _overdue(self, profile_rows, as_of, minima=None, cr=None, contacts=None,
                 paid_line_ids=(), day=None):
        """Return what is due before `as_of` and left after money that is here was applied to it.

        Oldest due date first; receipts on the ledger before money in transit. Lines below
        ``minima['line']`` count for nothing, nor does what is disputed on `day`.

        :param date day: as whose disputes count; default the company's calendar day
        :return: ``{profile id: {'amount', 'oldest_date', 'lines' (from the oldest uncovered due
            date on), 'oldest_ref', 'raw_amount', 'raw_oldest_date', 'applied_unallocated',
            'applied_in_transit'}}``; customers without anything overdue are left out
        """
        if not profile_rows:
            return {}
        scope = self._scope(
            profile_rows, as_of, cr, contacts, paid_line_ids=tuple(paid_line_ids)
        )
        scope = self._undisputed(scope, profile_rows, day, cr)
        late = self._late_by_date(cr, scope, (minima or {}).get('line') or 0.0)
        if not late:
            return {}
        if not scope.single:
            scope = Scope.profiles(scope.branches, sorted(late))
        received = self._credits(cr, scope)
        found = {
            profile_id: self._apply(dates, *received.get(profile_id, (0.0, 0.0)))
            for profile_id, dates in late.items()
        }
        self._name_oldest(cr, found)
        return found

    def _late_by_date(self, cr, scope, minimum):
        """Return ``{profile id: [(due date, amount, lines, first line)]}``, oldest first."""
        late = {}
        query = SQL("%s ORDER BY 1, 2", Receivable().late(scope, minimum))
        for profile_id, *date in self._read(cr, query, keep_plan=True):
            late.setdefault(profile_id, []).append(date)
        return late

    def _credits(self, cr, scope):
        """Return ``{profile id: (unallocated, in transit)}``, both positive."""
        parts = [
            part for part in (Unallocated().totals(scope), InTransit().totals(scope)) if part
        ]
        query = SQL(
            "SELECT profile_id, -SUM(amount) FILTER (WHERE component = %(n)s),"
            " -SUM(amount) FILTER (WHERE component <> %(n)s) FROM (%(parts)s) item GROUP BY 1",
            n=exposure.NUMBERS['unallocated'],
            parts=SQL(" UNION ALL ").join(SQL("(%s)", part) for part in parts),
        )
        return {
            profile_id: (unallocated or 0.0, in_transit or 0.0)
            for profile_id, unallocated, in_transit in self._read(cr, query, keep_plan=True)
        }

    def _apply(self, dates, unallocated, in_transit):
        """Apply credits to due dates, oldest first."""
        left, still_open = unallocated + in_transit, []
        for due, amount, lines, first_id in dates:
            covered = min(left, amount)
            left -= covered
            if amount - covered > 1e-6:
                still_open.append((due, amount - covered, lines, first_id))
        applied = unallocated + in_transit - left
        oldest = still_open[0] if still_open else (None, 0.0, 0, None)
        return {
            'amount': sum(amount for _due, amount, _lines, _first in still_open),
            'oldest_date': oldest[0],
            'oldest_ref': oldest[3],
            'lines': sum(lines for _due, _amount, lines, _first in still_open),
            'raw_amount': sum(amount for _due, amount, _lines, _first in dates),
            'raw_oldest_date': dates[0][0],
            'applied_unallocated': min(unallocated, applied),
            'applied_in_transit': applied - min(unallocated, applied),
        }

    def _name_oldest(self, cr, found):
        """Put the document's name in place of the line that stands for the oldest due date."""
        line_ids = sorted(late['oldest_ref'] for late in found.values() if late['oldest_ref'])
        names = dict(self._read(cr, SQL(
            "SELECT id, move_name FROM account_move_line WHERE id = ANY(%s)", line_ids,
        ))) if line_ids else {}
        for late in found.values():
            late['oldest_ref'] = names.get(late['oldest_ref'])

    # === PLUMBING === #

    def _read(self, cr, query, keep_plan=False):
        """Execute `query` on `cr`; in this transaction, after what is pending was written."""
        if cr is None or cr is self.env.cr:
            self.env.flush_all()
            cr = self.env.cr
        if keep_plan:
            prepared.execute(cr, query)
        else:
            cr.execute(query)
        return cr.fetchall()

    def _scope(self, profile_rows, as_of=None, cr=None, contacts=None, **options):
        """Bind to one customer by constants, to several by a join."""
        branches = {}
        for row in profile_rows:
            if row['company_ids'][0] in branches:
                continue
            today = as_of or today_in(row['zone'])
            for company_id in row['company_ids']:
                branches[company_id] = Branch(
                    company_id, row['company_id'], today, row['currency_rounding'],
                    row['horizon_days'] or 0, bool(row['count_in_transit']), **self._counter(),
                )
        if len(profile_rows) == 1:
            row = profile_rows[0]
            return self._constants(
                cr, list(branches.values()), row['id'], row['partner_id'], contacts, **options
            )
        self._plan_plainly(cr)
        return Scope.profiles(branches.values(), [row['id'] for row in profile_rows], **options)

    def _constants(self, cr, branches, profile_id, partner_id, contacts=None, **options):
        """Bind to one customer, after a look at what he has none of.

        :param dict contacts: keeps what was seen of a profile for the next question of one check
        """
        contacts = {} if contacts is None else contacts
        if profile_id not in contacts:
            contacts[profile_id] = self._look_up(cr, profile_id, partner_id)
        partner_ids, absent = contacts[profile_id]
        return Scope.constants(branches, profile_id, partner_ids, absent=absent, **options)

    def _look_up(self, cr, profile_id, partner_id):
        """Return (contact ids, `Absent`) of one customer.

        Most customers lack most of it, and planning an arm costs more than running it.
        """
        partner_ids, orders, invoiced, transactions, in_transit, disputes, papers = self._read(
            cr, SQL(
            """WITH contact AS MATERIALIZED (
                   SELECT array_agg(id) AS ids FROM res_partner WHERE commercial_partner_id = %s
                      AND NOT EXISTS (SELECT 1 FROM credit_profile
                                       WHERE id = %s AND merged_into_id IS NOT NULL)),
               so AS MATERIALIZED (
                   SELECT so.id FROM sale_order so, contact
                    WHERE so.partner_invoice_id = ANY(contact.ids) AND %s LIMIT %s)
               SELECT (SELECT ids FROM contact), n.orders,
                      n.orders > %s OR EXISTS (
                          SELECT 1 FROM so JOIN sale_order_line sol ON sol.order_id = so.id
                            JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sol.id),
                      n.orders > %s OR EXISTS (
                          SELECT 1 FROM so
                            JOIN sale_order_transaction_rel rel ON rel.sale_order_id = so.id),
                      EXISTS (SELECT 1 FROM account_payment pay, contact
                               WHERE pay.partner_id = ANY(contact.ids) AND %s)
                      OR EXISTS (SELECT 1 FROM account_bank_statement_line bank, contact
                                  WHERE bank.partner_id = ANY(contact.ids) AND %s),
                      EXISTS (SELECT 1 FROM credit_dispute
                               WHERE profile_id = %s AND state = 'open'),
                      EXISTS (SELECT 1 FROM credit_instrument i, contact
                               WHERE i.partner_id = ANY(contact.ids) AND %s)
                 FROM (SELECT COUNT(*) AS orders FROM so) n""",
            partner_id, profile_id, OPEN_ORDERS, FEW + 1, FEW, FEW, PAYMENTS, BANK_LINES,
            profile_id, LIVE_SQL,
        ), keep_plan=True)[0]
        # Looked up row by row however many orders there are: hashing reads those of all customers.
        return tuple(partner_ids or ()), Absent(
            orders=not orders, invoiced_orders=not invoiced, transactions=not transactions,
            in_transit=not in_transit, disputes=not disputes, instruments=not papers,
        )

    def _plan_plainly(self, cr=None):
        """Keep this transaction from compiling plans: for lists that takes longer than running them."""
        (cr or self.env.cr).execute("SELECT set_config('jit', 'off', true)")

    def _branches(self, cr=None):
        """Return all companies with the settings of their roots."""
        rows = self._read(cr, SQL(
            """SELECT c.id, r.id, u.rounding, r.credit_horizon_days, r.credit_count_in_transit,
                      COALESCE(calendar.tz, home.tz),
                      ARRAY(SELECT DISTINCT s.profile_id FROM credit_security s
                             WHERE s.company_id = c.id AND s.state = 'active'
                               AND s.effect = 'offset')
                 FROM res_company c
                 JOIN res_company r ON r.id = split_part(c.parent_path, '/', 1)::int
                 JOIN res_currency u ON u.id = r.currency_id
                 JOIN res_partner home ON home.id = r.partner_id
            LEFT JOIN resource_calendar calendar ON calendar.id = r.resource_calendar_id"""
        ), keep_plan=True)
        return [
            Branch(company_id, root_id, today_in(zone), rounding, horizon or 0, bool(counts),
                   secured=tuple(secured), **self._counter())
            for company_id, root_id, rounding, horizon, counts, zone, secured in rows
        ]

    def _counter(self):
        """Return whether this database has a point of sale, and whether it settles orders."""
        there = 'pos.order' in self.env
        return {
            'counter': there,
            'counter_orders': there and 'sale_order_line_id' in self.env['pos.order.line']._fields,
        }
