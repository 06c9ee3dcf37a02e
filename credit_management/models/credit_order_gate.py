import logging
from contextlib import contextmanager

from odoo import models, sql_db
from odoo.tools import SQL

from ..exceptions import CreditHold
from ..tools import breaches as core
from .credit_check import Outcome

_logger = logging.getLogger(__name__)


class CreditCheck(models.AbstractModel):
    """The gate of orders: under the customer's lock it takes a claim, or writes a hold."""

    _inherit = 'credit.check'

    # === THE GATE === #

    def _gate_orders(self, orders, checkpoint, increases=None, door='confirm', raising=True):
        """Ask the gate for each order, one after the other; each answer counts the ones before.

        :param increases: ``{order id: amount}`` for growth, company currency
        :param door: where it was asked: kept on the hold
        :return: list of `Outcome`
        :raise CreditHold: naming every held order, when `raising`
        """
        orders = orders.filtered(lambda o: o.company_id._credit_mode_now() != 'off')
        if not orders:
            return []
        self.env.flush_all()
        rows = self._order_rows(orders.ids)
        checked = {
            order_id: row for order_id, row in rows.items()
            if row['profile_id'] or self._root(row).credit_no_profile != 'unchecked'
        }
        outcomes = self._passing_unchecked(orders.filtered(
            lambda o: o.id not in checked and rows[o.id]['has_holds']), checkpoint)
        if not checked:
            return outcomes
        amounts = self.env['credit.exposure']._order_amounts(list(checked))
        pending = [order_id for order_id in orders.ids if order_id in checked]
        for order in orders.filtered(lambda o: o.id in checked):
            row = {**checked[order.id], 'pending': list(pending)}
            pending.remove(order.id)
            increase = (increases or {}).get(order.id, 0.0)
            document = self._document(row, amounts, checkpoint, increase)
            outcomes.append(self._ask(order, row, document, checkpoint, door))
        held = [outcome for outcome in outcomes if outcome.held]
        if held and raising:
            raise CreditHold(self._hold_message(held), held)
        return outcomes

    def _passing_unchecked(self, orders, checkpoint):
        """Return the outcomes of `orders` that were held and whose payer has no credit to check now."""
        holds_sudo = self.env['credit.hold'].sudo()
        return [
            Outcome('ok', order_id=order.id, name=order.name,
                    waiting_id=holds_sudo._waiting(order, checkpoint).id) for order in orders
        ]

    def _root(self, row):
        return self.env['res.company'].sudo().browse(row['root_id'])

    def _ask(self, order, row, document, checkpoint, door):
        """Decide about one order under its customer's gate."""
        request = {
            'order': order, 'row': row, 'document': document, 'checkpoint': checkpoint,
            'door': door, 'report': order.company_id._credit_mode_now() == 'report',
            **self._said_by_hand(order, row, checkpoint),
        }
        try:
            with self._gate_view(row) as (cr, separate, heads):
                return self._decide(cr, separate, heads, request)
        except CreditHold:
            raise
        except Exception as error:  # noqa: BLE001 - a check that breaks must still answer
            if _is_database_error(error):
                raise
            return self._could_not_check(request, error)

    def _said_by_hand(self, order, row, checkpoint):
        """Return the holds and the release that concern `order`; most orders have none."""
        holds_sudo = self.env['credit.hold'].sudo()
        if not row['has_holds']:
            return {'manual': holds_sudo, 'release': holds_sudo, 'waiting': holds_sudo}
        return {
            'manual': holds_sudo._open_manual(order.id, row['profile_id']),
            'release': holds_sudo._valid_release(order, checkpoint),
            'waiting': holds_sudo._waiting(order, checkpoint),
        }

    @contextmanager
    def _gate_view(self, row):
        """Yield (cursor, separate, heads) with the customer's gate locked, and his group's.

        Separate is the normal case. A customer who was made in this very transaction is known to
        nobody else, so his check runs in it.
        """
        gate = self.env['credit.gate'].sudo()
        # While the addon installs, its tables are known to the installing transaction only.
        if self.env.registry.ready:
            own = f"profile:{row['profile_id']}"
            known = [own] if row['profile_id'] else []
            group = [f"group:{row['group_id']}"] if row['group_id'] else []
            with gate._locked_transaction(known + group) as (cr, heads):
                if own not in heads:
                    heads = gate._lock(cr, self._keys(cr, row))
                if heads:
                    yield cr, True, heads
                    return
        keys = self._keys(self.env.cr, row)
        yield self.env.cr, False, gate._lock(self.env.cr, keys, create=True)

    def _keys(self, cr, row):
        """Return the gate keys of the order's customer, making his profile on `cr`."""
        if not row['profile_id']:
            row['profile_id'] = self._first_profile(cr, row)
        return [f"profile:{row['profile_id']}"] if row['profile_id'] else []

    def _first_profile(self, cr, row):
        """Make a profile at the first door when the company wants one; return its id or None."""
        cr.execute(SQL("SELECT 1 FROM res_partner WHERE id = %s", row['payer_id']))
        if not cr.fetchone():
            return None
        root = self._root(row)
        prepay = root.credit_no_profile == 'prepay'
        cr.execute(SQL(
            """INSERT INTO credit_profile (partner_id, company_id, active, limit_mode, credit_limit,
                      standing, wave_id, create_uid, write_uid, create_date, write_date)
               VALUES (%s, %s, true, %s, %s, 'normal', %s, 1, 1, now() AT TIME ZONE 'UTC',
                      now() AT TIME ZONE 'UTC')
               ON CONFLICT (partner_id, company_id,
                            (CASE WHEN merged_into_id IS NULL THEN 0 ELSE id END)) DO NOTHING""",
            row['payer_id'], root.id, 'cash_only' if prepay else 'limited',
            0.0 if prepay else root.credit_allowance,
            self.env['credit.wave']._first_to_come(root).id or None,
        ))
        made = cr.rowcount
        cr.execute(SQL(
            "SELECT id FROM credit_profile WHERE partner_id = %s AND company_id = %s"
            " AND merged_into_id IS NULL",
            row['payer_id'], root.id,
        ))
        profile_id = cr.fetchone()[0]
        if made:
            key = f'profile:{profile_id}'
            gate = self.env['credit.gate']
            head = gate._lock(cr, [key], create=True)[key]
            self.env['credit.decision']._append(
                cr, key, head, 'profile', profile_id, root.id,
                {'made_at': 'first order', 'limit_mode': 'cash_only' if prepay else 'limited',
                 'credit_limit': 0.0 if prepay else root.credit_allowance}, user_id=self.env.uid,
            )
        return profile_id

    def _decide(self, cr, separate, heads, request):
        """Evaluate under the lock; take a claim or write a hold, with its decision."""
        row = request['row']
        profile_row = self._locked_row(cr, row, heads)
        request['report'] = self._mode_of(request['order'].company_id, profile_row) == 'report'
        xid, touched = self.env['credit.claim']._own_xid()
        request['touched'] = touched or self.env['sale.order']._credit_changed_before(row['pending'])
        while True:
            claims = self._claims(cr, row)
            verdict, facts, policy = self._weigh(cr, separate, request, profile_row, claims, xid)
            # A claim whose order was committed between these two reads counted twice: look again.
            # Under the lock claims only end, so this does too.
            if verdict.verdict in ('ok', 'warn') or self._claims(cr, row) == claims:
                break
        return self._conclude(cr, separate, heads, request, verdict, facts, policy, xid)

    def _locked_row(self, cr, row, heads):
        """Return the customer's plain row; a group that he has joined meanwhile is locked as well,
        and the letters and contracts that are used up by whoever pays or orders.
        """
        profile_row = self._rows(cr, [row['profile_id']])[0]
        row['group_id'] = profile_row['group_id']
        key = f"group:{row['group_id']}"
        if row['group_id'] and key not in heads:
            heads.update(self.env['credit.gate']._lock(cr, [key], create=True))
        papers = [f"letters:{row['buyer_id']}"] if row['has_capped_letters'] else []
        if row['has_capped_contracts']:
            papers += [f"contracts:{row['payer_id']}", f"contracts:{row['buyer_id']}"]
        if papers:
            self.env['credit.gate']._lock(cr, papers, create=True)
        return profile_row

    def _claims(self, cr, row):
        """Return the live claims of other documents of the order's customer, and of his group."""
        claims = self.env['credit.claim']._live(cr, [row['profile_id']], row['group_id'])
        return [claim for claim in claims if (claim[1], claim[2]) != ('sale.order', row['id'])]

    def _weigh(self, cr, separate, request, profile_row, claims, xid):
        """Judge the document on exposure and claims, as committed and as its transaction sees."""
        row, document, checkpoint = request['row'], request['document'], request['checkpoint']
        # What this call has claimed is in the exposure already where both share a view.
        shared = not (separate and isinstance(cr, sql_db.Cursor))
        taken = _by_profile(claim for claim in claims if not (shared and claim[4] == xid))
        taken.setdefault(row['profile_id'], 0.0)
        if not separate and checkpoint == 'order_growth':
            taken[row['profile_id']] -= document.increase  # this view holds the grown order already
        # Orders of the same call that are still to be asked stand in *sale* here already.
        exclude = row['pending'] if checkpoint != 'order_growth' else []
        # Where this transaction changed nothing that counts, its view has nothing to add.
        own = separate and (request['touched'] or checkpoint == 'order_growth')
        return self._evaluate(
            cr, document, checkpoint, profile_row,
            exclude_order_ids=exclude, claims=taken,
            order_partner_ids={row['profile_id']: row['buyer_id']},
            floor=self._own_view(profile_row, claims, xid, exclude, document) if own else None,
        )

    def _own_view(self, profile_row, claims, xid, exclude, document):
        """Return the exposures as this transaction sees them, with what others have claimed."""
        taken = _by_profile(claim for claim in claims if claim[4] != xid)
        totals = self.env['credit.exposure']._totals([profile_row], exclude_order_ids=exclude)
        exposure = sum(totals.get(profile_row['id'], {}).values())
        if document.checkpoint == 'order_growth':
            exposure -= document.increase
        view = {'exposure': exposure + taken.get(profile_row['id'], 0.0)}
        if profile_row['group_id']:
            view.update(self._facts(
                self.env.cr, [profile_row], {'group'}, exclude_order_ids=exclude, claims=taken,
            )[profile_row['id']])
        return view

    def _is_waiting(self, row):
        profile_sudo = self.env['credit.profile'].sudo().browse(row['profile_id'] or []).exists()
        return bool(profile_sudo) and profile_sudo.is_waiting

    def _could_not_check(self, request, error):
        """Fail closed when enforcing (H00), open when only reporting."""
        row = request['row']
        _logger.exception("credit check of order %s failed", row['id'])
        breach = core.could_not_check(type(error).__name__)
        verdict = core.Verdict('hold', [breach], ['H00'])
        outcome = Outcome(
            verdict=verdict.verdict, order_id=row['id'], name=row['name'],
            profile_id=row['profile_id'] or 0, report_only=request['report'] or self._is_waiting(row),
            breaches=[self._public(breach)], not_checked=['H00'],
        )
        payload = {
            'error': type(error).__name__, 'checkpoint': request['checkpoint'],
            'breaches': [breach.as_dict()],
        }
        if outcome.report_only or not row['profile_id']:
            return outcome
        if request['release'] and request['release']._covers(verdict):
            outcome.verdict = 'warn'
            return outcome
        with self._gate_view(row) as (cr, separate, heads):
            written = self._stop(cr, heads, request, outcome, payload)
            outcome.committed = written and separate and isinstance(cr, sql_db.Cursor)
        return outcome


def _by_profile(claims):
    """Return ``{profile id: amount claimed}``."""
    taken = {}
    for claim in claims:
        taken[claim[0]] = taken.get(claim[0], 0.0) + claim[3]
    return taken


def _is_database_error(error):
    """Tell whether `error` is PostgreSQL's: Odoo itself tries those again, or reports them."""
    module = type(error).__module__ or ''
    return module.startswith('psycopg2')
