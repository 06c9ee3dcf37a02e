from odoo import api, models

from ..tools.demand_letters import CHANNELS
from ..tools.limitation import Event

#: What of a letter is news to the limitation of its lines.
MOVES = {'state', 'sent_on', 'delivered_on', 'evidence_ids', 'carrier_no', 'receiver'}


class CreditLimitation(models.Model):
    """Demands that were sent, with the evidence that each has left."""

    _inherit = 'credit.limitation'

    @api.model
    def _events(self, line_ids, as_of):
        found = super()._events(line_ids, as_of)
        letters = self.env['credit.letter'].sudo().search([
            ('kind', 'in', ('demand', 'limitation')), ('state', 'in', ('sent', 'delivered')),
            ('sent_on', '<=', as_of), ('line_ids.move_line_id', 'in', list(line_ids)),
        ], order='id')
        for letter in letters:
            event = letter._limitation_event()
            for line in letter.line_ids.filtered(lambda one: one.asked > 0):
                if line.move_line_id.id in found:
                    found[line.move_line_id.id].append(event)
        return found


class CreditLetter(models.Model):
    """What a letter is to the limitation of the lines it demands."""

    _inherit = 'credit.letter'

    def write(self, vals):
        """What moves a claim's last day is counted again when the letter is out, or proved."""
        res = super().write(vals)
        if set(vals) & MOVES:
            demands = self.filtered(lambda letter: letter.kind in ('demand', 'limitation'))
            self.env['credit.limitation'].sudo()._mark(demands.profile_id.sudo())
        return res

    def _limitation_event(self):
        """Return the `tools.limitation.Event` of a demand that is out, with what proves it."""
        self.ensure_one()
        way = CHANNELS[self.channel]
        return Event(
            way.event, self.delivered_on or self.sent_on,
            evidence=frozenset(way.evidence) - frozenset(self._evidence_gaps()),
            ref=f'credit.letter,{self.id}',
        )
