from odoo import fields, models
from odoo.exceptions import UserError

from ..models.credit_letter import CHANNELS
from ..models.credit_letter_suspension import GROUNDS


class CreditHoldSuspend(models.TransientModel):
    """Ask on which ground goods of a binding order are kept back, and for what proves it."""

    _name = 'credit.hold.suspend'
    _description = "Notice of Suspension"

    hold_id = fields.Many2one('credit.hold', required=True)
    ground = fields.Selection(GROUNDS, string="Ground of Suspension", required=True)
    ground_text = fields.Text(
        string="What Shows It", required=True,
        help="Goes into the notice: facts that the customer may read, and no bureau's report.")
    file_ids = fields.Many2many(
        'ir.attachment', string="Evidence", help="Kept with the notice, and not sent with it.")
    channel = fields.Selection(CHANNELS, required=True, default='courier')

    def action_write(self):
        """Write the draft, keep the evidence with it, and open it."""
        self.ensure_one()
        hold = self.hold_id
        hold.check_access('read')
        self.env['credit.letter'].check_access('write')
        if not hold.can_suspend:
            raise UserError(self.env._(
                "%(hold)s holds no confirmed order, or its notice is written already. Who has not"
                " confirmed yet owes nothing, and needs none.", hold=hold.name))
        files_sudo = self.env['credit.asked']._files(self.file_ids, self._name)
        if not files_sudo:
            raise UserError(self.env._(
                "Add what proves it: whoever stops a binding order without evidence is in breach"
                " himself."))
        letter = self.env['credit.letter']._make(
            hold.sudo().profile_id, 'suspension', channel=self.channel, signer_id=self.env.uid,
            hold_id=hold.id, suspended=hold.sudo().order_id.name, ground=self.ground,
            ground_text=self.ground_text)
        files_sudo.write({'res_model': letter._name, 'res_id': letter.id})
        return letter._open_form()
