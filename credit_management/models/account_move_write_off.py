from odoo import models


class AccountMove(models.Model):
    """Entries of write-offs: posted, they close their claims."""

    _inherit = 'account.move'

    def _post(self, soft=True):
        write_offs = self._credit_write_offs()
        write_offs.filtered(lambda request: request.state == 'entry')._check_before_posting()
        self.env['credit.write.off']._of_entries(self.reversed_entry_id).filtered(
            lambda request: request.state == 'done')._check_nothing_recovered()
        posted = super()._post(soft)
        if entries := posted.filtered(lambda move: move.move_type == 'entry'):
            write_offs.filtered(lambda request: request.move_id in posted)._entry_posted()
            recoveries_sudo = self.env['credit.write.off.recovery'].sudo()
            recoveries_sudo.search([('move_id', 'in', entries.ids)])._posted()
            for back in entries.filtered('reversed_entry_id').sudo():
                taken = self.env['credit.write.off']._of_entries(back.reversed_entry_id)
                for request in taken.filtered(lambda request: request.state == 'done'):
                    request._reversal_posted(back)
        return posted

    def button_draft(self):
        write_offs = self._credit_write_offs()
        res = super().button_draft()
        write_offs._entry_unposted()
        self._credit_taken_back()._reversal_unposted()
        return res

    def button_cancel(self):
        write_offs = self._credit_write_offs()
        res = super().button_cancel()
        write_offs._entry_unposted()
        return res

    def _credit_taken_back(self):
        """Return the write-offs that these entries take back."""
        backs = self.filtered(lambda move: move.move_type == 'entry' and move.reversed_entry_id)
        write_offs = self.env['credit.write.off'].sudo()
        return write_offs.search([('reversal_move_id', 'in', backs.ids)]) if backs else write_offs

    def _credit_write_offs(self):
        """Return the write-offs whose entries are among these: invoices ask nothing."""
        entries = self.filtered(lambda move: move.move_type == 'entry')
        write_offs = self.env['credit.write.off'].sudo()
        return write_offs._of_entries(entries) if entries else write_offs
