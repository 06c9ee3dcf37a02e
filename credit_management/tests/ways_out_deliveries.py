
from ..exceptions import CreditHold
from .bureau_samples import event
from .paper_common import DAY, PDF
from .ways_out_common import WaysOutCommon


class DeliveryWays(WaysOutCommon):
    """One breach a rule at the delivery of an approved order, and the ways out of it.

    `breach_…` returns (order, transfer, words to expect); `way_…` whether the warehouse just
    validates again, since it is about the transfer itself.
    """

    # === BREACHES === #

    def breach_limit(self):
        order, picking = self._confirmed()
        self.bill = self._invoice(500.0)
        return order, picking, [
            f"Exposure {self.money(1400.0)} of {self.money(1000.0)}", f"{self.money(400.0)} over"]

    def breach_oldest(self):
        order, picking = self._confirmed()
        self.bill = self._invoice(100.0, due=-60)
        return order, picking, [self.bill.name, "(tolerance 30)", self.money(100.0)]

    def breach_overdue(self):
        order, picking = self._confirmed()
        self.bill = self._invoice(100.0, due=-60)
        return order, picking, [f"Overdue {self.money(100.0)}", f"allowed {self.money(30.0)}"]

    def breach_suspended(self):
        order, picking = self._confirmed()
        self.profile.with_user(self.manager).write(
            {'standing': 'suspended', 'standing_reason': "Sold his plant"})
        return order, picking, ["Suspended since", f"Passes with {self.money(900.0)} paid"]

    def breach_danger(self):
        order, picking = self._confirmed()
        self.flag('DS1', 'DS3')
        return order, picking, ["Danger 35 (alert)", "dealt with or over"]

    def breach_prepayment(self):
        order, picking = self._confirmed()
        self.profile.with_user(self.manager).prepayment_percent = 50.0
        return order, picking, [
            f"Prepayment {self.money(450.0)}, received {self.money(0.0)}",
            f"passes with {self.money(450.0)} paid"]

    def breach_bureau(self):
        order, picking = self._confirmed()
        self.push(self._report(5, events=[event()]))
        return order, picking, ["Insolvency, ", "when a manager overrules it"]

    def breach_grade(self):
        order, picking = self._confirmed()
        self.bill = self._invoice(70.0, due=-45)
        return order, picking, ["Aging grade G5", f"Clears with {self.money(70.0)} paid"]

    def breach_unsigned(self):
        order, picking = self._confirmed()
        return order, picking, [f"{order.name} is not signed", "Bring either, signed", "Ask Sally."]

    def breach_receiver(self):
        order, picking = self._confirmed()
        return order, picking, ["No letter of authority to take over the goods", "Bring one"]

    def breach_named_receiver(self):
        order, picking = self._confirmed()
        picking.credit_receiver = "Wang Fang"
        return order, picking, ["Wang Fang has no letter of authority", "or name on the transfer"]

    def breach_capped_receiver(self):
        self.letter('receive_goods', max_single=500.0)
        order, picking = self._confirmed()
        return order, picking, [
            f"{self.money(900.0)} is more than the {self.money(500.0)}", "or deliver a part"]

    def breach_early_receiver(self):
        self.letter('receive_goods', date_from=self.today + DAY)
        order, picking = self._confirmed()
        return order, picking, ["begins on", self.shown(1), "or deliver from then on"]

    def breach_more(self):
        order, picking = self._confirmed(5)
        picking.move_ids.quantity = 7
        return order, picking, [
            "Widget: 2 Units more than ordered", "Take out what is too much, or have the order"]

    def breach_note(self):
        order, picking = self._confirmed()
        return order, picking, ["The delivery note is not printed. Print it"]

    def breach_insurer(self):
        order, picking = self._confirmed()
        self.bill = self._invoice(100.0, due=-70)
        self.security('insurance', value=400.0, extension_days=60, notify_days=45, effect='none',
                      valid_from=self.today - 300 * DAY, valid_to=self.today + 300 * DAY)
        return order, picking, [self.bill.name, "days late", f"with {self.money(100.0)} paid"]

    # === WAYS === #

    def way_pay(self, _order, _picking):
        self.paid_by(self.bill)

    def way_prepay(self, order, _picking):
        self.prepaid(order, order.amount_total)

    def way_prepay_share(self, order, _picking):
        self.prepaid(order, 450.0)

    def way_down_payment(self, order, _picking):
        self.env['sale.advance.payment.inv'].with_context(
            active_model='sale.order', active_ids=order.ids,
        ).create({'advance_payment_method': 'fixed', 'fixed_amount': 450.0}).create_invoices()
        order.invoice_ids.action_post()
        self.paid_by(order.invoice_ids)

    def way_lower_share(self, _order, _picking):
        self.profile.with_user(self.manager).prepayment_percent = 0.0

    def way_lift(self, _order, _picking):
        self.standing_by(self.manager, 'normal')

    def way_deal_with_signals(self, _order, _picking):
        self.signal('DS3', 'user').with_user(self.officer).acknowledge("the bank's mistake")

    def way_overrule(self, _order, _picking):
        self.events().with_user(self.manager).overrule("Court order: withdrawn", self.day(30))

    def way_limit(self, _order, _picking):
        self.limit_by_request(2000.0)

    def way_sign_on_paper(self, order, _picking):
        order.with_user(self.sales).write({
            'credit_signed_file': PDF, 'credit_signed_name': 'o.pdf', 'credit_signed_on': self.today})

    def way_sign_contract(self, _order, _picking):
        self.contract()

    def way_letter(self, _order, _picking):
        self.letter('receive_goods')

    def way_other_receiver(self, _order, picking):
        self.letter('receive_goods')
        picking.with_user(self.wanda).credit_receiver = "Li Wei"
        return True

    def way_deliver_part(self, _order, picking):
        picking.with_user(self.wanda).action_credit_deliver_part()
        return True

    def way_take_out(self, _order, picking):
        picking.with_user(self.wanda).move_ids.quantity = 5
        return True

    def way_order_more(self, order, _picking):
        order.with_user(self.sales).order_line.product_uom_qty = 7
        return True

    def way_print(self, _order, picking):
        self.env['ir.actions.report'].with_user(self.wanda)._render_qweb_html(
            'stock.action_report_delivery', picking.ids)
        return True

    # === GATE === #

    def refused(self, picking):
        with self.assertRaises(CreditHold), self.cr.savepoint():
            self._validate(picking)
