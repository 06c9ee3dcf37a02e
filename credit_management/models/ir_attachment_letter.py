from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """Files of letters: what was sent, and what proves it."""

    _inherit = 'ir.attachment'

    def write(self, vals):
        if not self.env.su and {'raw', 'datas', 'res_model', 'res_id', 'url', 'type'} & set(vals):
            self._check_letter_files()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_no_letter_file(self):
        self._check_letter_files()

    def _check_letter_files(self):
        """Raise if one of `self` belongs to a letter that is on its way, or gone."""
        ids = self.sudo().filtered(lambda file: file.res_model == 'credit.letter').mapped('res_id')
        letters = self.env['credit.letter'].sudo().browse(ids).exists()
        if any(letter.state in ('approved', 'sent', 'delivered', 'failed') for letter in letters):
            raise UserError(self.env._(
                "Files of a letter that was sent are evidence: they stay as they are."))
