from odoo import api, models
from odoo.tools import SQL

from ..tools.limitation import Event


class CreditLimitation(models.Model):
    """A promise in writing admits the debt: it moves the clock of the lines that it names."""

    _inherit = 'credit.limitation'

    @api.model
    def _events(self, line_ids, as_of):
        """Add written promises; what shows one is a document that is filed with it."""
        found = super()._events(line_ids, as_of)
        self.env['credit.promise'].flush_model()
        for line_id, promise_id, day, is_filed in self.env.execute_query(SQL(
            """SELECT rel.move_line_id, promise.id, promise.made_on, EXISTS (
                      SELECT 1 FROM ir_attachment paper
                       WHERE paper.res_model = 'credit.promise' AND paper.res_id = promise.id)
                 FROM credit_promise_line_rel rel
                 JOIN credit_promise promise ON promise.id = rel.promise_id AND promise.is_written
                WHERE rel.move_line_id = ANY(%s) ORDER BY promise.id""", list(line_ids),
        )):
            found[line_id].append(Event(
                'acknowledged', day, evidence=frozenset({'letter'} if is_filed else ()),
                ref=f'credit.promise,{promise_id}'))
        return found
