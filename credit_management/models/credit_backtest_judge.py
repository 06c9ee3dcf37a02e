from collections import Counter
from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo

from odoo import models

from .. import facts as fact_registry
from ..facts.bank_calendar import bank_calendars
from ..tools.backtest import Account, Calendar, Versions, walk
from ..tools.backtest_events import Events
from ..tools.bank_days import last_bank_day_before
from ..tools.deadlines import at, local_day
from ..tools.forecast import week_of
from .credit_backtest_ask import Ask
from .credit_profile import LIMIT_FIELDS, STANDING_FIELDS

_DAY = timedelta(days=1)


class CreditBacktest(models.Model):
    """Customers walked through the period of a back-test, order by order."""

    _inherit = 'credit.backtest'

    def _judge(self, rows):
        """Judge the orders of the customers of `rows` (of `credit.check._rows`).

        :return: (values of `credit.backtest.line` by order, plain figures of all orders)
        """
        replay = _Replay(self, rows)
        replay.run()
        return replay.lines, replay.tally.plain()


class _Tally:
    """What is counted of all orders, held or not, so that parts of a run can be added up."""

    def __init__(self):
        self.orders, self.exact, self.amount = 0, 0, 0.0
        self.weeks, self.teams, self.not_checked = Counter(), Counter(), Counter()

    def count(self, day, order, document, is_exact, not_checked):
        self.orders += 1
        self.exact += is_exact
        self.amount += document.total
        self.weeks[week_of(day).isoformat()] += 1
        self.teams[str(order.row['team_id'] or 0)] += 1
        self.not_checked.update(not_checked)

    def plain(self):
        return {name: dict(value) if isinstance(value, Counter) else value
                for name, value in vars(self).items()}


class _Replay:
    """One batch of customers: what is read of all of them, and each one's walk."""

    def __init__(self, backtest, rows):
        self.backtest, self.env, self.rows = backtest, backtest.env, rows
        self.root = backtest.company_id
        self.zone = ZoneInfo(rows[0]['zone'] or 'UTC')
        self.rounding = float(rows[0]['currency_rounding'])
        self.horizon = rows[0]['horizon_days'] or 0
        rest = bank_calendars(self.env, self.env.cr, [self.root.id])[self.root.id]
        self.calendar = Calendar(rest, lambda day, *rest: last_bank_day_before(
            day, *rest) + _DAY)
        self.start = cache(lambda day: at(day, 0.0, self.zone))
        self.day_of = cache(lambda moment: local_day(moment, self.zone))
        self.due = cache(self._final_due_date)
        self.since, self.until = self.start(backtest.date_from), self.start(
            backtest.date_to + _DAY)
        policy = cache(backtest._policy_of)
        self.policies = {
            key: [policy_id and policy(policy_id) for policy_id in pair]
            for key, pair in backtest._policies_of(rows).items()
        }
        self.minimum_of = cache(backtest._minimum_of)
        self.lines, self.tally = [], _Tally()

    def _final_due_date(self, term_id, day):
        term = self.env['account.payment.term'].sudo().browse(term_id or [])
        return fact_registry.final_due_date(term, day)

    # === READING === #

    def run(self):
        history = self.env['credit.backtest.history']
        ids = [row['id'] for row in self.rows]
        orders, self.logged = history._orders(self.root, ids, self.since)
        asked = {
            profile_id: own for profile_id, own in orders.items()
            if self.policies[profile_id][0] and any(self._is_in_period(order) for order in own)
        }
        if not asked:
            return
        ids = list(asked)
        items = history._items(self.root, ids, self.backtest.date_from)
        arrivals = history._arrivals(self.root, ids)
        self.disputes = history._disputes(ids)
        self.terms = self.root._credit_dispute_terms()
        self._read_decisions(history, asked)
        self.firsts = history._firsts(self.root, ids) if self._needs('first_order') else {}
        for profile_id, own in asked.items():
            self._walk(profile_id, own, items.get(profile_id, []), arrivals.get(profile_id, []))

    def _needs(self, fact):
        return any(
            fact in policy.needs for pair in self.policies.values() for policy in pair if policy
        )

    def _is_in_period(self, order):
        return self.since <= order.moment < self.until

    def _read_decisions(self, history, asked):
        """Read what was decided when, about payers and about whoever buys for another."""
        rows = {row['id']: row for row in self.rows}
        buyers = {
            order.row['buyer_id'] for own in asked.values() for order in own
            if order.row['buyer_id'] != order.row['payer_id']
        }
        others = self.backtest._rows_of_partners(buyers) if buyers else []
        ids = [*asked, *(row['id'] for row in others)]
        kinds = ['limit'] if self.backtest.limits_from == 'then' else []
        standings = history._changes(ids, ('standing',))
        limits = history._changes(ids, kinds) if kinds else {}
        given = self.backtest._limits_given(list(asked))
        self.decided = {
            key: Versions({**rows[key], **given.get(key, {})}, sorted(
                [*_only(limits.get(key), LIMIT_FIELDS), *_only(standings.get(key), STANDING_FIELDS)],
                key=lambda change: change[0]))
            for key in asked
        }
        self.buyers = {
            row['partner_id']: Versions(row, _only(standings.get(row['id']), STANDING_FIELDS))
            for row in others
        }

    # === ONE CUSTOMER === #

    def _walk(self, profile_id, orders, items, arrivals):
        """Let a customer's history happen; each order of the period is judged when it was asked."""
        minima = {policy.minimum for policy in self.policies[profile_id] if policy}
        disputed = (*self.disputes.get(profile_id, ((), {})), self.terms)
        dated = known = Account(minima, *disputed)
        events = Events(self.start, self.horizon)
        events.ledger(dated, items, orders, by_entry=False)
        events.money(dated, arrivals)
        if any(self._was_late(item) for item in items) and any(o.is_live for o in orders):
            known = Account(minima, *disputed)
            events.ledger(known, items, orders, by_entry=True)
            events.money(known, arrivals)
        accounts = [dated] if known is dated else [dated, known]
        for order in orders:
            ask = None
            if self._is_in_period(order):
                ask = Ask(self, profile_id, order, known if order.is_live else dated, dated)
            events.order(accounts, order, ask)
        walk(events.list)

    def _was_late(self, item):
        """Tell whether money was entered after its day began."""
        return item.is_money and item.made > self.start(item.day)


def _only(changes, names):
    """Return `changes` with the columns `names` alone."""
    return [
        (moment, {name: value for name, value in before.items() if name in names})
        for moment, before in changes or ()
    ]
