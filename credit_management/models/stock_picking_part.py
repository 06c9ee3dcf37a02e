from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang


class StockPicking(models.Model):
    """What of a transfer fits, and the button that leaves the rest here."""

    _inherit = 'stock.picking'

    # === WHAT LEAVES === #

    def _credit_outbound(self):
        """Return saved, open transfers whose goods end at a customer, the first step included."""
        return self.filtered(
            lambda picking: isinstance(picking.id, int)
            and picking.state not in ('draft', 'done', 'cancel')
            and picking.company_id._credit_mode_now() == 'enforce' and picking._credit_moves()
        )

    def _credit_moves(self):
        """Return the open moves that lead to a customer, now or by the steps that follow."""
        return self.move_ids.filtered(
            lambda move: move.state not in ('done', 'cancel')
            and move.location_id.usage != 'customer'
            and 'customer' in (move.location_dest_id.usage, move.location_final_id.usage)
        )

    def _credit_is_first_step(self):
        """Tell whether more steps follow before the goods leave."""
        return all(move.location_dest_id.usage != 'customer' for move in self._credit_moves())

    def _credit_quantities(self):
        """Return ``{move id: quantity}`` that validating would hand over now, as Odoo takes it.

        What was picked; nothing picked: all that is reserved; nothing reserved: all of it.
        """
        moves = self._credit_moves()
        picked = moves.filtered('picked')
        taken = {
            move.id: move._get_picked_quantity() if picked else move.quantity
            for move in picked or moves
        }
        if any(taken.values()):
            return taken
        return {move.id: move.product_uom_qty for move in moves}

    # === DELIVER PART === #

    def action_credit_deliver_part(self):
        """Set the quantities to what fits; Validate then offers Odoo's own backorder.

        Lots and serial numbers that are assigned stay with what leaves, scanned ones first.
        """
        self.ensure_one()
        self.check_access('write')
        case = self.env['credit.check']._delivery_cases(self).get(self.id)
        quantities = self._credit_quantities()
        if not case or case.passes(quantities):
            return True
        part = case.part(quantities)
        if not part:
            raise UserError(self.env._(
                "Nothing of %(transfer)s fits any more. Ask for a release.", transfer=self.name
            ))
        if self.picking_type_id.create_backorder == 'never':
            raise UserError(self.env._(
                "%(type)s makes no backorders, so the rest would be cancelled. Split the transfer"
                " first: only %(part)s fit.",
                type=self.picking_type_id.name, part=self._credit_part_text(part),
            ))
        for move in self.env['stock.move'].browse(quantities):
            # What is left alone leaves too, so it is picked like the rest.
            move._credit_take(part.get(move.id, move.quantity))
        return True

    def _credit_part_text(self, part):
        """Return *12 of 40 Units*; units that differ are told apart."""
        moves = self.env['stock.move'].sudo().browse(part)
        texts = []
        for uom, group in moves.grouped('product_uom').items():
            counts = [sum(part[move.id] for move in group), sum(group.mapped('product_uom_qty'))]
            fits, all_of_it = (
                formatLang(self.env, count, digits=0 if count == int(count) else 2)
                for count in counts
            )
            texts.append(self.env._(
                "%(count)s of %(all)s %(unit)s", count=fits, all=all_of_it, unit=uom.name
            ))
        return ', '.join(texts)

    def _credit_kits(self):
        """Return the names of the kits in this transfer: their parts only make sense together."""
        lines = self.sudo()._credit_moves().filtered(
            lambda move: move.sale_line_id.product_id != move.product_id
        ).sale_line_id
        return ', '.join(lines.product_id.mapped('display_name'))

    # === TAKEN OUT OF A BATCH === #

    def _credit_say_taken_out(self, outcomes):
        names = {outcome.picking_id: outcome.hold_name for outcome in outcomes}
        for picking in self:
            picking.message_post(
                body=self.env._("Taken out of the batch: %(hold)s.", hold=names[picking.id])
            )

    def _credit_taken_out_notice(self, outcomes, action):
        """Return a notice of what was taken out, with whom and why; `action` goes on after it."""
        lines = [self._credit_taken_out_line(outcome) for outcome in outcomes if outcome.held]
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {
                'type': 'warning', 'sticky': True,
                'title': self.env._("Not loaded: %(count)s", count=len(lines)),
                'message': '\n'.join(lines),
                'next': action if isinstance(action, dict)
                else {'type': 'ir.actions.act_window_close'},
            },
        }

    def _credit_taken_out_line(self, outcome):
        # The hold may be newer than what this transaction sees; its owner is known all the same.
        holds_sudo = self.env['credit.hold'].sudo()
        profile_sudo = self.env['credit.profile'].sudo().browse(outcome.profile_id)
        owner_sudo = holds_sudo.browse(outcome.hold_id).exists().user_id
        owner_sudo = owner_sudo or self.env['credit.authority']._first_of(profile_sudo)
        reasons = [item['message'] for item in outcome.breaches if item['severity'] != 'warn']
        return ' · '.join(filter(None, [
            outcome.name, outcome.hold_name, owner_sudo.name, owner_sudo.partner_id.phone,
            *reasons[:1],
        ]))


class StockMove(models.Model):
    _inherit = 'stock.move'

    def _credit_take(self, quantity):
        """Hand over `quantity`, whatever of it is scanned first; none leaves the move here."""
        self.ensure_one()
        if not self.product_uom.is_zero(self._quantity_sml() - quantity):
            self.with_context(unreserve_unpicked_only=True).quantity = quantity
            if self.product_uom.compare(self._quantity_sml(), quantity) > 0:
                self.quantity = quantity
        self.picked = bool(quantity)
