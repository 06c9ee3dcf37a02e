from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from odoo.tools import SQL

from ..tools.exact import exact, rounded
from ..tools.group_pool import Member, bounds, pool
from ..tools.limits import NO_CREDIT_STANDINGS, effective_limit
from .base import Provider


@dataclass(frozen=True)
class Customer:
    """A member as he stands: `profile` is his row of `credit.check._rows`, `limit` his own.

    `rate`, `group_rate`: units of his currency and of the group's for one of the company that leads
    the group; `member`: the same in the group's currency.
    """

    profile: dict
    limit: float
    rate: Fraction
    group_rate: Fraction
    exposure: float
    member: Member

    @property
    def is_stopped(self):
        return self.profile['standing'] in NO_CREDIT_STANDINGS


@dataclass(frozen=True)
class Pool:
    """A group in force with its members, by profile id; `limit` in its currency, None: none."""

    id: int
    name: str
    limit: Fraction
    ended: date
    customers: dict


class GroupProvider(Provider):
    """What a customer's credit group owes and may: the others' exposure at the day's rate.

    Without a group it asks nothing; with some, once for the whole set.
    """

    provides = frozenset({'group'})

    def load(self, env, cr, rows, as_of, context):
        pools = read_pools(env, cr, {row.get('group_id') for row in rows} - {None}, as_of, context)
        return {
            row['id']: {'group': self._fact(pools.get(row.get('group_id')), row)} for row in rows
        }

    def _fact(self, group, row):
        """Return plain values in the currency of the customer's company; {} without a group."""
        own = group and group.customers.get(row['id'])
        if not own:
            return {}
        others = [one for key, one in group.customers.items() if key != row['id']]
        factor = own.rate / own.group_rate
        return {
            'id': group.id, 'name': group.name,
            'ended': group.ended and group.ended.isoformat(),
            'stopped': sum(one.is_stopped for one in others),
            'bounds': [
                {'kind': bound.kind, 'others': rounded(bound.others * factor, 6),
                 'limit': rounded(bound.limit * factor, 6)}
                for bound in bounds(own.member, [one.member for one in others], group.limit)
            ],
        }


def read_pools(env, cr, group_ids, as_of, context=None, states=('active',)):
    """Return ``{group id: Pool}`` of groups in force, with all members of all companies.

    Nothing here asks for rights: sums of companies that a reader may not see are sums.

    :param dict context: of `facts.load`: ``claims`` and ``exclude_order_ids`` count here too
    :param tuple states: of groups that are read; a proposed one as if it were in force
    """
    if not group_ids:
        return {}
    context, terms = context or {}, _terms(cr, group_ids, as_of, states)
    profiles = env['credit.check']._rows(cr, sorted({term['profile_id'] for term in terms}))
    totals = env['credit.exposure']._totals(
        profiles, exclude_order_ids=tuple(context.get('exclude_order_ids') or ()), cr=cr)
    claims, by_id = context.get('claims') or {}, {row['id']: row for row in profiles}
    found = {}
    for term in terms:
        owes = sum(totals[term['profile_id']].values()) + claims.get(term['profile_id'], 0.0)
        customer = _customer(term, by_id[term['profile_id']], owes, as_of)
        found.setdefault(term['id'], (term, {}))[1][term['profile_id']] = customer
    return {key: _pool(term, customers, as_of) for key, (term, customers) in found.items()}


def _customer(term, profile, exposure, as_of):
    rate, group_rate = exact(term['rate']), exact(term['group_rate'])
    limit, factor = effective_limit(profile, as_of), group_rate / rate
    return Customer(profile, limit, rate, group_rate, exposure, Member(
        exposure=exact(exposure) * factor,
        limit=None if limit is None else exact(float(limit)) * factor,
        sub_limit=float(term['sub_limit']) if term['sub_limit'] else None,
        share=float(term['share']) if term['share'] else None,
    ))


def _pool(term, customers, as_of):
    until = term['valid_until']
    return Pool(
        term['id'], term['name'],
        pool(term['limit_mode'], float(term['pool_limit'] or 0.0),
             [one.member for one in customers.values()]),
        until if until and until < as_of else None, customers,
    )


def _terms(cr, group_ids, as_of, states):
    """Return a row a member of groups in force: what the group says of him, and the day's rates."""
    cr.execute(SQL(
        """SELECT g.id, g.name, g.limit_mode, g.pool_limit, g.valid_until, m.profile_id,
                  m.sub_limit, m.share, %s AS rate, %s AS group_rate
             FROM credit_group g
             JOIN credit_group_member m ON m.group_id = g.id AND m.date_to IS NULL
             JOIN credit_profile p ON p.id = m.profile_id
             JOIN res_company c ON c.id = p.company_id
            WHERE g.id = ANY(%s) AND g.state = ANY(%s) ORDER BY g.id, m.profile_id""",
        _rate(SQL("c.currency_id"), as_of), _rate(SQL("g.currency_id"), as_of), list(group_ids),
        list(states),
    ))
    return cr.dictfetchall()


def _rate(currency, as_of):
    """Return SQL: the rate of `currency` as Odoo takes it, for the company that leads the group."""
    return SQL(
        """COALESCE((SELECT r.rate FROM res_currency_rate r
                      WHERE r.currency_id = %(currency)s AND r.name <= %(day)s
                        AND (r.company_id IS NULL OR r.company_id = g.company_id)
                      ORDER BY r.company_id, r.name DESC LIMIT 1),
                    (SELECT r.rate FROM res_currency_rate r
                      WHERE r.currency_id = %(currency)s
                        AND (r.company_id IS NULL OR r.company_id = g.company_id)
                      ORDER BY r.company_id, r.name LIMIT 1), 1.0)""",
        currency=currency, day=as_of,
    )
