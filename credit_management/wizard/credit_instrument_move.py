from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.credit_instrument import STATES
from ..tools.instruments import may_become


class CreditInstrumentMove(models.TransientModel):
    """Ask where a bill or cheque is now, since when, and why it came back."""

    _name = 'credit.instrument.move'
    _description = "Move of a Bill or Cheque"

    instrument_id = fields.Many2one('credit.instrument', required=True, ondelete='cascade')
    state = fields.Selection(selection='_selection_state', string="Now", required=True)
    day = fields.Date(
        string="Since", required=True, default=lambda self: self.env.company.root_id._credit_today())
    holder = fields.Char(string="With")
    reason = fields.Char()

    @api.model
    def _selection_state(self):
        """Offer what may become of the paper that is asked about."""
        labels = self.env['credit.instrument']._fields['state']._description_selection(self.env)
        asked = self.env['credit.asked']._id(
            'instrument_id', self.env.context.get('default_instrument_id'))
        paper = self.env['credit.instrument'].browse(asked or []).exists()
        if not paper:
            return labels
        allowed = may_become(paper.kind, paper.state)
        return [(code, label) for code, label in labels if code in allowed]

    def action_apply(self):
        self.ensure_one()
        if self.state not in dict(STATES):
            raise UserError(self.env._("Choose what became of it."))
        self.instrument_id.move(self.state, self.day, self.holder, self.reason)
        return {'type': 'ir.actions.act_window_close'}
