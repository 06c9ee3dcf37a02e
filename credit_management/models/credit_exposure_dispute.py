from collections import defaultdict
from dataclasses import replace

from odoo import models
from odoo.tools import SQL

from ..exposure.scope import FEW
from ..tools.deadlines import today_in
from ..tools.disputes import Dispute, Terms, disputed

_COLUMNS = SQL(
    """d.profile_id, d.id, d.move_line_id, d.amount, d.raised_on, d.accepted_on, d.resolved_on,
       d.first_raised_on, d.uncapped_on, d.needs_acceptance, d.demand_on,
       COALESCE(l.date_maturity, l.date), l.amount_residual, c.credit_dispute_excludes,
       c.credit_dispute_window, c.credit_dispute_longest,
       CASE WHEN c.credit_dispute_has_cap THEN c.credit_dispute_cap END"""
)


class CreditExposure(models.AbstractModel):
    """What disputes take out of what is late: the one place for gate, banner, lists and grades."""

    _inherit = 'credit.exposure'

    def _undisputed(self, scope, profile_rows, day=None, cr=None):
        """Return `scope` with what is disputed on `day`, so that it is late nowhere.

        No query where the look at the customer found no open dispute.
        """
        days = {row['id']: day or today_in(row['zone']) for row in profile_rows}
        is_past = any(day and day < today_in(row['zone']) for row in profile_rows)
        if scope.absent.disputes and not is_past:
            return scope
        found = self._disputed(days, cr, is_past)
        return replace(scope, disputed=tuple(sorted(
            (line_id, float(out.amount)) for own in found.values() for line_id, out in own.items()
        )))

    def _disputed(self, days, cr=None, is_past=True):
        """Return ``{profile id: {line id: tools.disputes.Disputed}}`` of what is out, and until when.

        :param dict days: profile id -> the day asked about
        :param bool is_past: what was settled since may have been open then
        """
        if not days:
            return {}
        rows = self._read(cr, self._disputes(days, is_past), keep_plan=len(days) == 1)
        found, lines, terms = defaultdict(list), defaultdict(dict), {}
        for profile_id, key, line_id, amount, *known in rows:
            if profile_id not in days:
                continue
            (raised, accepted, resolved, first, uncapped, waits, demand, due, left,
             *settings) = known
            found[profile_id].append(Dispute(
                key, line_id, '', amount, raised, accepted, resolved, first_raised_on=first,
                uncapped_on=uncapped, waits=bool(waits)))
            demands = [day for day in (lines[profile_id].get(line_id, (None,) * 3)[2], demand) if day]
            lines[profile_id][line_id] = (due, left, min(demands, default=None))
            terms[profile_id] = Terms(*settings)
        return {
            profile_id: out for profile_id, own in found.items()
            if (out := disputed(own, lines[profile_id], days[profile_id], terms[profile_id]))
        }

    def _disputes(self, days, is_past):
        """Return SQL of the disputes that are, or were, open: of few customers or of all."""
        whose = SQL("AND d.profile_id = ANY(%s)", list(days)) if len(days) <= FEW else SQL("")
        states = [SQL("d.state = 'open'")]
        if is_past:
            states.append(SQL("d.resolved_on > %s", min(days.values())))
        return SQL(" UNION ALL ").join(
            SQL(
                """SELECT %s FROM credit_dispute d
                     JOIN account_move_line l ON l.id = d.move_line_id
                     JOIN res_company c ON c.id = d.company_id
                    WHERE %s AND d.raised_on <= %s AND l.parent_state = 'posted'
                      AND l.amount_residual > 0 %s""",
                _COLUMNS, state, max(days.values()), whose,
            ) for state in states
        )
