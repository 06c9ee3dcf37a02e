from odoo import fields, models
from odoo.exceptions import AccessError


class CreditPackDelivery(models.Model):
    """One pack to one person: the row that lets it go out only once."""

    _name = 'credit.pack.delivery'
    _description = "Delivery of a Pack"
    _order = 'pack_id desc, id'
    _rec_name = 'user_id'

    pack_id = fields.Many2one('credit.pack', required=True, readonly=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', related='pack_id.company_id', store=True, precompute=True)
    user_id = fields.Many2one('res.users', string="Reader", required=True, readonly=True,
                              ondelete='restrict')
    lang = fields.Char(string="Language", readonly=True)
    sent_at = fields.Datetime(string="Sent On", readonly=True)
    failed = fields.Char(readonly=True, help="Why it did not go out; the next run tries again.")

    _pack_user_unique = models.UniqueIndex('(pack_id, user_id)')
    _waiting_idx = models.Index('(id) WHERE sent_at IS NULL')

    def _send(self):
        """Put the mail with both files into the queue, together with the note that it was sent."""
        self.ensure_one()
        if self.user_id not in self.pack_id._readers(self.company_id):
            raise AccessError(self.env._(
                "%(user)s gets the pack no more.", user=self.user_id.name))
        files = self.pack_id._files(self.lang)
        self.env.ref('credit_management.mail_template_pack').send_mail(
            self.id, email_values={'attachment_ids': files.ids})
        self.write({'sent_at': fields.Datetime.now(), 'failed': False})

    def _note_failure(self, reason):
        self.failed = reason
