"""A customer's life as hypothesis tells it: steps drawn one by one, and figures that must agree.

A step names what it is about: its argument is drawn from what is there at that moment, and the
failing story prints like ``state.then(step=deliver(transfer='transfer 2', quantity=1, …))``.
"""

import logging
import sys
from collections import Counter
from datetime import timedelta
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from odoo.exceptions import UserError

from ..exposure.order_lines import CODES
from .recompute import recompute, recompute_order, recompute_overdue

_logger = logging.getLogger(__name__)

#: Figures are compared after so many steps, and at the end of a history.
COMPARE_EVERY = 8
WORDS = {
    'account.move': "document", 'account.payment': "payment", 'payment.transaction': "online payment",
    'res.partner': "partner", 'sale.order': "order",
    'stock.picking': "transfer", 'account.bank.statement.line': "bank line",
}


def step(weight=1, **arguments):
    """Make a step of a method; an argument that is a method of the history is one of its records."""
    def decorate(function):
        function.weight, function.arguments = weight, arguments
        return function
    return decorate


class Step(NamedTuple):
    """One step as it is told: the names of records, never their ids."""

    name: str
    values: dict

    def __repr__(self):
        return f"{self.name}({', '.join(f'{key}={value!r}' for key, value in self.values.items())})"


@st.composite
def next_steps(draw, history):
    """Return a step that is possible now."""
    name = draw(st.sampled_from(history.steps).filter(history.is_possible))
    return Step(name, {
        key: draw(st.sampled_from([history.name(one) for one in source(history)])
                  if callable(source) else source)
        for key, source in history.arguments(name).items()
    })


