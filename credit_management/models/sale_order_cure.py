from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError

from .. import rules


class SaleOrder(models.Model):
    """The ways out that a salesperson may take by himself."""

    _inherit = 'sale.order'

    def action_credit_payment_link(self):
        """Make a payment link: what it brings knocks at the gate like any confirmation."""
        self.ensure_one()
        self.check_access('write')
        action = self.env['ir.actions.act_window']._for_xml_id(
            'sale.action_sale_order_generate_link'
        )
        return {**action, 'context': {'active_id': self.id, 'active_model': 'sale.order'}}

    def action_credit_deposit(self):
        """Ask the customer for the smallest share that lets the order pass, then make the link."""
        self.ensure_one()
        self.check_access('write')
        offer = self._credit_offer('deposit')
        if offer.reason:
            raise UserError(self.env._(
                "A payment for %(order)s does not help alone: %(why)s", order=self.name,
                why=self._credit_still(offer)))
        self.write({'require_payment': True, 'prepayment_percent': offer.terms['percent'] / 100})
        return self.action_credit_payment_link()

    def _credit_offer(self, code):
        """Return the Offer of one way out for this order, whether it was held already or would be.

        :raise UserError: if it passes as it is
        """
        holds_sudo = self.env['credit.hold'].sudo()
        hold_sudo = holds_sudo._waiting(self, 'order_confirm') or holds_sudo.new({
            'checkpoint': 'order_confirm', 'order_id': self.id,
            'profile_id': self.env['credit.profile']._of_partners(
                self.partner_invoice_id, self.company_id)[:1].id,
        })
        question = hold_sudo._held_question()
        answer = hold_sudo._asked(question)
        if answer.passes:
            raise UserError(self.env._(
                "Nothing is missing on %(order)s; confirm it.", order=self.name))
        return getattr(hold_sudo, f'_offer_{code}')(question, answer)

    def _credit_still(self, offer):
        """Return what would stand in the way still, in sales' words."""
        formatter = self.env['credit.check']._formatter('sales')
        return ' '.join(rules.sentence(breach, formatter) for breach in offer.answer.blocking) \
            if offer.answer else offer.reason

    def _credit_fits(self):
        """Return the total up to which this order passes, in its own currency, or None."""
        self.ensure_one()
        fits = [
            cure.get('to') or 0.0
            for breach in self._credit_answer()['breaches'] if breach['severity'] != 'warn'
            for cure in self._credit_cures(breach) if cure.get('kind') == 'reduce'
        ]
        return self._credit_from_company(min(fits)) if fits else None

    def _credit_answer(self, amount=None):
        """Return the check's answer with its figures: the caller's own texts may hide them.

        :param float amount: what is left to pay, in the order's currency; default all of it
        """
        # As superuser to compute with figures; only quantities and a percentage go out.
        return self.env['credit.profile'].with_user(SUPERUSER_ID).may_sell(
            self.partner_invoice_id.id, self.amount_total if amount is None else amount,
            currency=self.currency_id.name, company_id=self.company_id.id, order_id=self.id,
        )

    def _credit_from_company(self, amount):
        company = self.company_id
        return company.sudo().root_id.currency_id._convert(
            amount, self.currency_id, company, company._credit_today()
        )

    def action_credit_reduce(self):
        """Propose quantities that fit; the rest becomes a quotation of its own."""
        self.ensure_one()
        self.check_access('write')
        fits = self._credit_fits()
        if not fits or fits <= 0 or self._credit_offer('reduce').reason:
            raise UserError(self.env._(
                "No part of %(order)s fits now. Ask for a payment or for a release.",
                order=self.name,
            ))
        wizard = self.env['credit.order.reduce']._propose(self, fits)
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Reduce to what fits"),
            'res_model': 'credit.order.reduce', 'res_id': wizard.id, 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
        }

    def action_credit_invoices(self):
        """Open the customer's invoices that are late."""
        self.ensure_one()
        self.check_access('read')
        profile = self.env['credit.profile']._of_partners(self.partner_invoice_id, self.company_id)
        return profile[:1]._late_invoices_action()

    def action_credit_ask(self):
        """Ask for a release, with a word for whoever decides."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Ask for release"),
            'res_model': 'credit.hold.ask', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_order_id': self.id},
        }
