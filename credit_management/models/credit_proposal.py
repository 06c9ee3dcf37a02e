from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import PROPOSALS

#: Kinds that change the order or ask its customer for something: sales carries them out.
FOR_SALES = ('terms', 'reduce', 'split', 'deposit', 'invoices')


class CreditProposal(models.Model):
    """What an officer offers instead of a "no". Nothing goes through by it: what comes of it, a
    smaller order, a payment, a limit, knocks at the gate like anything else.
    """

    _name = 'credit.proposal'
    _description = "Credit Proposal"
    _order = 'id desc'
    _rec_name = 'kind'

    hold_id = fields.Many2one('credit.hold', required=True, index=True, ondelete='cascade')
    # Not related: the gate brings holds up to date in a transaction of its own.
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    order_id = fields.Many2one(related='hold_id.order_id')
    kind = fields.Selection(selection='_selection_kind', required=True, readonly=True)
    state = fields.Selection(
        [('sent', "Sent"), ('taken', "Taken"), ('replaced', "Replaced")],
        default='sent', required=True, readonly=True,
    )
    user_id = fields.Many2one('res.users', string="Proposed By", readonly=True)
    date = fields.Datetime(readonly=True, default=fields.Datetime.now)
    terms = fields.Json(readonly=True, help="What to do, as codes and figures.")
    sales_text = fields.Text(readonly=True)
    customer_text = fields.Text(readonly=True)

    @api.model
    def _selection_kind(self):
        labels = {
            'terms': self.env._("Terms as agreed"),
            'reduce': self.env._("Order that fits"),
            'split': self.env._("Split the order"),
            'deposit': self.env._("Deposit"),
            'invoices': self.env._("Invoices to pay"),
            'limit': self.env._("Temporary limit"),
        }
        return [(kind, labels[kind]) for kind in PROPOSALS]

    @property
    def _is_for_sales(self):
        return self.kind in FOR_SALES

    # === SENDING === #

    @api.model
    def _send(self, hold, offer, sales_text, customer_text):
        """Record `offer` and tell whoever carries it out.

        :param Offer offer: one that passes
        :raise UserError: if it would not pass, or the hold is decided already
        """
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("Proposals are made by credit officers."))
        hold.check_access('read')
        hold_sudo = hold.sudo()
        reason = hold_sudo._nothing_to_offer() or offer.reason
        if reason:
            raise UserError(reason)
        hold_sudo.proposal_id.state = 'replaced'
        proposal_sudo = self.sudo().create({
            'hold_id': hold.id, 'company_id': hold_sudo.company_id.id, 'kind': offer.code,
            'user_id': self.env.uid, 'terms': _plain(offer.terms), 'sales_text': sales_text,
            'customer_text': customer_text,
        })
        hold_sudo.proposal_id = proposal_sudo
        hold_sudo._log('proposal', proposal_sudo._logged(offer))
        proposal_sudo._tell()
        return proposal_sudo

    def _logged(self, offer):
        """Return codes and figures of an offer for the log."""
        facts, verdict = offer.answer.facts, offer.answer.verdict
        return {
            'what': self.kind, 'terms': self.terms, 'result': {
                'verdict': verdict.verdict, 'exposure': facts.get('exposure'),
                'effective_limit': facts.get('effective_limit'),
                'amount': offer.answer.document.amount,
                'codes': [item.code for item in verdict.breaches],
            },
        }

    def _tell(self):
        """Put the words on the order, and a task on the desk of who carries it out."""
        hold_sudo, kind = self.hold_id, dict(self._selection_kind())[self.kind]
        hold_sudo.message_post(body=self.env._(
            "Proposed to sales: %(kind)s. %(text)s", kind=kind, text=self.sales_text or ''
        ))
        if self.order_id:
            self.order_id.message_post(body=self.sales_text)
        if self._is_for_sales:
            hold_sudo._put_on_sales_desk(kind, self.sales_text)
        else:
            self._ask_manager()

    def _ask_manager(self):
        """Ask a manager who may give that limit; nobody in particular: it stands on the hold."""
        profile, more = self.hold_id.profile_id, (self.terms or {}).get('more_limit') or 0.0
        manager = self.env['credit.authority']._limit_giver(
            profile.company_id, profile.credit_limit + more, self.env.user
        )
        if manager:
            self.hold_id.with_context(mail_activity_quick_update=True).activity_schedule(
                'credit_management.mail_activity_decide', user_id=manager.id,
                summary=self.env._(
                    "Temporary limit: %(amount)s more for %(customer)s",
                    amount=profile.currency_id.format(more),
                    customer=profile.partner_id.display_name,
                ),
                date_deadline=(self.hold_id.decide_by or fields.Datetime.now()).date(),
            )

    # === CARRIED OUT === #

    def _take(self):
        """Note that it is carried out; the hold waits for what comes of it."""
        for proposal in self.filtered(lambda one: one.state == 'sent'):
            proposal.state = 'taken'
            proposal.hold_id.message_post(body=self.env._(
                "%(user)s takes the proposal.", user=self.env.user.name
            ))
            proposal.hold_id._take_off_sales_desk()

    def _carry_out(self, order):
        """Return the action by which sales carries this proposal out on `order`."""
        self.ensure_one()
        return getattr(self, f'_carry_out_{self.kind}')(order)

    def _carry_out_terms(self, order):
        """Give the order the terms that are agreed with its customer; sales confirms it then."""
        order.payment_term_id = self.terms['term_id']
        self._take()
        return False

    def _carry_out_reduce(self, order):
        quantities = {int(key): value for key, value in self.terms['quantities'].items()}
        reducing = order.env['credit.order.reduce']
        wizard = reducing._of(
            order, quantities, fits=reducing._total_of(order, quantities), proposal_id=self.id
        )
        return {
            'type': 'ir.actions.act_window', 'name': dict(self._selection_kind())[self.kind],
            'res_model': 'credit.order.reduce', 'res_id': wizard.id, 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
        }

    def _carry_out_split(self, order):
        return self._carry_out_reduce(order)

    def _carry_out_deposit(self, order):
        """Ask for that share before the order starts, and show the link."""
        order.write({
            'require_payment': True, 'prepayment_percent': self.terms['percent'] / 100,
        })
        self._take()
        return order.action_credit_payment_link()

    def _carry_out_invoices(self, order):
        """Open a message to the customer; his payment clears the hold by itself."""
        self._take()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Message to the customer"),
            'res_model': 'mail.compose.message', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {
                'default_model': 'sale.order', 'default_res_ids': order.ids,
                'default_composition_mode': 'comment', 'default_body': self.customer_text,
                'default_partner_ids': order.partner_invoice_id.ids,
                'default_subject': order.name,
            },
        }

    def action_give_limit(self):
        """Open the dialog for limits with what was proposed; it is decided and logged there."""
        self.ensure_one()
        self.check_access('read')
        return self.hold_id._limit_dialog(self.terms)


def _plain(terms):
    """Return terms as JSON keeps them: keys and days as text."""
    plain = {name: str(value) if hasattr(value, 'isoformat') else value
             for name, value in terms.items()}
    if 'quantities' in plain:
        plain['quantities'] = {str(key): value for key, value in plain['quantities'].items()}
    return plain
