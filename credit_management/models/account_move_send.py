from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .account_move_receipt import BOOKS
from .credit_profile import FIGURES


class AccountMove(models.Model):
    """An invoice that waits for the proof that its goods arrived, and goes out when it is there."""

    _inherit = 'account.move'

    credit_waiting_sending = fields.Json(
        readonly=True, copy=False, groups=fields.NO_ACCESS,
        help="As it was asked to be sent, when the proof of delivery was missing.")
    credit_waits_since = fields.Date(
        string="Waits for Proof Since", readonly=True, copy=False, groups=BOOKS)
    credit_send_reason = fields.Char(
        string="Sent Without Proof Because", readonly=True, copy=False, groups=FIGURES)
    credit_send_user_id = fields.Many2one(
        'res.users', string="Let Go By", readonly=True, copy=False, groups=FIGURES)

    _credit_waits_idx = models.Index("(id) WHERE credit_waits_since IS NOT NULL")

    def _credit_unproven(self):
        """Return ``{invoice: transfers of its goods that nobody proved}`` of those that wait for it.

        What is paid, or was let go with a reason, waits for nothing; nor does what was not delivered.
        """
        asked = self.sudo().filtered(
            lambda move: move.move_type in ('out_invoice', 'out_receipt') and move.state == 'posted'
            and move.company_id.root_id.credit_proof_first and move.amount_residual > 0
            and not move.credit_send_reason)
        if not asked:
            return {}
        self.env.flush_all()
        claims = {
            move: move.line_ids.filtered(
                lambda line: line.account_type == 'asset_receivable') for move in asked}
        of = self.env['credit.evidence.score'].sudo()._proofs_of(
            [line.id for lines in claims.values() for line in lines], asked.ids)
        missing = {
            move: {picking for line in lines for picking, level, _proof in of(line.id, move.id)
                   if level == 'none'}
            for move, lines in claims.items()
        }
        return {
            move.sudo(self.env.su): self.env['stock.picking'].sudo().browse(sorted(pickings))
            for move, pickings in missing.items() if pickings
        }

    def _credit_waiting_text(self, pickings_sudo):
        return self.env._(
            "%(invoice)s is not sent: nothing shows that %(transfers)s arrived. Let the warehouse"
            " write the proof of delivery there, or ask a credit officer to send it without.",
            invoice=self.name, transfers=', '.join(pickings_sudo.mapped('name')))

    def _credit_wait(self, pickings_sudo, sending):
        """Keep how it was to be sent; it goes out when the proof is there."""
        self_sudo = self.sudo()
        if not self_sudo.credit_waits_since:
            self_sudo.message_post(body=self._credit_waiting_text(pickings_sudo))
            self_sudo.credit_waits_since = self_sudo.company_id._credit_today()
        self_sudo.write({
            'credit_waiting_sending': sending, 'sending_data': False, 'is_move_sent': False})

    def _credit_send_waiting(self):
        """Let those go out that wait for nothing any more."""
        waiting_sudo = self.sudo().filtered('credit_waits_since')
        ready = waiting_sudo.browse([
            move.id for move in waiting_sudo
            if move.id not in {one.id for one in waiting_sudo._credit_unproven()}
        ]) if waiting_sudo else waiting_sudo
        for move in ready:
            move.write({
                'sending_data': move.credit_waiting_sending, 'credit_waiting_sending': False,
                'credit_waits_since': False})
        if ready:
            self.env.ref('account.ir_cron_account_move_send').sudo()._trigger()

    def action_credit_send_anyway(self):
        """Ask why it is sent without the proof of delivery."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Send Without Proof"),
            'res_model': 'credit.invoice.send.anyway', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_move_id': self.id},
        }

    def _credit_let_go(self, reason):
        """Let it be sent without the proof; the reason is kept and logged."""
        self.ensure_one()
        self.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._(
                "Invoices are sent without proof of delivery by credit officers. Ask one of them."))
        reason = (reason or '').strip()
        if not reason:
            raise UserError(self.env._("Say why: the reason is kept."))
        transfers = [name for pickings in self._credit_unproven().values()
                     for name in pickings.mapped('name')]
        move_sudo = self.sudo()
        move_sudo.write({'credit_send_reason': reason, 'credit_send_user_id': self.env.uid})
        profile = self.env['credit.profile']._of_partners(move_sudo.partner_id, move_sudo.company_id)
        self.env['credit.decision'].sudo()._log(
            'invoice_sent', profile=profile[:1] or None, company=move_sudo.company_id.root_id,
            payload={'invoice': move_sudo.name, 'reason': reason, 'transfers': transfers},
            res_model=self._name, res_id=self.id)
        move_sudo.message_post(body=self.env._(
            "Sent without proof of delivery: %(reason)s", reason=reason))
        move_sudo._credit_send_waiting()


class AccountMoveSend(models.AbstractModel):
    """All ways of sending come through here: the dialog, many at once, the scheduled action."""

    _inherit = 'account.move.send'

    @api.model
    def _get_alerts(self, moves, moves_data):
        """Say it before somebody presses: one invoice stops there, of many the others go."""
        alerts = super()._get_alerts(moves, moves_data)
        if waiting := moves._credit_unproven():
            alerts['credit_proof_of_delivery'] = {
                'level': 'danger' if len(moves) == 1 else 'warning',
                'message': '\n'.join(
                    move._credit_waiting_text(pickings) for move, pickings in waiting.items()),
            }
        return alerts

    @api.model
    def _generate_and_send_invoices(
        self, moves, from_cron=False, allow_raising=True, allow_fallback_pdf=False, **custom_settings
    ):
        """Leave out what waits for its proof; where a person sends, he is told at once."""
        waiting = moves._credit_unproven()
        if waiting and allow_raising and not from_cron:
            raise UserError('\n'.join(
                move._credit_waiting_text(pickings) for move, pickings in waiting.items()))
        for move, pickings in waiting.items():
            move._credit_wait(pickings, move.sudo().sending_data or {
                'author_user_id': self.env.uid, 'author_partner_id': self.env.user.partner_id.id})
        rest = moves.filtered(lambda move: move.id not in {one.id for one in waiting})
        if not rest:
            return self.env['ir.attachment']
        return super()._generate_and_send_invoices(
            rest, from_cron=from_cron, allow_raising=allow_raising,
            allow_fallback_pdf=allow_fallback_pdf, **custom_settings)


class CreditDeliveryProof(models.Model):
    """A proof lets the invoices go out that waited for it."""

    _inherit = 'credit.delivery.proof'

    def _note_items(self):
        super()._note_items()
        invoices = self.sudo().picking_id.move_ids.sale_line_id.invoice_lines.move_id
        invoices._credit_send_waiting()
