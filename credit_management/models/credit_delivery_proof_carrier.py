from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CreditDeliveryProof(models.Model):
    """What the carrier says: weaker than the customer's own signature, better than nothing."""

    _inherit = 'credit.delivery.proof'

    carrier = fields.Char(help="Who brought it.")
    tracking = fields.Char(string="Tracking Reference")

    @api.model
    def default_get(self, fields_list):
        """Take carrier and reference of the transfer, where an app for shipping knows them."""
        values = super().default_get(fields_list)
        picking = self.env['stock.picking'].browse(values.get('picking_id')).exists()
        if 'carrier_tracking_ref' in picking._fields:
            if 'tracking' in fields_list and picking.carrier_tracking_ref:
                values.setdefault('tracking', picking.carrier_tracking_ref)
            if 'carrier' in fields_list and picking.carrier_id:
                values.setdefault('carrier', picking.carrier_id.sudo().name)
        return values

    @api.constrains('kind', 'carrier', 'tracking')
    def _check_carrier(self):
        for proof in self.filtered(lambda one: one.kind == 'carrier'):
            if not (proof.carrier or '').strip() or not (proof.tracking or '').strip():
                raise ValidationError(self.env._(
                    "Say which carrier brought it, and under which tracking reference."))

    def _check_receiver(self):
        """Nobody of the customer is known to have signed, so nobody's authority is asked for."""
        return super(CreditDeliveryProof, self.filtered(
            lambda proof: proof.kind == 'signed'))._check_receiver()
