from odoo import api, fields, models
from odoo.tools import SQL

from .credit_profile import FIGURES


class CreditDeliveryProof(models.Model):
    """Whether who took the goods over had authority for it: found when the proof is written.

    The goods are delivered either way. Without authority the evidence is weaker until the customer
    ratifies what was done.
    """

    _inherit = 'credit.delivery.proof'

    authorization_id = fields.Many2one(
        'credit.authorization', string="Letter of Authority", readonly=True,
        index='btree_not_null', ondelete='restrict', groups=FIGURES)
    receiver = fields.Selection(
        [('ok', "Authorised"), ('warn', "Authorised by a copy"), ('ratified', "Ratified"),
         ('fail', "Not authorised")], readonly=True, groups=FIGURES)
    receiver_why = fields.Char(string="Why", compute='_compute_receiver_why', groups=FIGURES)
    specimen = fields.Image(
        string="Specimen Signature", compute='_compute_specimen', groups=FIGURES)
    amount = fields.Float(
        readonly=True, groups=FIGURES, help="Value of the goods, company currency, tax included.")
    ratification_ids = fields.One2many('credit.authorization', 'proof_id', groups=FIGURES)

    @api.model_create_multi
    def create(self, vals_list):
        proofs = super().create(vals_list)
        for proof_sudo in proofs.sudo():
            proof_sudo.amount = proof_sudo._worth()
        proofs.sudo()._check_receiver()
        return proofs

    def _worth(self):
        """Return what the goods of the transfer are worth by their orders, in company currency."""
        self.env.flush_all()
        [(worth,)] = self.env.execute_query(SQL(
            """SELECT SUM(m.quantity * COALESCE(moved.factor / ordered.factor, 1)
                          * line.price_total / NULLIF(line.product_uom_qty, 0)
                          / COALESCE(NULLIF(so.currency_rate, 0), 1)::numeric)
                 FROM stock_move m
                 JOIN sale_order_line line ON line.id = m.sale_line_id
                 JOIN sale_order so ON so.id = line.order_id
            LEFT JOIN uom_uom moved ON moved.id = m.product_uom
            LEFT JOIN uom_uom ordered ON ordered.id = line.product_uom_id
                WHERE m.picking_id = %s AND m.state = 'done'""", self.picking_id.id))
        return float(worth or 0.0)

    def _check_receiver(self):
        """Note who had authority, and ask for a letter where somebody had none."""
        letters = self.env['credit.authorization']
        for proof in self.filtered('partner_id'):
            answer = proof._receiver_answer()
            ratified = proof.ratification_ids.filtered(lambda one: one.state != 'draft')
            failed = answer.result == 'fail'
            rests = failed or answer.source in ratified.ids
            proof.write({
                'receiver': 'ratified' if ratified and rests else answer.result,
                'authorization_id': answer.source if not failed else ratified[:1].id,
            })
            if failed and not ratified:
                profile = self.env['credit.profile']._of_partners(
                    proof.partner_id, proof.company_id)
                letters._ask_for(
                    'receiver', profile[:1], proof.signer, proof.amount, proof_id=proof.id,
                    date_from=proof.date)

    def _receiver_answer(self):
        return self.env['credit.authorization']._may(
            'receive_goods', self.company_id.root_id, self.partner_id, self.signer, self.amount,
            self.date, self.picking_id.partner_id, proofs=self.ids)

    @api.depends('authorization_id.specimen')
    def _compute_specimen(self):
        for proof in self:
            proof.specimen = proof.authorization_id.specimen

    @api.depends('receiver')
    @api.depends_context('lang')
    def _compute_receiver_why(self):
        letters = self.env['credit.authorization']
        for proof in self:
            checked = proof.receiver in ('fail', 'warn')
            answer = checked and proof.sudo()._receiver_answer()
            proof.receiver_why = checked and letters._reasons_text(
                answer, proof.company_id.root_id)

    def withdraw(self, reason):
        """A withdrawn proof needs nobody's signature any more."""
        res = super().withdraw(reason)
        self.sudo().ratification_ids.filtered(lambda one: one.state == 'draft').unlink()
        return res
