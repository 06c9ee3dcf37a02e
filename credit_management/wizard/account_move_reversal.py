from odoo import fields, models


class AccountMoveReversal(models.TransientModel):
    """A credit note that answers a dispute knows it."""

    _inherit = 'account.move.reversal'

    credit_dispute_id = fields.Many2one('credit.dispute', groups='base.group_user')

    def reverse_moves(self, is_modify=False):
        before = self.move_ids.reversal_move_ids
        action = super().reverse_moves(is_modify)
        dispute = self.credit_dispute_id
        if dispute and dispute.state == 'open':
            dispute.check_access('read')
            # Where the invoice is written anew, what is new is that invoice, not its credit note.
            notes = (self.new_move_ids | (self.move_ids.reversal_move_ids - before)).filtered(
                lambda move: move.move_type == 'out_refund')
            dispute.sudo().credit_move_id = notes[:1]
            # One that was posted at once has settled nothing yet.
            self.env['credit.dispute']._settle_by_notes(
                notes.filtered(lambda move: move.state == 'posted'))
        return action
