from odoo.tools import SQL

from ..tools.limits import effective_limit
from .base import Provider

#: Columns of the row that are facts as they stand.
_AS_THEY_STAND = (
    'limit_mode', 'standing', 'standing_date', 'standing_reason', 'grade', 'limit_valid_until',
    'review_date', 'currency',
)


class ProfileProvider(Provider):
    """What was decided about the customer: limit, standing, grade, dates.

    The row has it all; only a person's name is looked up, and only where somebody decided.
    """

    provides = frozenset({
        *_AS_THEY_STAND, 'rounding', 'today', 'base_limit', 'effective_limit', 'standing_user',
        'partner_standing', 'prepayment_percent',
    })

    def load(self, env, cr, rows, as_of, context):
        documents = context.get('documents') or {}
        names = _user_names(cr, {row['standing_user_id'] for row in rows} - {None})
        facts = {}
        for row in rows:
            document = documents.get(row['id'])
            facts[row['id']] = {
                **{name: row[name] for name in _AS_THEY_STAND},
                'rounding': float(row['currency_rounding']),
                'today': as_of,
                'base_limit': float(row['credit_limit'] or 0.0),
                'effective_limit': effective_limit(row, as_of),
                'standing_user': names.get(row['standing_user_id']),
                'partner_standing': document.buyer_standing if document else None,
                'prepayment_percent': row['prepayment_percent'] or 0.0,
            }
        return facts


def _user_names(cr, user_ids):
    if not user_ids:
        return {}
    cr.execute(SQL(
        "SELECT u.id, p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id"
        " WHERE u.id = ANY(%s)", list(user_ids),
    ))
    return dict(cr.fetchall())
