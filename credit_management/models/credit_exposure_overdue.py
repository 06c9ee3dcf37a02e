from odoo import models
from odoo.tools import SQL

from ..exposure.receivable import Receivable


class CreditExposure(models.AbstractModel):
    """The lines and documents behind what is overdue: asked for only when it matters."""

    _inherit = 'credit.exposure'

    def _overdue_documents(self, profile_rows, as_of, minima=None, cr=None, limit=None, day=None):
        """Name what `_overdue` adds up: each document that money here does not cover, oldest first.

        A due date that is covered in part is named with all its documents.

        :param int limit: documents a customer; None for all
        :param date day: as whose disputes count; default the company's calendar day
        :return: ``{profile id: (how many there are, [(move id, name, due date, open amount)])}``
        """
        if not profile_rows:
            return {}
        scope = self._scope(profile_rows, as_of, cr)
        scope = self._undisputed(scope, profile_rows, day, cr)
        late = Receivable().late_lines(scope, (minima or {}).get('line') or 0.0)
        here = self._credits(cr, scope)
        received = {row['id']: sum(here.get(row['id'], (0.0,))) for row in profile_rows}
        found = {}
        for profile_id, count, *document in self._read(
                cr, self._documents_sql(late, received, limit)):
            found.setdefault(profile_id, (count, []))[1].append(tuple(document))
        return found

    @staticmethod
    def _documents_sql(late, received, limit):
        """Return SQL of (profile, how many, move, name, due, amount) of what money does not cover.

        :param late: SQL of late lines; :param received: ``{profile id: money that is here}``
        """
        return SQL(
            """WITH line AS (
                   SELECT late.*, SUM(amount) OVER (PARTITION BY profile_id ORDER BY due) AS upto
                     FROM (%(late)s) late),
               document AS (
                   SELECT line.profile_id, line.move_id, MIN(line.due) AS due,
                          SUM(line.amount) AS amount
                     FROM line
                     JOIN unnest(%(ids)s, %(received)s::numeric[]) AS here(profile_id, amount)
                       ON here.profile_id = line.profile_id
                    WHERE line.upto - here.amount > 0.000001
                    GROUP BY 1, 2)
               SELECT profile_id, count, move_id, name, due, amount FROM (
                   SELECT document.*, move.name,
                          COUNT(*) OVER (PARTITION BY profile_id) AS count,
                          ROW_NUMBER() OVER (PARTITION BY profile_id ORDER BY due, move_id) AS place
                     FROM document JOIN account_move move ON move.id = document.move_id) named
                WHERE %(limit)s IS NULL OR place <= %(limit)s
                ORDER BY profile_id, place""",
            late=late, ids=list(received), received=list(received.values()), limit=limit,
        )

    def _overdue_lines(self, profile_rows, as_of, minima=None, cr=None, contacts=None,
                       paid_line_ids=(), day=None):
        """Return what `_overdue` adds up by line: ``{profile id: {line id: what is left of it}}``.

        Money that is here is applied to the oldest due date first, there to the first line.
        """
        if not profile_rows:
            return {}
        scope = self._scope(
            profile_rows, as_of, cr, contacts, paid_line_ids=tuple(paid_line_ids))
        scope = self._undisputed(scope, profile_rows, day, cr)
        late = self._read(cr, SQL(
            "SELECT profile_id, id, amount FROM (%s) late ORDER BY profile_id, due, id",
            Receivable().late_lines(scope, (minima or {}).get('line') or 0.0),
        ), keep_plan=True)
        left = {
            profile_id: sum(received)
            for profile_id, received in (self._credits(cr, scope) if late else {}).items()}
        found = {}
        for profile_id, line_id, amount in late:
            covered = min(left.get(profile_id, 0), amount)
            left[profile_id] = left.get(profile_id, 0) - covered
            if amount - covered > 1e-6:
                found.setdefault(profile_id, {})[line_id] = amount - covered
        return found
