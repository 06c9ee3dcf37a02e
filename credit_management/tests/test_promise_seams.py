from datetime import timedelta

from odoo.tests import tagged

from .common_rpm import RpmCommon
from .dispute_common import DisputeCommon


@tagged('post_install', '-at_install')
class TestPromiseSeams(DisputeCommon):
    """What steps and limitation hear of promises and disputes."""

    def test_steps_ask_for_neither(self):
        items = self.env['credit.rpm.item']
        self.assertEqual(items._line_facts(self.line.ids, self.today), {})
        dispute, promise = self.dispute(100.0), self.promise(300.0)
        facts = items._line_facts(self.line.ids, self.today)[self.line.id]
        self.assertEqual(facts, {
            'disputed': 100.0, 'disputed_until': dispute.counts_until, 'promised': 300.0,
            'promised_until': promise.ends_on})
        out = self.env['credit.exposure']._disputed({self.profile.id: self.today})
        self.assertEqual(float(out[self.profile.id][self.line.id].amount), facts['disputed'])

    def test_what_is_over_was_a_pause(self):
        promise = self.promise(300.0)
        later = promise.ends_on + timedelta(days=1)
        self.env['credit.promise']._settle(self.profile, later)
        facts = self.env['credit.rpm.item']._line_facts(self.line.ids, later)[self.line.id]
        self.assertEqual(facts, {
            'broken_on': later, 'pauses': ((self.today, promise.ends_on),)})

    def test_a_promise_in_writing_may_admit_the_debt_and_a_cancelled_one_does_not(self):
        self.promise(100.0)
        written = self.promise(300.0, instead=True, is_written=True)

        def told():
            [event] = self.env['credit.limitation']._events(self.line.ids, self.today)[self.line.id]
            return event.kind, event.date, event.evidence, event.ref

        ref = f'credit.promise,{written.id}'
        self.assertEqual(told(), ('acknowledged', self.today, frozenset(), ref))
        self.env['ir.attachment'].create({
            'name': "mail.pdf", 'raw': b'x', 'res_model': 'credit.promise', 'res_id': written.id})
        self.assertEqual(told(), ('acknowledged', self.today, frozenset(), ref), "whoever filed it")
        marks = self.env['credit.limitation.mark']
        self.assertTrue(marks.search([('profile_id', '=', self.profile.id)]))
        marks.search([]).sudo().unlink()
        written.with_user(self.manager).cancel("Said by somebody else")
        self.assertTrue(marks.search([('profile_id', '=', self.profile.id)]))
        self.assertFalse(
            self.env['credit.limitation']._events(self.line.ids, self.today)[self.line.id])


@tagged('post_install', '-at_install')
class TestDisputeCap(RpmCommon):
    """What of a customer's cap one dispute leaves goes to another, and its steps know."""

    def test_a_dispute_that_lapses_makes_room_for_the_next(self):
        self.company.write({'credit_dispute_has_cap': True, 'credit_dispute_cap': 100.0})
        reason = self.env.ref('credit_management.credit_dispute_reason_quality')
        with self.on('2026-03-02'):
            invoices = [self._invoice(100.0, due=7) for _number in range(2)]
        for invoice, day in zip(invoices, ('2026-03-03', '2026-03-13'), strict=True):
            with self.on(day):
                self.env['credit.dispute']._raise(invoice.line_ids.filtered(
                    lambda line: line.account_type == 'asset_receivable'), 100.0, reason)
            self.work(day)
        first, second = map(self.item_of, invoices)
        self.night('2026-05-02')
        self.assertNotIn('R14', self.steps(item=first))
        self.assertIn('R14', self.steps(item=second), "beyond the cap")
        self.night('2026-05-03')
        self.assertIn('R14', self.steps(item=first), "60 days are over")
        self.assertNotIn('R14', self.steps(item=second), "its room is free")
