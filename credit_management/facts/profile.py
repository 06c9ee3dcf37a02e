from odoo.tools import SQL

from ..const import STANDINGS
from ..exposure import standing
from ..tools.limits import effective_limit
from ..tools.securities import extension, prepayment
from .base import Provider

#: Columns of the row that are facts as they stand.
_AS_THEY_STAND = (
    'limit_mode', 'standing', 'standing_date', 'standing_reason', 'grade', 'limit_valid_until',
    'review_date', 'currency',
)


class ProfileProvider(Provider):
    """What was decided about the customer: limit, standing, grade, terms, dates.

    The row has it all; only names are looked up, and only where there are any.
    """

    provides = frozenset({
        *_AS_THEY_STAND, 'rounding', 'today', 'base_limit', 'effective_limit', 'standing_user',
        'partner_standing', 'approved_term', 'prepayment_percent', 'insurance', 'fraud_stop',
    })

    def load(self, env, cr, rows, as_of, context):
        users = _user_names(cr, {row['standing_user_id'] for row in rows} - {None})
        terms = _term_names(cr, {row['payment_term_id'] for row in rows} - {None}, env.lang)
        facts = {}
        for row in rows:
            facts[row['id']] = {
                **{name: row[name] for name in _AS_THEY_STAND},
                # Nothing is unlimited while a fraud check is red.
                'limit_mode': 'limited' if row.get('fraud_stop') and (
                    row['limit_mode'] == 'unlimited') else row['limit_mode'],
                'fraud_stop': bool(row.get('fraud_stop')),
                'rounding': float(row['currency_rounding']),
                'today': as_of,
                'base_limit': float(row['credit_limit'] or 0.0),
                'effective_limit': effective_limit(row, as_of),
                'standing_user': users.get(row['standing_user_id']),
                'partner_standing': self._partner_standing(cr, row, context),
                'approved_term': terms.get(row['payment_term_id']),
                'prepayment_percent': max(
                    row['prepayment_percent'] or 0.0, prepayment(row.get('securities'), as_of)),
                'insurance': {'extension': extension(row.get('securities'), as_of)},
            }
        return facts

    def _partner_standing(self, cr, row, context):
        """Return the standing of who orders, where that is not who gets the invoice."""
        partner_id = (context.get('order_partner_ids') or {}).get(row['id'])
        if not partner_id or partner_id == row['partner_id']:
            return None
        return worst_standing(cr, row['company_id'], [partner_id])


def worst_standing(cr, company_id, partner_ids):
    """Return the worst standing that any contacts' customers have in a root company, or None."""
    cr.execute(SQL(
        "SELECT %s FROM credit_profile p"
        " JOIN res_partner contact ON contact.commercial_partner_id = p.partner_id"
        " WHERE p.active AND p.company_id = %s AND contact.id = ANY(%s)",
        standing(SQL("p")), company_id, list(partner_ids),
    ))
    return max((standing for (standing,) in cr.fetchall()), key=STANDINGS.index, default=None)


def _user_names(cr, user_ids):
    if not user_ids:
        return {}
    cr.execute(SQL(
        "SELECT u.id, p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id"
        " WHERE u.id = ANY(%s)", list(user_ids),
    ))
    return dict(cr.fetchall())


def _term_names(cr, term_ids, lang):
    if not term_ids:
        return {}
    cr.execute(SQL(
        "SELECT id, COALESCE(name ->> %s, name ->> 'en_US') FROM account_payment_term"
        " WHERE id = ANY(%s)", lang or 'en_US', list(term_ids),
    ))
    return dict(cr.fetchall())
