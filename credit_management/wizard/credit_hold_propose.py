from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date, formatLang

from .. import rules


class CreditHoldPropose(models.TransientModel):
    """The ways from a hold to a "yes": each with what would come of it, before anything is sent."""

    _name = 'credit.hold.propose'
    _description = "Propose a Way Out of a Hold"

    hold_id = fields.Many2one('credit.hold', required=True, ondelete='cascade')
    subject = fields.Char(compute='_compute_subject')
    order_id = fields.Many2one(related='hold_id.order_id')
    currency_id = fields.Many2one(related='hold_id.currency_id')
    company_currency_id = fields.Many2one(related='hold_id.company_currency_id')
    can_match = fields.Boolean(related='hold_id.can_match')
    unmatched_text = fields.Char(related='hold_id.unmatched_text')
    choices = fields.Json(readonly=True, help="Every way, with its brief or why it cannot help.")
    choice = fields.Selection(
        selection=lambda self: self.env['credit.proposal']._selection_kind()
    )

    # === Terms === #
    term_id = fields.Many2one('account.payment.term', string="Terms", readonly=True)
    reduce_id = fields.Many2one('credit.order.reduce', ondelete='cascade')
    line_ids = fields.One2many(related='reduce_id.line_ids', readonly=False)
    deposit_percent = fields.Integer(string="Share Paid Beforehand (%)")
    deposit_amount = fields.Monetary(compute='_compute_deposit_amount', string="To Pay")
    invoice_ids = fields.One2many('credit.hold.propose.invoice', 'wizard_id')
    invoice_total = fields.Monetary(
        compute='_compute_invoice_total', currency_field='company_currency_id',
        string="Together",
    )
    more_limit = fields.Monetary(
        currency_field='company_currency_id',
        help="On top of the limit, and of a temporary increase that is valid then.",
    )
    first = fields.Date(string="From")
    last = fields.Date(string="To")
    may_give_limit = fields.Boolean(compute='_compute_may_give_limit')

    # === What comes of it === #
    gauge = fields.Json(compute='_compute_result')
    passes = fields.Boolean(compute='_compute_result')
    verdict_text = fields.Char(compute='_compute_result')

    # === What is said === #
    sales_text = fields.Text(
        compute='_compute_texts', store=True, readonly=False, string="Text for Sales"
    )
    customer_text = fields.Text(
        compute='_compute_texts', store=True, readonly=False, string="Text for the Customer"
    )

    # === OPENING === #

    @api.model
    def _of_hold(self, hold):
        """Return a dialog over `hold`, filled with the cheapest terms of every way."""
        hold_sudo = hold.sudo()
        offers = {offer.code: offer for offer in hold._offers()}
        terms = {code: offer.terms for code, offer in offers.items()}
        helping = [offer.code for offer in offers.values() if not offer.reason]
        values = {
            'hold_id': hold.id, 'choice': helping[0] if helping else False,
            'deposit_percent': terms['deposit'].get('percent'), **terms['terms'],
            **terms['limit'],
        }
        if terms['reduce']:
            values['reduce_id'] = self.env['credit.order.reduce']._of(
                hold_sudo.order_id, terms['reduce']['quantities']
            ).id
        chosen = set(terms['invoices'].get('line_ids') or ())
        values['invoice_ids'] = [
            (0, 0, {'line_id': line.id, 'selected': line.id in chosen})
            for line in hold_sudo._open_lines()
        ]
        wizard = self.create(values)
        wizard.choices = [wizard._described(offer) for offer in offers.values()]
        return wizard

    def _described(self, offer):
        """Return what the list of ways shows of `offer`."""
        names = dict(self.env['credit.proposal']._selection_kind())
        return {
            'code': offer.code, 'name': names[offer.code], 'reason': offer.reason,
            'brief': '' if offer.reason else getattr(self, f'_brief_{offer.code}')(),
        }

    # === COMPUTE === #

    @api.depends('hold_id')
    def _compute_subject(self):
        for wizard in self:
            hold_sudo = wizard.hold_id.sudo()
            wizard.subject = ' · '.join(
                (hold_sudo.name, hold_sudo.document_name, hold_sudo.partner_id.display_name)
            )

    @api.depends('deposit_percent')
    def _compute_deposit_amount(self):
        for wizard in self:
            hold_sudo = wizard.hold_id.sudo()
            wizard.deposit_amount = hold_sudo._deposit_of(wizard.deposit_percent)

    @api.depends('invoice_ids.selected')
    def _compute_invoice_total(self):
        for wizard in self:
            wizard.invoice_total = sum(wizard._selected().mapped('amount'))

    def _compute_may_give_limit(self):
        self.may_give_limit = self.env['credit.hold']._may_give_limit()

    @api.depends(
        'choice', 'line_ids.quantity', 'deposit_percent', 'invoice_ids.selected', 'more_limit',
        'first', 'last',
    )
    def _compute_result(self):
        """Ask the check what it would say; nothing is written."""
        for wizard in self:
            offer, profile = wizard._offer(), wizard.hold_id.sudo().profile_id
            wizard.passes = bool(offer) and not offer.reason
            wizard.gauge = offer and profile._gauge(
                offer.answer.facts, offer.answer.document.amount
            )
            wizard.verdict_text = wizard._verdict_text(offer)

    def _verdict_text(self, offer):
        if not offer or offer.reason:
            return offer.reason if offer else ''
        formatter = self.env['credit.check']._formatter('officer')
        warnings = [rules.sentence(item, formatter) for item in offer.answer.verdict.breaches]
        return ' '.join([self.env._("It would pass."), *warnings])

    @api.depends(
        'choice', 'line_ids.quantity', 'deposit_percent', 'invoice_ids.selected',
    )
    def _compute_texts(self):
        for wizard in self:
            code, customer = wizard.choice, wizard.hold_id.sudo().partner_id
            if not code:
                wizard.sales_text = wizard.customer_text = ''
                continue
            wizard.sales_text = getattr(wizard, f'_sales_{code}')()
            in_his_words = wizard.with_context(lang=customer.lang or self.env.lang)
            wizard.customer_text = getattr(in_his_words, f'_customer_{code}')()

    # === TERMS === #

    def _offer(self):
        """Return the Offer of the chosen way as it is edited, or None."""
        self.ensure_one()
        hold_sudo = self.hold_id.sudo()._origin
        if not self.choice or hold_sudo._nothing_to_offer():
            return None
        terms = getattr(self, f'_terms_{self.choice}')()
        if not terms:
            return None
        return hold_sudo._offer(self.choice, hold_sudo._held_question(), terms)

    def _terms_terms(self):
        return {'term_id': self.term_id.id} if self.term_id else {}

    def _terms_reduce(self):
        quantities = self.line_ids._quantities()
        return {'quantities': quantities} if any(quantities.values()) else {}

    def _terms_split(self):
        return self._terms_reduce()

    def _terms_deposit(self):
        return {'percent': min(max(self.deposit_percent, 0), 100)}

    def _terms_invoices(self):
        return {'line_ids': self._selected().line_id.ids}

    def _terms_limit(self):
        if not (self.first and self.last and self.first <= self.last):
            return {}
        return {'more_limit': self.more_limit, 'first': self.first, 'last': self.last}

    def _selected(self):
        return self.invoice_ids.filtered('selected')

    # === SENDING === #

    def action_send(self):
        """Send the proposal to whoever carries it out; one that would not pass is none."""
        self.ensure_one()
        offer = self._offer()
        if not offer:
            raise UserError(self.env._("Choose a way that helps, with its terms."))
        if offer.reason:
            raise UserError(self.env._(
                "%(reason)s Change the terms until it passes.", reason=offer.reason
            ))
        if not (self.sales_text or '').strip():
            raise UserError(self.env._("Say to sales what you propose; the text is empty."))
        self.env['credit.proposal']._send(self.hold_id, offer, self.sales_text, self.customer_text)
        return self._sent()

    def _sent(self):
        order_sudo = self.hold_id.sudo().order_id
        name = order_sudo.user_id.name
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
                'type': 'success', 'message': self.env._(
                    "Proposed to %(user)s.", user=name
                ) if name and self.choice != 'limit' else self.env._("Proposed."),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    def action_match(self):
        return self.hold_id.action_match()

    def action_give_limit(self):
        """A manager needs no proposal: go on to the dialog for limits."""
        self.ensure_one()
        terms = self._terms_limit()
        if not terms:
            raise UserError(self.env._("A temporary limit needs a first and a last day."))
        return self.hold_id._limit_dialog(terms)


