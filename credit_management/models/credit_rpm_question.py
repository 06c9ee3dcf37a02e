from odoo import api, models
from odoo.tools import format_date

from ..tools.step_findings import QUESTIONS


class CreditRpmStep(models.Model):
    """What is asked at a step of the papers, beside what Odoo knows of it."""

    _inherit = 'credit.rpm.step'

    @api.model
    def _question_texts(self):
        """Return ``{question: its words}``."""
        return {
            'contract': self.env._("Is the contract on file?"),
            'order': self.env._("Is the order confirmed by the customer?"),
            'authorization': self.env._("Was who ordered authorized to?"),
            'delivery_note': self.env._("Is the signed delivery note there?"),
            'received': self.env._("Did the goods arrive?"),
            'count': self.env._("Is the count right?"),
            'packing': self.env._("Is the packing undamaged?"),
            'hand_over': self.env._("Did the hand-over go smoothly?"),
            'invoice': self.env._("Is the invoice there?"),
            'specification': self.env._("Are they the goods that were ordered?"),
            'quantity': self.env._("Is the quantity right?"),
            'transport': self.env._("Nothing damaged on the way?"),
            'quality': self.env._("Is the quality accepted?"),
            'accepted': self.env._("Is the invoice accepted for payment?"),
            'no_obstacle': self.env._("Nothing stands in the way of paying on time?"),
        }

    def _questions(self):
        """Return the questions of this step as plain values: ``[{"code", "text", "fact", "known",
        "opens", "reason"}]``; `fact`: what Odoo knows, `known`: whether that answers it well."""
        self.ensure_one()
        if self.code not in QUESTIONS:
            return []
        texts, facts = self._question_texts(), self.sudo()._question_facts()
        return [{
            'code': one.code, 'text': texts[one.code], 'fact': facts.get(one.code, ('', False))[0],
            'known': bool(facts.get(one.code, ('', False))[1]), 'opens': one.opens or '',
            'reason': one.reason or '',
        } for one in QUESTIONS[self.code]]

    # === WHAT ODOO KNOWS === #

    def _question_facts(self):
        """Return ``{question: (what is known, whether that is a good answer)}`` of this step."""
        item = self.item_id
        invoices = item.line_ids.move_line_id.move_id | item.move_id
        orders = (item.picking_id.sale_id
                  | invoices.invoice_line_ids.sale_line_ids.order_id)
        count = self._fact_count(item.picking_id)
        invoice = self._fact_invoice(invoices), False
        return {
            'contract': (self._fact_files(orders), False),
            'order': self._fact_order(orders),
            'authorization': (', '.join(filter(None, orders.mapped('signed_by'))), False),
            'delivery_note': self._fact_proof(item), 'received': self._fact_proof(item),
            'count': count, 'quantity': count, 'invoice': invoice, 'accepted': invoice,
            'hand_over': (item.picking_id.credit_proof_id.note or '', False),
            'no_obstacle': (self._fact_disputes(item), False),
        }

    def _fact_files(self, orders):
        files = self.env['ir.attachment'].search(
            [('res_model', '=', 'sale.order'), ('res_id', 'in', orders.ids)], limit=3)
        return ', '.join(files.mapped('name')) or (
            self.env._("no file on the order") if orders else '')

    def _fact_order(self, orders):
        """A signature, or the customer's own number, shows that he ordered."""
        parts, shown = [], bool(orders)
        for order in orders:
            how = order.signed_by and self.env._("signed by %(name)s", name=order.signed_by) or (
                order.client_order_ref and self.env._(
                    "as %(number)s", number=order.client_order_ref))
            shown = shown and bool(how)
            parts.append(' '.join(filter(None, (
                order.name, how or self.env._("without signature or number of the customer")))))
        return ', '.join(parts), shown

    def _fact_proof(self, item):
        proof = item.picking_id.credit_proof_id
        if proof:
            return self.env._(
                "%(transfer)s: taken over by %(who)s on %(day)s", transfer=proof.picking_id.name,
                who=proof.signer or proof.carrier, day=format_date(self.env, proof.date)), True
        if not item.picking_id:
            return '', False
        return self.env._(
            "%(transfer)s: no proof of delivery", transfer=item.picking_id.name), False

    def _fact_count(self, picking):
        """Return what left of what was ordered, by the transfer."""
        moves = picking.move_ids.filtered(lambda move: move.state == 'done')
        if not moves:
            return '', False
        back = sum(moves.returned_move_ids.filtered(
            lambda move: move.state == 'done').mapped('quantity'))
        words = {'sent': f'{sum(moves.mapped("quantity")):g}', 'back': f'{back:g}',
                 'asked': f'{sum(moves.mapped("product_uom_qty")):g}'}
        if back:
            return self.env._("%(sent)s sent, %(back)s came back", **words), False
        return self.env._("%(sent)s of %(asked)s sent", **words), False

    def _fact_invoice(self, invoices):
        return ', '.join(
            self.env._("%(invoice)s, mailed", invoice=move.name) if move._credit_went_out()
            else self.env._("%(invoice)s, not mailed from here", invoice=move.name)
            for move in invoices) or self.env._("not invoiced yet")

    def _fact_disputes(self, item):
        count = self.env['credit.dispute'].search_count([
            ('move_line_id', 'in', item.line_ids.move_line_id.ids), ('state', '=', 'open')])
        return self.env._("%(count)s disputes open", count=count) if count else ''
