from odoo import api, fields, models
from odoo.fields import Domain


class StockPicking(models.Model):
    """Whether a delivery is known to have arrived."""

    _inherit = 'stock.picking'

    credit_proof_ids = fields.One2many(
        'credit.delivery.proof', 'picking_id', groups='base.group_user')
    credit_proof_id = fields.Many2one(
        'credit.delivery.proof', string="Proof of Delivery", compute='_compute_credit_proof',
        search='_search_credit_proof_id', groups='base.group_user',
        help="The last proof that was not withdrawn.",
    )
    credit_wants_proof = fields.Boolean(
        compute='_compute_credit_proof', search='_search_credit_wants_proof',
        groups='base.group_user', help="Delivered to a customer, and nothing shows that it arrived.",
    )

    @api.depends('state', 'location_dest_id', 'credit_proof_ids.withdrawn_at')
    def _compute_credit_proof(self):
        for picking in self:
            valid = picking.credit_proof_ids.filtered(lambda proof: not proof.withdrawn_at)
            picking.credit_proof_id = valid.sorted('id')[-1:]
            picking.credit_wants_proof = (
                picking.state == 'done' and picking.location_dest_id.usage == 'customer'
                and not valid)

    def _search_credit_proof_id(self, operator, value):
        """Find by one of the valid proofs; False: no valid proof."""
        if operator != 'in':
            return NotImplemented
        valid = Domain('withdrawn_at', '=', False)
        ids = [one for one in value if one]
        found = Domain('credit_proof_ids', 'any', valid & Domain('id', 'in', ids))
        return found | ~Domain('credit_proof_ids', 'any', valid) if False in value else found

    def _search_credit_wants_proof(self, operator, value):
        if operator != 'in':
            return NotImplemented
        wants = (
            Domain('state', '=', 'done') & Domain('location_dest_id.usage', '=', 'customer')
            & ~Domain('credit_proof_ids', 'any', Domain('withdrawn_at', '=', False)))
        return wants if True in value else ~wants

    def action_credit_proof(self):
        """Open the proof that counts, or a dialog for one."""
        self.ensure_one()
        proof = self.credit_proof_id
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Proof of Delivery"),
            'res_model': 'credit.delivery.proof', 'res_id': proof.id, 'target': 'new',
            'views': [(False, 'form')], 'context': {'default_picking_id': self.id},
        }

    def action_credit_proofs(self):
        """Open all proofs of the transfer, withdrawn ones too."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Proofs of Delivery"),
            'res_model': 'credit.delivery.proof', 'domain': [('picking_id', '=', self.id)],
            'views': [(False, 'list'), (False, 'form')], 'context': {'default_picking_id': self.id},
        }