class CreditHoldProposeInvoice(models.TransientModel):
    """An open line of the customer that could be paid."""

    _name = 'credit.hold.propose.invoice'
    _description = "Open Invoice to Propose"
    _order = 'id'

    wizard_id = fields.Many2one('credit.hold.propose', required=True, ondelete='cascade')
    selected = fields.Boolean(string="Pay")
    line_id = fields.Many2one('account.move.line', required=True, ondelete='cascade')
    name = fields.Char(related='line_id.move_name', string="Invoice")
    date_due = fields.Date(related='line_id.date_maturity', string="Due", help=False)
    days_late = fields.Integer(compute='_compute_days_late')
    amount = fields.Monetary(related='line_id.amount_residual', string="Open", help=False)
    currency_id = fields.Many2one(related='line_id.company_currency_id')

    @api.depends('line_id')
    def _compute_days_late(self):
        for invoice in self:
            line_sudo = invoice.sudo().line_id
            today = line_sudo.company_id._credit_today() if line_sudo else None
            due = line_sudo.date_maturity
            invoice.days_late = max((today - due).days, 0) if today and due else 0

    def _in_words(self, with_amount=True):
        """Return one invoice for a text: name, day, what is open in its own currency."""
        line_sudo = self.sudo().line_id
        open_amount = formatLang(
            self.env, line_sudo.amount_residual_currency, currency_obj=line_sudo.currency_id
        )
        due = format_date(self.env, line_sudo.date_maturity or line_sudo.date)
        if not with_amount:
            return self.env._("%(invoice)s of %(date)s", invoice=line_sudo.move_name, date=due)
        return self.env._(
            "%(invoice)s due %(date)s: %(amount)s", invoice=line_sudo.move_name, date=due,
            amount=open_amount,
        )
