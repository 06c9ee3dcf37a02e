from odoo import Command

from .bureau_samples import event, score
from .paper_common import DAY
from .ways_out_common import WaysOutCommon


class OrderBreaches(WaysOutCommon):
    """One breach a rule at the confirmation: `breach_…` makes it and says what words to expect."""

    def breach_limit(self):
        self.bill = self._invoice(800.0)
        return self.pieces(5), [
            f"Exposure {self.money(1300.0)} of {self.money(1000.0)}", f"{self.money(300.0)} over",
            f"fits up to {self.money(200.0)}, or with {self.money(300.0)} paid"]

    def breach_oldest(self):
        self.bill = self._invoice(300.0, due=-40)
        return self._order(100.0), [self.bill.name, "d late (tolerance 15)", self.money(300.0)]

    def breach_overdue(self):
        self.bill = self._invoice(300.0, due=-40)
        return self._order(100.0), [
            f"Overdue {self.money(300.0)} of {self.money(300.0)} receivable",
            f"allowed {self.money(90.0)}", "passes when it is paid"]

    def breach_large(self):
        return self._order(400.0), [
            self.money(400.0), f"largest allowed {self.money(250.0)}; passes up to that"]

    def breach_ended_limit(self):
        self.profile.limit_valid_until = self.day(-95)
        return self._order(100.0), ["Limit ended on", self.shown(-95), "95 d ago; renew it"]

    def breach_late_review(self):
        self.profile.review_date = self.day(-95)
        return self._order(100.0), [
            "Review was due on", self.shown(-95), "95 d ago; review the customer"]

    def breach_terms(self):
        self.profile.payment_term_id, longer = self.terms(15), self.terms(90)
        return self._order(100.0, payment_term_id=longer.id), [
            "90 days on the order, 15 days approved", "75 d later", "Passes with the approved terms"]

    def breach_blocked(self):
        self.profile.with_user(self.manager).write(
            {'standing': 'blocked', 'standing_reason': "Bounced twice"})
        return self._order(100.0), [
            "Blocked since", self.shown(0), "by Mona (Bounced twice)", "when the block is lifted"]

    def breach_suspended(self):
        self.profile.with_user(self.manager).write(
            {'standing': 'suspended', 'standing_reason': "Sold his plant"})
        return self._order(100.0), [
            "Suspended since", self.shown(0), "by Mona (Sold his plant)",
            f"Passes with {self.money(100.0)} paid"]

    def breach_cash_only(self):
        self.profile.with_user(self.manager).limit_mode = 'cash_only'
        return self._order(100.0), ["Cash only", f"Passes with {self.money(100.0)} paid"]

    def breach_buyer(self):
        """The ordering company is blocked; another pays."""
        buyer = self.env['res.partner'].create({'name': "Buyer", 'is_company': True})
        self.buyer = self._profile(buyer, 1000.0)
        self.buyer.with_user(self.manager).write(
            {'standing': 'blocked', 'standing_reason': "Bounced"})
        order = self._order(100.0, partner=buyer, partner_invoice_id=self.customer.id)
        return order, ["Blocked", "the ordering company's standing", "when the block is lifted"]

    def breach_danger(self):
        self.flag('DS1', 'DS3')
        return self._order(100.0), [
            "Danger 35 (alert): DS1 pays slower, DS3 a payment came back", "dealt with or over"]

    def breach_little(self):
        self.bill = self._invoice(500.0)
        return self._order(450.0), [
            f"{self.money(50.0)} of {self.money(1000.0)} left", f"wanted {self.money(100.0)}",
            f"a payment of {self.money(50.0)} restores it"]

    def breach_no_contract(self):
        return self._order(100.0), ["No contract is in force. Bring one, signed by both sides"]

    def breach_used_contract(self):
        self.agreement = self.contract(amount=80.0)
        return self._order(100.0), [
            f"{self.money(100.0)} is more than the {self.money(80.0)} that the contract has left",
            "Bring an amendment, or order less"]

    def breach_ended_contract(self):
        self.agreement = self.contract(date_to=self.today - DAY)
        return self._order(100.0), ["ended on", self.shown(-1), "Bring its renewal, signed"]

    def breach_early_contract(self):
        self.agreement = self.contract(date_from=self.today + DAY)
        return self._order(100.0), ["begins on", self.shown(1), "Bring one", "order from then on"]

    def breach_contract_terms(self):
        self.contract(payment_term_id=self.terms(15).id)
        return self._order(100.0, payment_term_id=self.terms(90).id), [
            "terms are longer than those of the contract", "Change them, or bring an amendment"]

    def breach_no_report(self):
        other = self.env['res.partner'].create({'name': "Other", 'is_company': True})
        self._binding(other, 'O-1')
        self.push(self._report(ref='O-1', scores=[score()]))
        return self._order(100.0), ["no bureau report", "Get one"]

    def breach_old_report(self):
        self.push(self._report(400, scores=[score()]))
        return self._order(100.0), [
            "Creditsafe", self.shown(-400), "400 d old, stale after 180 d", "Get a new one"]

    def breach_group(self):
        self.mate = self._profile(
            self.env['res.partner'].create({'name': "Mate", 'is_company': True}), 1000.0)
        self.group = self.env['credit.group'].create(
            {'name': "Zeta", 'company_id': self.company.id, 'pool_limit': 1000.0})
        self.env['credit.group.member'].create([
            {'group_id': self.group.id, 'profile_id': profile.id, 'why': "Same owner"}
            for profile in self.profile | self.mate])
        self.group.with_user(self.manager).action_approve()
        self.bill = self._invoice(900.0, self.mate.partner_id)
        return self.pieces(3), [
            f"Group Zeta owes {self.money(1200.0)} of its pool of {self.money(1000.0)}",
            f"Fits up to {self.money(100.0)}, or with {self.money(200.0)} paid by any of them"]

    def breach_ended_pool(self):
        self.breach_group()
        self.group.valid_until = self.day(-1)
        return self._order(10.0), [
            "pool of group Zeta ended on", self.shown(-1), "when a manager renews it"]

    def breach_other_payer(self):
        other = self.env['res.partner'].create({'name': "Buyer", 'is_company': True})
        return self._order(100.0, partner=other, partner_invoice_id=self.customer.id), [
            "The invoice goes to another company", "Change the invoice address"]

    def breach_bureau(self):
        self.push(self._report(5, events=[event()]))
        return self._order(100.0), [
            "Insolvency, ", "(Creditsafe)", "when it is over, when a manager overrules it"]

    def breach_grade(self):
        self.bill = self._invoice(70.0, due=-45)
        return self._order(100.0), [
            "Aging grade G5 (allowed: below G5)", self.bill.name, f"Clears with {self.money(70.0)} paid"]

    def breach_decided_grade(self):
        self.profile.with_user(self.officer)._set_aging_grade('G5', "rumours")
        return self._order(100.0), [
            "Aging grade G5", "set by Olga on", self.shown(0), "(rumours)",
            "Clears when a second person agrees to a better one"]

    def breach_no_letter(self):
        return self._order(100.0, partner=self.li), [
            "Li Wei has no letter of authority. Bring one for orders, signed by the customer"]

    def breach_nobody(self):
        self.letter()
        return self._order(100.0), ["Nobody is named as who orders. Put the person on the order"]

    def breach_capped_letter(self):
        self.letter(max_single=60.0)
        return self._order(100.0, partner=self.li), [
            f"{self.money(100.0)} is more than the {self.money(60.0)}", "Bring one with a higher cap"]

    def breach_early_letter(self):
        self.letter(date_from=self.today + DAY)
        return self._order(100.0, partner=self.li), [
            "begins on", self.shown(1), "Bring the order", "order from then on"]

    def breach_insurer(self):
        self.bill = self._invoice(100.0, due=-70)
        self.security('insurance', value=400.0, extension_days=60, notify_days=45, effect='none',
                      valid_from=self.today - 300 * DAY, valid_to=self.today + 300 * DAY)
        return self._order(10.0), [
            self.bill.name, "days late; the insurer covers no delivery after 60",
            f"with {self.money(100.0)} paid"]


