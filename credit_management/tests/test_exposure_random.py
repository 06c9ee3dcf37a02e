import random
from datetime import timedelta

from odoo.tests import tagged

from .exposure_common import ExposureCommon
from .recompute import recompute

STEPS = 60


@tagged('post_install', '-at_install')
class TestExposureRandom(ExposureCommon):
    """Whatever happens to a customer, his exposure is what a walk over his documents finds."""

    def test_random_histories(self):
        for seed in (1, 2, 3):
            with self.subTest(seed=seed):
                self._live(random.Random(seed))

    def _live(self, dice):
        self.dice = dice
        self.partners = self.env['res.partner'].create([
            {'name': f"Customer {n}", 'is_company': True} for n in range(3)
        ])
        self.people = self.partners.browse()
        for partner in self.partners:
            self._profile(partner, 1000.0)
        steps = [getattr(self, name) for name in dir(self) if name.startswith('step_')]
        history = []
        for number in range(STEPS):
            step = dice.choice(steps)
            history.append(step.__name__)
            step()
            if number % 5 == 4:
                self._compare(history)
        self._compare(history)

    def _compare(self, history):
        self.env.flush_all()
        profiles = self.env['credit.profile'].with_context(active_test=False).search(
            [('partner_id', 'in', self.partners.ids)])
        many = self.env['credit.exposure']._totals(self.rows(profiles))
        for profile in profiles:
            # The documents of a merged profile are the survivor's.
            expected = {} if profile.merged_into_id else recompute(profile, self.today)
            for found in (self.totals(profile), many[profile.id]):
                self.assertEqual(
                    {code: round(amount, 2) for code, amount in found.items()}, expected, history)

    # === WHO AND WHAT === #

    def _who(self):
        return self.dice.choice(list(self.partners.filtered('active') | self.people))

    def _pick(self, records):
        return self.dice.choice(list(records)) if records else records

    def _orders(self, *states):
        return self.env['sale.order'].search([
            ('partner_invoice_id.commercial_partner_id', 'in', self.partners.ids),
            ('state', 'in', states),
        ])

    def _moves(self, *domain):
        return self.env['account.move'].search([
            ('commercial_partner_id', 'in', self.partners.ids), *domain
        ])

    # === STEPS === #

    def step_order(self):
        partner = self._who()
        lines = [{
            'product_id': self.dice.choice([self.product, self.goods]).id,
            'product_uom_qty': self.dice.randint(1, 10), 'price_unit': self.dice.choice(
                [7.5, 19.99, 100.0]
            ),
            'discount': self.dice.choice([0.0, 0.0, 12.5]),
            'tax_ids': [(6, 0, self.tax.ids if self.dice.random() < 0.5 else [])],
        } for _n in range(self.dice.randint(1, 3))]
        if self.dice.random() < 0.2:
            lines.append({'price_unit': -15.0})
        self.order(*lines, partner_id=partner.id, partner_invoice_id=partner.id)

    step_order_again = step_order

    def step_amend(self):
        order = self._pick(self._orders('sale'))
        line = self._pick(order.order_line.filtered(
            lambda one: not one.is_downpayment and not one.display_type and one.price_unit > 0))
        if line:
            line.product_uom_qty = max(line.qty_delivered, 1) + self.dice.randint(0, 6)

    def step_deliver(self):
        order = self._pick(self._orders('sale').filtered(
            lambda o: o.picking_ids.filtered(lambda p: p.state not in ('done', 'cancel'))))
        if order:
            self.deliver(order, self.dice.choice([None, 1, 2]), backorder=self.dice.random() < 0.7)

    def step_return(self):
        picking = self._pick(self._orders('sale').picking_ids.filtered(
            lambda p: p.state == 'done' and p.picking_type_code == 'outgoing'))
        if picking:
            self.give_back(picking, 1, to_refund=self.dice.random() < 0.7)

    def step_invoice(self):
        order = self._pick(
            self._orders('sale').filtered(lambda o: o.invoice_status == 'to invoice')
        )
        if order and any(line.qty_to_invoice > 0 for line in order.order_line):
            invoice = self.invoice(order, post=False)
            if self.dice.random() < 0.6 and invoice.amount_total >= 0:
                invoice.action_post()

    def step_down_payment(self):
        order = self._pick(self._orders('sale').filtered(lambda o: o.amount_total > 50))
        if order:
            self.down_payment(order, 25.0, post=self.dice.random() < 0.7)

    def step_post(self):
        move = self._pick(self._moves('|', ('move_type', '=', 'out_invoice'),
                                      ('move_type', '=', 'out_refund'), ('state', '=', 'draft')))
        if move and move.amount_total > 0:
            move.action_post()

    def step_manual_invoice(self):
        self._invoice(self.dice.choice([12.34, 500.0]), partner=self._who(),
                      due=self.dice.randint(-40, 40), post=self.dice.random() < 0.8)

    def step_refund(self):
        invoice = self._pick(
            self._moves(('move_type', '=', 'out_invoice'), ('state', '=', 'posted'))
        )
        if invoice:
            self.credit_note(invoice, quantity=self.dice.choice([None, 1]),
                             post=self.dice.random() < 0.6)

    def step_part_pay(self):
        invoice = self._pick(self._moves(
            ('move_type', '=', 'out_invoice'), ('state', '=', 'posted')
        )
                             .filtered('amount_residual'))
        if invoice:
            receipt = self.receipt(round(invoice.amount_residual / 2, 2) or 0.01,
                                   partner_id=invoice.commercial_partner_id.id)
            lines = (invoice | receipt.move_id).line_ids
            lines.filtered(lambda line: line.account_type == 'asset_receivable').reconcile()

    def step_receipt(self):
        self.receipt(33.33, partner_id=self._who().commercial_partner_id.id)

    def step_unreconcile(self):
        line = self._pick(self._moves(('state', '=', 'posted')).line_ids.filtered(
            lambda line: line.account_type == 'asset_receivable' and (
                line.matched_debit_ids or line.matched_credit_ids
            )))
        if line:
            line.remove_move_reconcile()

    def step_bare_payment(self):
        self.bare_payment(21.0, partner_id=self._who().commercial_partner_id.id)

    def step_bank_line(self):
        self.bank_line(40.0, partner_id=self._who().commercial_partner_id.id)

    def step_prepay(self):
        order = self._pick(self._orders('draft', 'sale'))
        if order:
            self.transaction(order, 11.0 + len(order.transaction_ids))

    def step_cancel_order(self):
        order = self._pick(self._orders('sale'))
        if order and self.dice.random() < 0.4:
            order._action_cancel()

    def step_cancel_invoice(self):
        move = self._pick(self._moves(('move_type', '=', 'out_invoice'), ('state', '=', 'draft')))
        if move and self.dice.random() < 0.5:
            move.button_cancel()

    def step_close_remainder(self):
        order = self._pick(self._orders('sale'))
        if order and self.dice.random() < 0.3:
            order.credit_closed_remainder = True

    def step_new_contact(self):
        self.people |= self.env['res.partner'].create({
            'name': "Person", 'parent_id': self._pick(self.partners).id, 'type': 'invoice',
        })

    def step_reparent(self):
        """A customer becomes somebody's contact; his documents go with him."""
        ours = self.partners.filtered(lambda p: not p.parent_id and not p.child_ids)
        child, parent = self._pick(ours), self._pick(self.partners.filtered(lambda p: not p.parent_id))
        if child and child != parent and self.dice.random() < 0.2:
            child.write({'is_company': False, 'parent_id': parent.id})

    def step_merge(self):
        single = self.partners.filtered(lambda p: not p.parent_id and not p.child_ids)
        if len(single) > 1 and self.dice.random() < 0.2:
            source, target = single[0], single[1]
            self.partners -= source
            self.env['base.partner.merge.automatic.wizard'].create({})._merge(
                (source | target).ids, target)
            self.env.invalidate_all()

    def step_archive(self):
        partner = self._pick(self.partners)
        if self.dice.random() < 0.2:
            partner.active = not partner.active

    def step_tomorrow(self):
        order = self._pick(self._orders('sale'))
        if order:
            order.commitment_date = order.date_order + timedelta(days=self.dice.choice([5, 200]))
            self.company.credit_horizon_days = self.dice.choice([0, 60])
