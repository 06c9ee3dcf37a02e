from odoo.tools import SQL

from ..exposure import prepared
from .base import Provider


class DunningProvider(Provider):
    """Formal demands that were made for what is still open: the last one, and what it is about.

    `demand_last` is the id of the last one, 0 where there is none.
    """

    provides = frozenset({
        'demand_last', 'demand_day', 'demand_days', 'demand_code', 'demand_amount',
    })

    def load(self, env, cr, rows, as_of, context):
        prepared.execute(cr, SQL(
            """SELECT profile_id, MAX(last), MAX(day), SUM(open),
                      (array_agg(code ORDER BY last DESC))[1]
                 FROM (SELECT done.profile_id, done.move_line_id, MAX(done.id) AS last,
                              MAX(done.day) AS day, MAX(l.amount_residual) AS open,
                              (array_agg(done.code ORDER BY done.id DESC))[1] AS code
                         FROM credit_rpm_done done
                         JOIN account_move_line l ON l.id = done.move_line_id
                        WHERE done.is_demand AND done.withdrawn_on IS NULL
                              AND done.profile_id = ANY(%(ids)s)
                              AND done.day <= %(as_of)s AND l.parent_state = 'posted'
                              AND l.amount_residual > 0 AND NOT l.id = ANY(%(paid)s)
                        GROUP BY 1, 2) line
                GROUP BY profile_id""",
            ids=[row['id'] for row in rows], as_of=as_of,
            paid=list(context.get('paid_line_ids') or ()),
        ))
        found = {
            profile_id: {
                'demand_last': last, 'demand_day': day, 'demand_days': (as_of - day).days,
                'demand_code': code, 'demand_amount': float(amount),
            } for profile_id, last, day, amount, code in cr.fetchall()
        }
        return {row['id']: found.get(row['id'], {'demand_last': 0}) for row in rows}
