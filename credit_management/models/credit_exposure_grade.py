from datetime import date, timedelta
from statistics import mode

from odoo import models
from odoo.tools import SQL

from ..exposure.receivable import Receivable
from ..exposure.scope import FEW


class CreditExposure(models.AbstractModel):
    """What is open by aging grade, after money that is here was applied: a set by one query."""

    _inherit = 'credit.exposure'

    def _open_by_grade(self, profile_rows, grades, last_due, minima, cr=None, contacts=None,
                       paid_line_ids=(), day=None):
        """Return what is left open in each grade, oldest due date first.

        :param grades: `tools.aging_grades` table; :param last_due: its `last_due_dates` on the day
        :param dict minima: profile id -> least amount of a late line that counts
        :param date day: as whose disputes count; default the company's calendar day
        :return: ``{profile id: {code: (amount, oldest due date)}}``
        """
        options = {'cr': cr, 'contacts': contacts, 'paid_line_ids': tuple(paid_line_ids)}
        not_late = last_due[[grade.first for grade in grades[1:]].index(1)] + timedelta(days=1)
        received = self._credits(cr, self._scope(profile_rows, not_late, **options))
        minima = {row['id']: float(minima.get(row['id']) or 0.0) for row in profile_rows}
        usual, few = mode(minima.values()), len(minima) <= FEW
        # Of many only those who differ are named: a hundred thousand names are read for seconds.
        ids = [key for key in minima if few or key in received or minima[key] != usual]
        # Every open line is "late" at the end of time.
        scope = self._scope(profile_rows, date.max, **options)
        lines = Receivable().late_lines(self._undisputed(scope, profile_rows, day, cr))
        found = {}
        for profile_id, place, amount, oldest in self._read(cr, self._grades_sql(
            lines=lines, ids=ids, not_late=not_late, usual=usual,
            received=[float(sum(received.get(profile_id, (0.0,)))) for profile_id in ids],
            minima=[minima[profile_id] for profile_id in ids],
            firsts=[due + timedelta(days=1) for due in reversed(last_due)],
        ), keep_plan=few):
            code = grades[len(grades) - 1 - place].code
            found.setdefault(profile_id, {})[code] = (amount, oldest)
        return found

    @staticmethod
    def _grades_sql(**values):
        """Return SQL of (profile, place among `firsts`, open, oldest due date)."""
        return SQL(
            """WITH line AS (
                   SELECT l.profile_id, l.due, COALESCE(here.received, 0) AS received,
                          SUM(l.amount) AS amount
                     FROM (%(lines)s) l
                LEFT JOIN unnest(%(ids)s::int[], %(received)s::numeric[], %(minima)s::numeric[])
                          AS here(profile_id, received, least) ON here.profile_id = l.profile_id
                    WHERE l.due >= %(not_late)s OR l.amount >= COALESCE(here.least, %(usual)s)
                    GROUP BY 1, 2, 3),
               run AS (
                   SELECT line.*, SUM(amount) OVER (PARTITION BY profile_id ORDER BY due) AS upto
                     FROM line)
               SELECT profile_id, width_bucket(due, %(firsts)s::date[]),
                      SUM(LEAST(amount, upto - received)), MIN(due)
                 FROM run WHERE upto - received > 0.000001 GROUP BY 1, 2""", **values)
