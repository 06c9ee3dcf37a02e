from odoo import api, models
from odoo.tools import SQL

from ..tools.limitation import Event


class CreditLimitation(models.Model):
    """A promise in writing may admit the debt. It was typed by whoever took it: the clock is moved
    only by what an officer writes down with the letter and its day, as a limitation event.
    """

    _inherit = 'credit.limitation'

    @api.model
    def _events(self, line_ids, as_of):
        """Add written promises, without evidence: they can be argued with."""
        found = super()._events(line_ids, as_of)
        self.env['credit.promise'].flush_model()
        for line_id, promise_id, day in self.env.execute_query(SQL(
            """SELECT rel.move_line_id, promise.id, promise.made_on
                 FROM credit_promise_line_rel rel
                 JOIN credit_promise promise ON promise.id = rel.promise_id AND promise.is_written
                  AND promise.cancelled_on IS NULL
                WHERE rel.move_line_id = ANY(%s) ORDER BY promise.id""", list(line_ids),
        )):
            found[line_id].append(
                Event('acknowledged', day, ref=f'credit.promise,{promise_id}'))
        return found