class OrderWays(OrderBreaches):
    """The ways out: `way_…` does what the words say; returns whether sales have to ask again."""

    def way_pay(self, _order):
        self.paid_by(self.bill)

    def way_dispute(self, _order):
        self.env['credit.dispute'].with_user(self.officer)._raise(
            self.bill.line_ids.filtered(lambda line: line.account_type == 'asset_receivable'),
            self.bill.amount_total, self.env['credit.dispute.reason'].search([], limit=1))

    def way_prepay(self, order):
        self.prepaid(order, order.amount_total)

    def way_deposit(self, order):
        self.prepaid(order, 300.0)

    def way_order_less(self, order):
        order.with_user(self.sales).order_line.price_unit = 80.0
        return True

    def way_order_what_fits(self, order):
        action = order.with_user(self.sales).action_credit_reduce()
        self.env['credit.order.reduce'].with_user(self.sales).browse(action['res_id']).action_reduce()
        return True

    def way_limit(self, _order):
        self.limit_by_request(2000.0)

    def way_temporary_limit(self, _order):
        self.limit_by_request(
            2000.0, kind='temporary', valid_from=self.today, valid_until=self.day(10))

    def way_security(self, _order):
        self.security(value=500.0, effect='limit')

    def way_review(self, _order):
        self.profile.with_user(self.manager).review_date = self.day(200)

    def way_agreed_terms(self, order):
        order.with_user(self.sales).payment_term_id = self.terms(15)
        return True

    def way_longer_terms_agreed(self, _order):
        self.profile.with_user(self.manager).payment_term_id = self.terms(90)

    def way_lift(self, _order):
        self.standing_by(self.manager, 'normal')

    def way_lift_buyer(self, _order):
        self.buyer.with_user(self.manager).write(
            {'standing': 'normal', 'standing_reason': "Sorted out"})

    def way_on_account(self, _order):
        self.profile.with_user(self.manager).limit_mode = 'limited'

    def way_deal_with_signals(self, _order):
        self.signal('DS3', 'user').with_user(self.officer).acknowledge("the bank's mistake")

    def way_sign_contract(self, _order):
        self.contract()

    def way_amend_contract(self, _order):
        renewed = self.env['credit.contract'].with_user(self.officer).browse(
            self.agreement.action_new_version()['res_id'])
        renewed.write({'amount': 900.0, 'date_from': self.today, 'date_to': self.day(200)})
        renewed.with_user(self.checker).action_check()
        renewed.write({'file': self.agreement.file, 'signed_on': self.today})
        renewed.action_in_force()

    def way_new_report(self, _order):
        self.push(self._report(scores=[score()]))

    def way_event_over(self, _order):
        self.push(self._report(1, events=[event(status='closed', closed_on=self._day(2))]))

    def way_overrule(self, _order):
        self.events().with_user(self.manager).overrule("Court order: withdrawn", self.day(30))

    def way_renew_pool(self, _order):
        self.group.with_user(self.manager).valid_until = self.day(100)
        self.paid_by(self.bill)

    def way_own_address(self, order):
        order.with_user(self.sales).partner_invoice_id = order.partner_id
        return True

    def way_better_grade(self, _order):
        request = self.profile.with_user(self.officer)._set_aging_grade('days', "sorted out")
        request.with_user(self.manager).action_approve()

    def way_letter(self, _order):
        self.letter()

    def way_representative(self, _order):
        self.profile.with_user(self.officer).representative_ids = self.li

    def way_contact(self, order):
        order.with_user(self.sales).partner_id = self.li
        return True

    def terms(self, days):
        """Return payment terms of so many days, one of a kind."""
        terms = self.env['account.payment.term']
        return terms.search([('name', '=', f"{days} days")], limit=1) or terms.create({
            'name': f"{days} days", 'line_ids': [Command.create(
                {'value': 'percent', 'value_amount': 100.0, 'nb_days': days})]})
