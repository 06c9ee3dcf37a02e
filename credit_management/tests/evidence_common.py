from odoo import Command, fields

from .paper_common import PDF, PaperCommon
from .test_delivery_proof import PHOTO


class EvidenceCommon(PaperCommon):
    """A customer to whom goods are sold, delivered and invoiced, with all papers or with few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claims = cls.env['credit.evidence.score']
        cls.env['credit.limitation.mark'].search([]).unlink()
        cls.admin = cls.env.ref('base.user_admin')

    def sold(self, amount=500.0, deliver=True, **values):
        """Return the invoice of an order, delivered."""
        order = self._order(amount, **values)
        self.assertIsNone(self.confirm(order))
        if deliver:
            self.deliver(order)
        invoice = order.sudo()._create_invoices()
        invoice.action_post()
        return invoice

    def deliver(self, order):
        picking = order.picking_ids.filtered(lambda one: one.state != 'done')
        for move in picking.move_ids:
            move.write({'quantity': move.product_uom_qty, 'picked': True})
        picking.with_user(self.admin).button_validate()
        return picking

    def order_of(self, invoice):
        return invoice.line_ids.sale_line_ids.order_id

    def prove(self, invoice, signer="Li Wei", **values):
        return self.env['credit.delivery.proof'].create([{
            'picking_id': picking.id, 'signer': signer, 'photo': PHOTO, **values,
        } for picking in self.order_of(invoice).picking_ids])

    def carry(self, invoice):
        return self.prove(
            invoice, False, kind='carrier', carrier="Fast Freight", tracking="FF 123", photo=False)

    def receive(self, invoice, user=None, **values):
        self.env['credit.invoice.receipt.take'].with_user(user or self.sales).create({
            'move_id': invoice.id, 'date': self.today, 'receiver': "Ms Lin", 'file': PDF,
            'file_name': 'reply.pdf', **values}).action_take()
        return invoice.credit_receipt_id

    def confirm_on_paper(self, invoice, *codes):
        evidence = {one.code: one.id for one in self.env['credit.limitation.evidence'].search([])}
        return self.env['credit.limitation.event'].with_user(self.officer).create({
            'profile_id': self.profile.id, 'kind': 'statement_signed', 'date': self.today,
            'line_ids': [Command.set(self.line(invoice).ids)],
            'paper_ids': [Command.create({'file': PDF, 'file_name': 's.pdf', 'evidence_ids': [
                Command.set([evidence[code] for code in ('statement', *codes)])]})]})

    def statement(self, invoice, **values):
        """Return a statement with the claim, as if it had gone out."""
        statement = self.env['credit.letter']._make(
            self.profile, 'statement', statement_day=self.today, is_adhoc=True).statement_ids
        statement.sudo().write({
            'state': 'sent', 'sent_on': self.today, 'object_by': self.today, **values})
        return statement

    def sign(self, statement, signer, **values):
        statement.sudo().write({
            'state': 'confirmed', 'signed_at': fields.Datetime.now(), 'answered_on': self.today,
            'signer_name': signer, **values})

    def line(self, invoice):
        return invoice.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')

    def weigh(self, invoice=None):
        """Weigh all claims of the customer as the worker does; return the invoice's row."""
        self.env.flush_all()
        self.env['credit.limitation'].sudo()._count(self.profile.sudo(), self.today)
        return self.row(invoice) if invoice else None

    def row(self, invoice):
        return self.claims.search([('move_line_id', 'in', self.line(invoice).ids)])

    def is_marked(self):
        """Tell whether somebody is to look at the customer again, and forget it."""
        marks = self.env['credit.limitation.mark'].search([('profile_id', '=', self.profile.id)])
        found = bool(marks)
        marks.unlink()
        return found
