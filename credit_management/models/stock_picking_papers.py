from odoo import api, fields, models


class StockPicking(models.Model):
    """Who is to take the goods over, and whether the note that he signs was printed."""

    _inherit = 'stock.picking'

    credit_receiver = fields.Char(
        string="To Be Received By", groups='base.group_user',
        help="Name of the person who takes the goods over, as on the letter of authority.")
    credit_note_at = fields.Datetime(
        string="Delivery Note Printed", readonly=True, copy=False, groups='base.group_user')
    credit_note_of = fields.Char(
        readonly=True, copy=False, groups=fields.NO_ACCESS, help="What leaves, as the note says.")

    def _credit_note_printed(self):
        """Note that the delivery note of what leaves now was printed."""
        for picking_sudo in self.sudo()._credit_leaving():
            picking_sudo.write({
                'credit_note_at': fields.Datetime.now(),
                'credit_note_of': picking_sudo._credit_note_text(),
            })

    def _credit_is_noted(self):
        """Tell whether the note that was printed last says what leaves now."""
        self.ensure_one()
        return bool(self.credit_note_at) and self.credit_note_of == self._credit_note_text()

    def _credit_note_text(self):
        """Return what would leave now, move by move."""
        return ' '.join(
            f'{key}:{quantity:.3f}' for key, quantity in sorted(self._credit_quantities().items())
            if quantity)


class IrActionsReport(models.Model):
    _inherit = 'ir.actions.report'

    @api.model
    def _get_rendering_context(self, report, docids, data):
        if report.report_name == 'stock.report_deliveryslip':
            self.env['stock.picking'].browse(docids or [])._credit_note_printed()
        return super()._get_rendering_context(report, docids, data)


class CreditDeliveryProof(models.Model):
    _inherit = 'credit.delivery.proof'

    @api.model
    def default_get(self, fields_list):
        """Who was named to take the goods over, took them over, unless somebody says otherwise."""
        values = super().default_get(fields_list)
        picking = self.env['stock.picking'].browse(values.get('picking_id')).exists()
        if 'signer' in fields_list and picking.credit_receiver:
            values.setdefault('signer', picking.credit_receiver)
        return values
