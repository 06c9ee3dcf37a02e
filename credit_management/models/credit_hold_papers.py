from odoo import models

from .. import rules
from .credit_delivery_papers import ASKED


class CreditHold(models.Model):
    """A delivery that waits for papers is its salesperson's turn: who brings them."""

    _inherit = 'credit.hold'

    def _open_or_make(self, values):
        hold = super()._open_or_make(values)
        if hold.checkpoint == 'delivery' and hold.order_id:
            hold._ask_for_papers()
        return hold

    def _missing_papers(self):
        """Return the breaches that papers would cure."""
        return self.breach_ids.filtered(
            lambda breach: breach.code in ASKED and breach.severity != 'warn')

    def _ask_for_papers(self):
        """Put what is missing on the salesperson's desk, in words without figures."""
        missing = self._missing_papers()
        if not missing:
            return
        reader = self.with_context(lang=self._salesperson().lang or self.env.lang)
        formatter = reader.env['credit.check']._formatter('sales')
        self._put_on_sales_desk(
            reader.env._("Papers for %(transfer)s", transfer=self.picking_id.name),
            ' '.join(rules.sentence(breach.data, formatter) for breach in missing))