class History(RuleBasedStateMachine):
    """What happened to three customers; `case`: the test that it runs in, set by a subclass."""

    case = None

    def __init__(self):
        super().__init__()
        weights = {name: getattr(getattr(type(self), name), 'weight', 0) for name in dir(type(self))}
        self.steps = [name for name in sorted(weights, key=lambda name: (weights[name], name))
                      for _n in range(weights[name])]
        self.env = self.case.env
        self.named, self.names = {}, {}
        self.counts, self.outcomes = Counter(), Counter()
        self.since_compared = 0
        self.savepoint = self.env.cr.savepoint(flush=True)
        self.customers = self.env['res.partner'].create([
            {'name': f"Customer {n}", 'is_company': True} for n in range(1, 4)
        ])
        for customer in self.customers:
            self.case._profile(customer, 1000.0)
        self.people = self.customers.browse()
        self.orders = self.env['sale.order']

    def teardown(self):
        """Compare once more, then undo it all: the next history starts from the same database."""
        try:
            if sys.exc_info()[0] is None and self.since_compared:
                self.compare()
        finally:
            self.savepoint.close(rollback=True)
            self.env.invalidate_all()
            _logger.info("steps taken: %s", dict(sorted(self.outcomes.items())))

    # === STEPS === #

    @rule(step=st.runner().flatmap(next_steps))
    def then(self, step):
        """Take a step; what Odoo refuses leaves everything as it was."""
        values = {
            name: self.named[value] if callable(self.arguments(step.name)[name]) else value
            for name, value in step.values.items()
        }
        try:
            with self.env.cr.savepoint():
                getattr(self, step.name)(**values)
            self.outcomes[step.name] += 1
        except UserError as refused:
            self.outcomes[f'{step.name} refused'] += 1
            _logger.debug("%s was refused: %s", step, refused)
        self.since_compared += 1
        if self.since_compared >= COMPARE_EVERY:
            self.compare()

    def arguments(self, name):
        return getattr(type(self), name).arguments

    def is_possible(self, name):
        return all(source(self) for source in self.arguments(name).values() if callable(source))

    # === NAMES === #

    def name(self, record):
        """Return a record's name in the story, the same whenever it is told: never an id."""
        if record not in self.names:
            self.names[record] = self._new_name(record)
            self.named[self.names[record]] = record
        return self.names[record]

    def _new_name(self, record):
        if record._name == 'sale.order.line':
            lines = record.order_id.order_line.sorted('id')
            return f'line {lines.ids.index(record.id) + 1} of {self.name(record.order_id)}'
        self.counts[record._name] += 1
        return f'{WORDS[record._name]} {self.counts[record._name]}'

    # === WHAT THERE IS === #

    def payers(self):
        return (self.customers | self.people).filtered('active')

    def documents(self, *domain):
        return self.env['account.move'].search([
            ('partner_id', 'in', self.everybody().ids), *domain], order='id')

    def everybody(self):
        return self.env['res.partner'].with_context(active_test=False).search(
            [('id', 'child_of', (self.customers | self.people).ids)], order='id')

    # === FIGURES === #

    def compare(self):
        """Assert that every way to a figure gives what a walk over the documents finds."""
        self.since_compared = 0
        self.env.flush_all()
        self.env['credit.exposure.item'].invalidate_model()
        profiles = self.env['credit.profile'].with_context(active_test=False).search(
            [('partner_id', 'in', self.everybody().ids)], order='id')
        self.compare_orders(profiles)
        for days in (0, 45):
            day = self.case.today + timedelta(days=days)
            expected = {p: {} if p.merged_into_id else recompute(p, day) for p in profiles}
            self.compare_totals(profiles, expected, day)
            self.compare_overdue(profiles.filtered('active'), day)
            if not days:
                self.compare_items(profiles, expected)
                self.compare_fields(profiles, expected)

    def compare_totals(self, profiles, expected, day):
        figures = self.env['credit.exposure']
        together = figures._totals(self.case.rows(profiles), as_of=day)
        for profile in profiles:
            alone = figures._totals(self.case.rows(profile), as_of=day)[profile.id]
            for how, found in (('alone', alone), ('together', together[profile.id])):
                self.same(expected[profile], found, profile, f'{how}, {day}')

    def compare_items(self, profiles, expected):
        """Items sum to totals, one customer at a time and all at once; ids find them again."""
        items = self.env['credit.exposure.item']
        together = items.search([('profile_id', 'in', profiles.ids)])
        self.case.assertEqual(len(set(together.ids)), len(together), "ids of items")
        again = items.search([('id', 'in', together.ids)])
        self.case.assertEqual(sorted(again.ids), sorted(together.ids))
        for profile in profiles:
            alone = items.search([('profile_id', '=', profile.id)])
            among_all = together.filtered(lambda item, own=profile: item.profile_id == own)
            for how, found in (('alone', alone), ('together', among_all)):
                sums = Counter()
                for item in found:
                    sums[item.component] += item.amount
                self.same(expected[profile], sums, profile, f'items {how}')

    def compare_fields(self, profiles, expected):
        """The field that screens show, and the search on it."""
        figures = self.env['credit.exposure']
        profiles.invalidate_recordset(['exposure'])
        for profile in profiles:
            total = round(sum(expected[profile].values()), 2)
            self.case.assertEqual(round(profile.exposure, 2), total, profile.partner_id.name)
            self.case.assertIn(profile.id, figures._search_profiles('exposure', '>', total - 0.01))
            self.case.assertNotIn(profile.id, figures._search_profiles('exposure', '>', total + 0.01))

    def compare_orders(self, profiles):
        """What each order is said to add, to growth and to the total."""
        orders = self.orders.exists().filtered(lambda order: order.state == 'sale')
        amounts = self.env['credit.exposure']._order_amounts(orders.ids, as_it_stands=True)
        for order in orders:
            expected = Counter(recompute_order(order, profiles[0], self.case.today))
            found = amounts[order.id]
            self.case.assertEqual({
                'order': round(found['undelivered'], 2), 'order_delivered': round(found['delivered'], 2),
                'prepayment': round(found['amount'] - found['gross'], 2),
                'beyond_horizon': round(found['counted'] - found['amount'], 2),
            }, {code: expected[code] for code in CODES}, self.name(order))

    def compare_overdue(self, profiles, day):
        found = self.env['credit.exposure']._overdue(self.case.rows(profiles), day)
        for profile in profiles:
            late = found.get(profile.id) or {'amount': 0.0, 'oldest_date': None}
            self.case.assertEqual(
                (round(late['amount'], 2), late['oldest_date']), recompute_overdue(profile, day),
                f"overdue of {profile.partner_id.name} on {day}")

    def same(self, expected, found, profile, how):
        found = {code: round(amount, 2) for code, amount in found.items() if round(amount, 2)}
        self.case.assertEqual(expected, found, f'{profile.partner_id.name}: {how}')
