from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

#: What somebody writes down; all else is the server's.
WRITTEN = (
    'picking_id', 'date', 'signer', 'photo', 'signature', 'note', 'kind', 'carrier', 'tracking')


class CreditDeliveryProof(models.Model):
    """That goods arrived: who took them over, on which day, and what shows it.

    Evidence never changes. A wrong proof is withdrawn with a reason and stays; the one written
    last that was not withdrawn counts.
    """

    _name = 'credit.delivery.proof'
    _description = "Proof of Delivery"
    _order = 'date DESC, id DESC'

    picking_id = fields.Many2one(
        'stock.picking', string="Transfer", required=True, index=True, ondelete='restrict',
    )
    company_id = fields.Many2one(related='picking_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(
        'res.partner', string="Customer", compute='_compute_partner_id', store=True, index=True,
    )
    kind = fields.Selection(
        [('signed', "Signed by the customer"), ('carrier', "Carrier's proof")], required=True,
        default='signed',
        help="A carrier's slip shows that it arrived, and not who of the customer took it.")
    date = fields.Date(
        string="Arrived On", required=True, help="The day on which the goods were taken over.",
    )
    signer = fields.Char(
        string="Received By", help="Who took the goods over; of a carrier's proof as far as it says.")
    photo = fields.Image(max_width=1920, max_height=1920)
    signature = fields.Image(max_width=1024, max_height=1024)
    note = fields.Char()
    user_id = fields.Many2one(
        'res.users', string="Written By", readonly=True, default=lambda self: self.env.user)
    withdrawn_at = fields.Datetime(readonly=True)
    withdrawn_by_id = fields.Many2one('res.users', readonly=True)
    withdrawn_reason = fields.Char(readonly=True)

    _valid_idx = models.Index("(picking_id, id) INCLUDE (date) WHERE withdrawn_at IS NULL")

    @api.depends('picking_id.partner_id')
    def _compute_partner_id(self):
        for proof in self:
            proof.partner_id = proof.picking_id.partner_id.commercial_partner_id

    @api.depends('picking_id.name', 'signer', 'tracking')
    def _compute_display_name(self):
        for proof in self:
            proof.display_name = ' · '.join(filter(None, (
                proof.picking_id.name, proof.signer or proof.tracking)))

    @api.model
    def default_get(self, fields_list):
        """Take the day of the company and the signature that the transfer has already."""
        values = super().default_get(fields_list)
        picking = self.env['stock.picking'].browse(values.get('picking_id')).exists()
        company = picking.company_id or self.env.company
        if 'date' in fields_list:
            values.setdefault('date', company._credit_today())
        if 'signature' in fields_list and picking.signature:
            values.setdefault('signature', picking.signature)
        return values

    # === WHAT A PROOF MUST SAY === #

    @api.constrains('picking_id', 'date')
    def _check_delivered(self):
        for proof in self:
            picking, company = proof.picking_id, proof.company_id
            if picking.state != 'done' or picking.location_dest_id.usage != 'customer':
                raise ValidationError(self.env._(
                    "%(transfer)s did not bring goods to a customer: only a done delivery has a"
                    " proof. Validate it first.", transfer=picking.name))
            today = company._credit_today()
            if proof.date > today:
                raise ValidationError(self.env._(
                    "%(day)s is still to come. The goods arrived today or before.",
                    day=format_date(self.env, proof.date)))
            left = company._credit_day(picking.date_done)
            if proof.date < left:
                raise ValidationError(self.env._(
                    "%(transfer)s left on %(left)s, so it cannot have arrived on %(day)s. Correct"
                    " the day.", transfer=picking.name, left=format_date(self.env, left),
                    day=format_date(self.env, proof.date)))

    @api.constrains('signer', 'kind')
    def _check_signer(self):
        if any(proof.kind == 'signed' and not (proof.signer or '').strip() for proof in self):
            raise ValidationError(self.env._("Say who took the goods over."))

    @api.constrains('photo', 'signature', 'kind')
    def _check_shown(self):
        if any(proof.kind == 'signed' and not (proof.photo or proof.signature) for proof in self):
            raise ValidationError(self.env._(
                "A name alone proves nothing: add a photo of the signed delivery note, or let the"
                " customer sign."))

    # === EVIDENCE STAYS === #

    @api.model_create_multi
    def create(self, vals_list):
        kept = [{name: vals[name] for name in WRITTEN if name in vals} for vals in vals_list]
        for vals in kept:
            picking = self.env['stock.picking'].browse(vals.get('picking_id')).exists()
            if not vals.get('date') and picking:
                vals['date'] = picking.company_id._credit_today()
        proofs = super().create(kept)
        proofs._note_items()
        return proofs

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._(
                "A proof of delivery never changes. Withdraw it, and write another one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Evidence is never deleted. Withdraw a wrong proof."))

    def withdraw(self, reason):
        """Let these proofs count no more; they stay, with the reason.

        Who wrote a proof may withdraw it; others need to lead the warehouse or work on credit.

        :param str reason: kept with the proof
        """
        self.check_access('read')
        reason = reason.strip() if isinstance(reason, str) else ''
        if not reason:
            raise UserError(self.env._("Say why the proof is wrong: the reason is kept."))
        may = self.env.user.has_group('stock.group_stock_manager') or self.env.user.has_group(
            'credit_management.credit_management_group_officer')
        for proof in self.filtered(lambda one: not one.withdrawn_at):
            if not may and proof.user_id != self.env.user:
                raise AccessError(self.env._(
                    "%(writer)s wrote this proof. Ask them, a warehouse manager or a credit officer"
                    " to withdraw it.", writer=proof.user_id.name))
            proof.sudo().write({
                'withdrawn_at': fields.Datetime.now(), 'withdrawn_by_id': self.env.uid,
                'withdrawn_reason': reason,
            })
        self._note_items()
        return True

    def _note_items(self):
        """Let the items of these transfers be looked at: arrivals are known, or no more."""
        self.env['credit.rpm.event'].sudo()._note_by_company('picking', self.sudo().picking_id)
