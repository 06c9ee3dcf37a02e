from odoo import api, models
from odoo.tools import SQL

from .credit_delivery_papers import ASKED

#: Number of the source.
NUMBER = 43


class CreditTask(models.Model):
    """Deliveries that wait for papers: for the customer's officer, where another one decides."""

    _inherit = 'credit.task'

    @api.model
    def _selection_kind(self):
        return [
            *super()._selection_kind(), ('delivery_papers', self.env._("Papers of a delivery"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_delivery_papers()]

    def _task_source_delivery_papers(self):
        return self._hold_fragment(
            NUMBER, 'delivery_papers', SQL(
                """h.state = 'open' AND h.checkpoint = 'delivery'
                   AND p.user_id IS NOT NULL AND p.user_id IS DISTINCT FROM h.user_id
                   AND EXISTS (SELECT FROM credit_breach missing
                                WHERE missing.hold_id = h.id AND missing.code = ANY(%s)
                                      AND missing.severity <> 'warn')""", list(ASKED)),
            SQL("h.decide_by"), SQL("p.user_id"))
