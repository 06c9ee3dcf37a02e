import gzip

from odoo import api, fields, models


class CreditBureauReport(models.Model):
    """Where the raw payload of a report lies: in that of its batch, one gzip member of many."""

    _inherit = 'credit.bureau.report'

    batch_id = fields.Many2one(
        'credit.bureau.batch', readonly=True, index='btree_not_null', ondelete='set null'
    )
    payload_offset = fields.Integer(readonly=True)
    payload_size = fields.Integer(readonly=True)
    payload_type = fields.Char(readonly=True)
    has_raw = fields.Boolean(compute='_compute_has_raw')
    access_ids = fields.One2many('credit.bureau.access', 'report_id', readonly=True)

    _payload_idx = models.Index('(bureau_id, create_date) WHERE payload_size > 0')

    @api.depends('payload_size')
    def _compute_has_raw(self):
        for report in self:
            report.has_raw = bool(report.payload_size)

    def _raw_payload(self):
        self.ensure_one()
        end = self.payload_offset + self.payload_size
        return gzip.decompress(self.batch_id._payload_blob()[self.payload_offset:end])

    def read_raw(self, purpose):
        """Return the raw payload as text, after logging who reads it and what for.

        :return: ``{"media_type", "content"}``; bytes that are no UTF-8 are replaced
        """
        access = self.env['credit.bureau.access']._enter(self, purpose)
        media_type, content = access._content()
        return {'media_type': media_type, 'content': content.decode('utf-8', 'replace')}

    def action_open_raw(self):
        """Ask what for, then open the raw report."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Open the raw report"),
            'res_model': 'credit.bureau.open', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_report_id': self.id},
        }
