from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..exceptions import CreditHold
from ..transaction import undivided
from ..values import id_of

#: Doors that name themselves.
DOORS = ('customer', 'payment', 'pay later', 'pos', 'list', 'request', 'import')
#: Writing one of these on a confirmed order can make it cost us more.
GROWTH_FIELDS = {
    'partner_id', 'partner_invoice_id', 'payment_term_id', 'currency_id', 'pricelist_id',
    'order_line',
}


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    credit_state = fields.Selection(
        selection=[
            ('none', "Not checked"),
            ('ok', "Clear"),
            ('warn', "Warning"),
            ('held', "Held"),
            ('released', "Released"),
            ('rejected', "Rejected"),
        ],
        compute='_compute_credit_state', search='_search_credit_state', string="Credit",
        compute_sudo=True, groups='base.group_user',
    )
    credit_hold_id = fields.Many2one(
        'credit.hold', compute='_compute_credit_state', compute_sudo=True,
        search='_search_credit_hold_id', groups='base.group_user',
    )
    credit_hold_ids = fields.One2many(
        'credit.hold', 'order_id', string="Credit Holds", groups='base.group_user'
    )
    credit_actor_ids = fields.Many2many(
        'res.users', 'credit_order_actor_rel', copy=False, readonly=True,
        groups='base.group_system',
    )

    # Orders with something left to deliver or to invoice, by who pays.
    _credit_open_idx = models.Index(
        "(partner_invoice_id) WHERE state = 'sale' AND invoice_status IS DISTINCT FROM 'invoiced'"
    )

    # === COMPUTE === #

    @api.depends('state', 'amount_total', 'currency_id', 'credit_hold_ids.state',
                 'credit_hold_ids.max_amount', 'credit_hold_ids.valid_until')
    def _compute_credit_state(self):
        holds = self._credit_last_holds()
        checks = self._credit_last_checks()
        for order in self:
            hold = holds.get(order.id) or self.env['credit.hold']
            order.credit_hold_id = hold
            order.credit_state = order._credit_state_from(hold, checks.get(order.id))

    def _credit_state_from(self, hold, verdict):
        """Return the state that the last hold and the last logged check amount to."""
        if hold.state == 'open':
            return 'held'
        if hold.state == 'released':
            confirmed = self.state == 'sale' and hold.checkpoint == 'order_confirm'
            return 'released' if confirmed or hold._carries(self) else 'held'
        if hold.state == 'rejected':
            return 'rejected'
        if hold.state == 'cured':
            return 'ok'
        return {'ok': 'ok', 'warn': 'warn', 'hold': 'warn', 'stop': 'warn'}.get(verdict, 'none')

    def _credit_last_holds(self):
        """Return ``{order id: hold}``: the open one, else the newest of the last checkpoint."""
        holds = self.env['credit.hold'].sudo().search(
            [('order_id', 'in', self.ids), ('state', '!=', 'cancelled')], order='id'
        )
        last = {}
        for hold in holds:
            known = last.get(hold.order_id.id)
            if not known or known.state != 'open' or hold.state == 'open':
                last[hold.order_id.id] = hold
        return last

    def _credit_last_checks(self):
        """Return ``{order id: verdict}`` of the last check that let the order pass."""
        if not self.ids:
            return {}
        return dict(self.env.execute_query(SQL(
            "SELECT DISTINCT ON (res_id) res_id, verdict FROM credit_decision"
            " WHERE res_model = 'sale.order' AND res_id = ANY(%s)"
            " AND kind IN ('check', 'would_hold') ORDER BY res_id, id DESC", self.ids,
        )))

    @api.depends('company_id', 'partner_id', 'amount_total')
    def _compute_partner_credit_warning(self):
        """Odoo's own banner gives way to ours where a profile exists: one truth."""
        super()._compute_partner_credit_warning()
        for order in self.filtered('partner_credit_warning'):
            if self.env['credit.profile']._of_partners(order.partner_invoice_id, order.company_id):
                order.partner_credit_warning = ''

    # === CRUD: the gate === #

    @api.model_create_multi
    def create(self, vals_list):
        with self._credit_refusal_undoes(any(vals.get('state') == 'sale' for vals in vals_list)):
            orders = super().create(vals_list)
            orders._credit_note_actors(orders.user_id.ids)
            confirmed = orders.filtered(lambda order: order.state == 'sale')
            if confirmed:
                outcomes = self.env['credit.check']._gate_orders(
                    confirmed, 'order_confirm', door='create')
                confirmed._credit_take_papers(outcomes)
        return orders

    def write(self, vals):
        if 'user_id' in vals:
            self._credit_note_actors([*self.user_id.ids, id_of(vals['user_id'])])
        if 'order_line' in vals or 'pricelist_id' in vals:
            self._credit_note_actors([])
        if 'commitment_date' in vals:
            self._credit_mark_changed()
        turning = self.browse()
        if vals.get('state') == 'sale':
            turning = self.filtered(lambda order: order.state != 'sale')
        grown = None
        if GROWTH_FIELDS & set(vals):
            new = {id_of(vals.get(name)) for name in ('partner_id', 'partner_invoice_id')} - {None, False}
            grown = self._credit_before_growth(new)
        with self._credit_refusal_undoes(turning or grown):
            res = super().write(vals)
            if turning:
                door = self._credit_door()
                outcomes = self.env['credit.check']._gate_orders(turning, 'order_confirm', door=door)
                self.env['credit.hold'].with_user(SUPERUSER_ID)._close_passed(outcomes)
                turning._credit_take_papers(outcomes)
                self._credit_notify('order_confirmed', turning)
            if grown:
                self._credit_after_growth(grown)
        if vals.get('state') in ('cancel', 'draft'):
            # Confirmed again, it is a new promise: nothing of it is closed.
            self.sudo().filtered('credit_closed_remainder').credit_closed_remainder = False
            self._credit_reduced()
        return res

    @contextmanager
    def _credit_refusal_undoes(self, asked):
        """Take back what was written when the gate refuses it, even if somebody swallows that."""
        if not asked:
            yield
            return
        with undivided(self.env.cr):
            yield

    def _credit_door(self):
        """Return where the confirmation was asked: said on the hold, and decides nothing."""
        door = self.env.context.get('credit_door')
        return door if door in DOORS else 'system' if self.env.su else 'confirm'

    def _credit_reduced(self):
        """A cancelled order needs no hold any more, and its headroom may free others."""
        cancelled = self.filtered(lambda order: order.state == 'cancel')
        holds_sudo = self.env['credit.hold'].sudo().search(
            [('order_id', 'in', cancelled.ids), ('state', '=', 'open')]
        )
        for hold_sudo in holds_sudo:
            hold_sudo._close('cancelled', None, None, {})
        self._credit_notify('order_reduced', self)

    def _credit_notify(self, event, orders):
        profiles = self.env['credit.profile']._of_partners(orders.partner_invoice_id)
        if profiles:
            profiles._notify(event, profiles, f'sale.order,{orders[:1].id}')

    # === DOORS: never raise where money or goods have moved === #

    def _validate_order(self):
        """Portal signature and online payment end in a signed, held quotation."""
        for order in self:
            named = order.with_context(credit_door='customer')
            named._credit_knock(super(SaleOrder, named)._validate_order)

    def _credit_knock(self, confirm):
        """Run `confirm` for one order in a savepoint; a hold leaves it a quotation.

        :return: whether it was confirmed
        """
        self.ensure_one()
        try:
            with undivided(self.env.cr):
                confirm()
            return True
        except CreditHold as held:
            self.invalidate_recordset()
            self._credit_stand_held(held)
        return False

    def _credit_stand_held(self, held):
        """Leave the order as a held quotation; the customer sees it as sent."""
        self.env['credit.hold'].sudo()._keep(held.outcomes)
        if self.state == 'draft':
            self.state = 'sent'

    def action_confirm_each(self):
        """List action: confirm one after the other; say which passed and which are held."""
        passed, held = [], []
        for order in self.filtered(lambda order: order.state in ('draft', 'sent')):
            done = order._credit_knock(order.with_context(credit_door='list').action_confirm)
            (passed if done else held).append(order.name)
        message = self.env._("%(count)s confirmed.", count=len(passed))
        if held:
            message += ' ' + self.env._("Held: %(orders)s.", orders=', '.join(held))
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {
                'message': message, 'type': 'warning' if held else 'success', 'sticky': bool(held),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    # === BUSINESS === #

    def _credit_actors(self, *more):
        """Return the ids of users who may not release this order: made, sold or changed it, or
        look after the customer.
        """
        self.ensure_one()
        order_sudo = self.sudo()
        users = order_sudo.credit_actor_ids | order_sudo.create_uid | order_sudo.user_id
        customers = order_sudo.partner_id | order_sudo.partner_invoice_id
        users |= (customers | customers.commercial_partner_id).user_id
        ids = set(users.ids) | set(more)
        return {
            user_id for user_id in ids if user_id and user_id != self.env.ref('base.user_root').id
        }

    def _credit_note_actors(self, user_ids):
        """Remember who sold or changed these orders; four eyes ask later."""
        users = {user_id for user_id in [*user_ids, self.env.uid] if user_id and user_id > 1}
        if self.ids and users:
            self.env.cr.execute(SQL(
                "INSERT INTO credit_order_actor_rel (sale_order_id, res_users_id)"
                " SELECT o, u FROM unnest(%s) o, unnest(%s) u ON CONFLICT DO NOTHING",
                list(self.ids), list(users),
            ))
            self.invalidate_recordset(['credit_actor_ids'], flush=False)

    # === ACTIONS === #

    def action_request_credit_release(self, note=None):
        """Ask for a release: evaluate, open or refresh the hold, with sales' own word on it.

        :return: ``{"hold", "state", "order_state"}``; empty when nothing stands in the way
        """
        self.ensure_one()
        self.check_access('write')
        hold_sudo = self.sudo().credit_hold_id.filtered(lambda hold: hold.state == 'open')
        if self.state in ('draft', 'sent'):
            try:
                self.with_context(credit_door='request')._credit_try()
            except CreditHold as held:
                return self._credit_say_word(held.outcomes[0], note)
            return {}
        if hold_sudo:
            hold_sudo._hear_sales(self.env.user, note)
            return hold_sudo._answer()
        return {}

    def _credit_say_word(self, outcome, note):
        """Put sales' own word on a hold that the gate has just opened or found."""
        if outcome.committed:
            with self.env['credit.gate'].sudo()._own_transaction() as cr:
                hold_sudo = self.env(cr=cr)['credit.hold'].sudo().browse(outcome.hold_id)
                hold_sudo._hear_sales(self.env.user, note)
                hold_sudo.env.flush_all()
        else:
            self.env['credit.hold'].sudo()._keep([outcome])
            self.env['credit.hold'].sudo().browse(outcome.hold_id)._hear_sales(self.env.user, note)
        return {'hold': outcome.hold_name, 'state': 'open', 'order_state': self.state}

    def _credit_try(self):
        """Raise `CreditHold` if this quotation would be held; its hold is on the queue then."""
        self.env['credit.check']._gate_orders(self, 'order_confirm', door=self._credit_door())

    def action_credit_hold(self, reason_code, note=None, valid_until=False):
        """Hold a quotation by hand."""
        self.ensure_one()
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("Orders are held by credit officers."))
        profile = self.env['credit.profile']._of_partners(self.partner_invoice_id, self.company_id)
        if not profile:
            raise UserError(self.env._(
                "%(customer)s has no credit profile; make one first.",
                customer=self.partner_invoice_id.commercial_partner_id.display_name,
            ))
        self.env['credit.hold']._hold_by_hand(self, profile, reason_code, note, valid_until)
        return True
