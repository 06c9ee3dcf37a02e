from odoo import api, models
from odoo.tools import SQL

from ..tools.limitation import Event


class CreditLimitation(models.Model):
    """What moves a claim's last day: a seam, and the events that people wrote down."""

    _inherit = 'credit.limitation'

    @api.model
    def _events(self, line_ids, as_of):
        """Return ``{line id: [tools.limitation.Event]}`` of all `line_ids`; extend to add a source.

        Few queries for the whole set. `ref` of an event is "model,id"; its evidence are codes of
        `credit.limitation.evidence`. What happened after `as_of` may be in it.
        """
        found = {line_id: [] for line_id in line_ids}
        for line_id, event in self._events_written(line_ids):
            found[line_id].append(event)
        return found

    @api.model
    def _events_written(self, line_ids):
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            """SELECT rel.line_id, e.id, e.kind, e.date, shown.ended_on, shown.codes
                 FROM credit_limitation_event_line_rel rel
                 JOIN credit_limitation_event e ON e.id = rel.event_id AND e.withdrawn_at IS NULL
            LEFT JOIN LATERAL (
                      SELECT MAX(paper.ended_on) AS ended_on, array_agg(kind.code) AS codes
                        FROM credit_limitation_paper paper
                   LEFT JOIN credit_limitation_evidence_credit_limitation_paper_rel shows
                          ON shows.credit_limitation_paper_id = paper.id
                   LEFT JOIN credit_limitation_evidence kind
                          ON kind.id = shows.credit_limitation_evidence_id
                       WHERE paper.event_id = e.id AND paper.withdrawn_at IS NULL) shown ON TRUE
                WHERE rel.line_id = ANY(%s)
                ORDER BY e.id""", list(line_ids)))
        return [
            (line_id, Event(kind, day, ended_on, frozenset(filter(None, codes or ())),
                            f'credit.limitation.event,{event_id}'))
            for line_id, event_id, kind, day, ended_on, codes in rows
        ]
