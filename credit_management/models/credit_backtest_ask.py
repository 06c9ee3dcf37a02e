"""One past order at the moment at which it was asked for: what was known, what a version says."""

from ..tools import breaches as core
from ..tools.backtest_verdict import CHECKPOINT, judge
from ..tools.forecast import week_of
from ..tools.limits import effective_limit
from ..tools.securities import extension, prepayment

#: What is compared in money: less is nothing.
_CENT = 0.005
#: Decided about a customer, as the log keeps it of a check.
_DECIDED = ('limit_mode', 'effective_limit', 'grade')


class Ask:
    """One order when it was asked for; called when its moment has come."""

    def __init__(self, replay, profile_id, order, account, dated):
        self.replay, self.profile_id, self.order = replay, profile_id, order
        self.account, self.dated = account, dated

    def __call__(self):
        self.day = self.replay.day_of(self.order.moment)
        self.row = self.replay.decided[self.profile_id].at(self.order.moment)
        self.logged = self.replay.logged.get(self.order.id)
        self.document = self._document()
        policy, other = self.replay.policies[self.profile_id]
        facts, is_exact = self._facts(policy)
        answer = judge(facts, self.document, policy)
        self.replay.tally.count(
            self.day, self.order, self.document, is_exact, answer.not_checked)
        against = judge(self._facts(other)[0], self.document, other) if other else None
        if answer.may_be_held or against and against.is_held:
            self.replay.lines.append(self._line(answer, against, is_exact, facts, policy))

    # === THE QUESTION === #

    def _document(self):
        order, logged = self.order, self.logged or {}
        total = logged.get('total', order.total)
        beyond = self.replay.horizon and order.promised and (
            order.promised - self.day).days > self.replay.horizon
        added = 0.0 if beyond else max(total - order.prepaid, 0.0)
        return core.Document(
            res_model='sale.order', res_id=order.id, checkpoint=CHECKPOINT,
            amount=logged.get('amount', added), total=total, currency=self.row['currency'],
            differing_invoice=order.row['payer_id'] != order.row['buyer_id'],
            prepaid_received=order.prepaid, **self._terms(),
        )

    def _terms(self):
        approved = self.row['payment_term_id']
        if not approved:
            return {}
        return {
            'term_due': self.replay.due(self.order.row['payment_term_id'], self.day),
            'approved_due': self.replay.due(approved, self.day),
        }

    # === WHAT WAS KNOWN === #

    def _facts(self, policy):
        """Return (facts, whether the measured ones are those that the gate logged)."""
        facts = {**self._decided(), **self._measured(self.account, policy)}
        if 'partner_standing' in policy.needs:
            facts['partner_standing'] = self._buyer_standing()
        if 'first_order' in policy.needs:
            facts['first_order'] = self._is_first()
        if not self.logged:
            return facts, False
        return {**facts, **self._from_log(policy)}, self._is_exact(policy)

    def _measured(self, account, policy, extra=0.0):
        return account.facts(
            self.day, self.replay.calendar, policy.minimum, extra, but=self.order.id)

    def _decided(self):
        row = self.row
        return {
            **{name: row[name] for name in (
                'limit_mode', 'standing', 'grade', 'limit_valid_until', 'review_date', 'currency')},
            'rounding': self.replay.rounding, 'today': self.day,
            'base_limit': float(row['credit_limit'] or 0.0),
            'effective_limit': effective_limit(row, self.day),
            'approved_term': row['payment_term_id'] or None,
            'prepayment_percent': max(
                row['prepayment_percent'] or 0.0, prepayment(row.get('securities'), self.day)),
            'insurance': {'extension': extension(row.get('securities'), self.day)},
            'in_transit_counts': bool(row['count_in_transit']),
            # Who belonged together then, and what they owed, is known from the log alone.
            'group': None if row.get('group_id') else {},
        }

    def _from_log(self, policy):
        """Return what the gate measured then; limits too, if the run takes them as they were."""
        kept = self.logged['facts']
        names = [
            'exposure', 'in_transit', 'standing', 'first_order', 'danger_score', 'danger_level']
        if self._counted_alike(policy):
            names += ['overdue_days', 'overdue_amount']
        if self.replay.backtest.limits_from == 'then':
            names += _DECIDED
        found = {name: kept[name] for name in names if name in kept}
        components = kept.get('components')
        if components is not None:
            found['ar'] = sum(components.get(code, 0.0) for code in ('ar_not_due', 'ar_overdue'))
        figures = self.logged.get('figures') or {}
        if 'group' in figures or 'H14' in (self.logged.get('passed') or ()):
            found['group'] = figures.get('group') or {}
        standing = figures.get('partner_standing')
        return {**found, 'partner_standing': standing} if standing else found

    def _is_exact(self, policy):
        """Tell whether the gate logged all that the policy asks to be measured."""
        has_first = 'first_order' not in policy.needs or 'first_order' in self.logged['facts']
        return has_first and self._counted_alike(policy)

    def _counted_alike(self, policy):
        """Tell whether the policy of the logged check left out the same crumbs."""
        return self.replay.minimum_of(self.logged.get('policy')) == policy.minimum

    def _buyer_standing(self):
        buyer = self.order.row['buyer_id']
        versions = self.replay.buyers.get(buyer) if buyer != self.order.row['payer_id'] else None
        return versions and versions.at(self.order.moment)['standing']

    def _is_first(self):
        """Tell whether nothing was confirmed or invoiced before; None where nobody knows."""
        first = self.replay.firsts.get(self.profile_id)
        if first is None:
            return None
        invoiced, orders = first
        earlier = any(
            moment <= self.order.moment for moment, order_id in orders if order_id != self.order.id
        )
        return not (earlier or invoiced and invoiced <= self.day)

    # === THE ANSWER === #

    def _line(self, answer, against, is_exact, facts, policy):
        row = self.order.row
        return {
            'order_id': self.order.id, 'name': row['name'], 'profile_id': self.profile_id,
            'partner_id': self.row['partner_id'], 'asked_at': self.order.moment.isoformat(),
            'week': week_of(self.day).isoformat(), 'team_id': row['team_id'],
            'user_id': row['user_id'], 'amount': self.document.total,
            'is_held': answer.is_held, 'codes': ' '.join(answer.codes),
            'rest_codes': ' '.join(answer.rest), 'is_rest_held': bool(answer.rest),
            'over_by': answer.over_by, 'late_by': answer.late_by,
            'is_other_held': bool(against and against.is_held),
            'other_codes': ' '.join(against.codes) if against else '',
            'is_exact': is_exact,
            'is_unmatched': answer.is_held and self._only_unmatched(facts, policy),
        }

    def _only_unmatched(self, facts, policy):
        """Tell whether the order passes once money counts that had come, by its date."""
        better = self._measured(self.dated, policy, self.dated.uncounted)
        worse = self._measured(self.account, policy)
        relief = worse['exposure'] - better['exposure']
        if relief < _CENT:
            return False
        better['exposure'] = facts['exposure'] - relief
        for name in ('overdue_amount', 'overdue_days'):
            better[name] = min(better[name], facts[name])
        return not judge({**facts, **better}, self.document, policy).is_held
