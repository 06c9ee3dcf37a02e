from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditLetterSent(models.TransientModel):
    """Ask how a letter was sent, or what shows that it arrived."""

    _name = 'credit.letter.sent'
    _description = "Letter Sent or Arrived"

    letter_id = fields.Many2one('credit.letter', required=True, readonly=True)
    is_sent = fields.Boolean(compute='_compute_is_sent')
    has_changed = fields.Boolean(compute='_compute_is_sent')
    channel = fields.Selection(
        [('courier', "Courier or EMS"), ('hand', "By hand")], default='courier')
    sent_on = fields.Date()
    carrier_no = fields.Char(string="Consignment Number")
    receiver = fields.Char(string="Taken By")
    receiver_right = fields.Char(string="May Sign Because")
    delivered_on = fields.Date(string="Arrived On")
    file_ids = fields.Many2many('ir.attachment', string="Slip or Signed Copy")

    @api.depends('letter_id')
    def _compute_is_sent(self):
        for dialog in self:
            letter_sudo = dialog.letter_id.sudo()
            dialog.is_sent = letter_sudo.state in ('sent', 'delivered')
            dialog.has_changed = letter_sudo.state == 'approved' and bool(
                letter_sudo._asking_too_much(letter_sudo.company_id._credit_today()))

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        letter = self.env['credit.letter'].browse(values.get('letter_id')).exists()
        if letter:
            today = letter.company_id._credit_today()
            values.update(
                sent_on=letter.sent_on or today, carrier_no=letter.carrier_no,
                receiver=letter.receiver, receiver_right=letter.receiver_right,
                delivered_on=letter.delivered_on)
            if letter.channel != 'mail':
                values['channel'] = letter.channel
        return values

    def action_save(self):
        self.ensure_one()
        letter = self.letter_id
        today = letter.company_id._credit_today()
        for day in filter(None, (self.sent_on, self.delivered_on)):
            if day > today:
                raise UserError(self.env._("%(day)s is still to come.", day=day))
        if self.delivered_on and self.sent_on and self.delivered_on < self.sent_on:
            raise UserError(self.env._(
                "It arrived on %(arrived)s, before it was sent on %(sent)s. Correct one of the"
                " two.", arrived=self.delivered_on, sent=self.sent_on))
        values = {
            'carrier_no': self.carrier_no, 'receiver': self.receiver,
            'receiver_right': self.receiver_right, 'delivered_on': self.delivered_on,
        }
        files = self._kept_files()
        if self.is_sent:
            letter._add_evidence(values, files)
        else:
            if not self.sent_on:
                raise UserError(self.env._("Say on which day it was sent."))
            letter._mark_sent(self.channel, {**values, 'sent_on': self.sent_on}, files)
        return {'type': 'ir.actions.act_window_close'}

    def _kept_files(self):
        """Return copies of the files that are the letter's own."""
        self.file_ids.check_access('read')
        files_sudo = self.env['ir.attachment'].sudo()
        return files_sudo.create([{
            'name': file.name, 'raw': file.raw, 'mimetype': file.mimetype,
            'res_model': 'credit.letter', 'res_id': self.letter_id.id,
        } for file in self.file_ids])
