from datetime import timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user

from ..exceptions import CreditHold

GROUPS = 'credit_management.credit_management_group_'
# A mail of invitation is a third of what making a user takes.
UNINVITED = {'no_reset_password': True, 'mail_create_nolog': True, 'mail_notrack': True}


class CreditCommon(TransactionCase):
    """One company in *enforce*, one customer with a limit of 1,000, one user a role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.write({
            'credit_mode': 'enforce', 'credit_no_profile': 'unchecked',
            'credit_count_in_transit': True, 'credit_horizon_days': 0,
        })
        cls.sales = cls._user(
            'sally', 'sales_team.group_sale_salesman,account.group_account_invoice'
        )
        cls.sales_2 = cls._user('sam', 'sales_team.group_sale_salesman_all_leads')
        cls.officer = cls._user('olga', f'{GROUPS}officer,sales_team.group_sale_salesman_all_leads')
        cls.manager = cls._user('mona', f'{GROUPS}manager,sales_team.group_sale_salesman_all_leads')
        cls.manager_2 = cls._user('milo', f'{GROUPS}manager')
        cls.auditor = cls._user('arno', f'{GROUPS}auditor')
        cls.env['credit.authority'].create({
            'user_id': cls.officer.id, 'company_id': cls.company.id, 'level': 1,
            'max_excess': 50_000.0,
        })
        cls.product = cls.env['product.product'].create({
            'name': "Widget", 'type': 'consu', 'invoice_policy': 'order', 'list_price': 100.0,
            'taxes_id': [Command.clear()],
        })
        cls.customer = cls.env['res.partner'].create({'name': "Acme Trade", 'is_company': True})
        cls.profile = cls._profile(cls.customer, 1000.0)

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(cls.env, login=f'credit_{login}', groups=groups, name=login.title(),
                             context=UNINVITED)

    @classmethod
    def _profile(cls, partner, limit, **values):
        return cls.env['credit.profile'].create({
            'partner_id': partner.id, 'company_id': cls.company.id, 'credit_limit': limit, **values,
        })

    @classmethod
    def _order(cls, amount, partner=None, user=None, **values):
        """Make a quotation of one line over `amount` (tax included), sold by `user`."""
        env = cls.env(user=user or cls.sales)
        return env['sale.order'].create({
            'partner_id': (partner or cls.customer).id,
            'order_line': [Command.create({
                'product_id': cls.product.id, 'product_uom_qty': 1, 'price_unit': amount,
                'tax_ids': [Command.clear()],
            })],
            **values,
        })

    @classmethod
    def _invoice(cls, amount, partner=None, due=None, post=True, **values):
        """Make an invoice without an order; `due`: days from today (negative: overdue)."""
        day = cls.company._credit_today()
        due_date = day + timedelta(days=30 if due is None else due)
        move = cls.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': (partner or cls.customer).id,
            'invoice_date': min(day, due_date), 'invoice_date_due': due_date,
            'invoice_payment_term_id': False,
            'invoice_line_ids': [Command.create({
                'name': "Goods", 'quantity': 1, 'price_unit': amount, 'tax_ids': [Command.clear()],
            })],
            **values,
        })
        if post:
            move.action_post()
        return move

    @classmethod
    def _pay(cls, invoices):
        """Register a payment of `invoices` in full."""
        return cls.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=invoices.ids
        ).create({})._create_payments()

    @classmethod
    def _judge_by(cls, checkpoint='order_confirm', **rules):
        """Let the customer be judged by ``{code: (severity, {parameter: value})}`` alone."""
        draft = cls.env['credit.policy'].create({'name': "Only some", 'ignore_total_percent': 0.0})
        draft._set_rules({
            code: {
                'severity': {checkpoint: rules[code][0]} if code in rules else {},
                'params': {**settings['params'], **(rules[code][1] if code in rules else {})},
            } for code, settings in draft._values()['rules'].items()
        })
        draft._publish()
        cls.profile.policy_id = draft

    @classmethod
    def _give_authority(cls, *people):
        """Let ``(user, level, limit)`` be who may release and give limits, and nobody else."""
        lines = cls.env['credit.authority']
        lines.search([('company_id', '=', cls.company.id)]).unlink()
        lines.create([{
            'user_id': user.id, 'company_id': cls.company.id, 'level': level,
            'max_excess': limit, 'max_limit': limit,
        } for user, level, limit in people])

    @classmethod
    def _empty_queue(cls):
        """Let nothing wait that the demo data brought."""
        cls.env['credit.policy.acknowledgement'].search([]).read_at = fields.Datetime.now()
        done = {
            'credit.hold': {'state': 'cancelled'}, 'credit.bureau.match': {'state': 'never'},
            'credit.bureau.report': {'decided_at': fields.Datetime.now()},
            'credit.bureau.objection': {'state': 'dismissed'},
            'credit.bureau.event': {'seen_by_id': cls.env.uid},
            'credit.aging.grade.request': {'state': 'withdrawn'},
            'credit.policy': {'review_date': False},
            'credit.case': {'next_action_on': False},
            'credit.promise': {'state': 'cancelled'},
            'credit.dispute': {'state': 'resolved'},
            'credit.letter': {'state': 'cancelled'}, 'credit.letter.batch': {'state': 'done'},
            'credit.touch': {'is_overflow': True, 'money_state': False},
            'credit.statement': {'state': 'cancelled'},
            'credit.court.deadline': {'seen_until': '9999-12-31'},
            'credit.guarantee.clock': {'seen_until': '9999-12-31'},
            'credit.blacklist': {'state': 'removed'}, 'credit.profile': {'review_date': False},
            'credit.grade.proposal': {'state': 'overtaken'},
            'credit.contract': {'date_to': False}, 'credit.authorization': {'date_to': False},
            'credit.file': {'is_due': False},
            'credit.security': {'state': 'released'}, 'credit.instrument': {'state': 'paid'},
            'credit.application': {'state': 'decided'},
        }
        for model, tasks in cls.env['credit.task'].search([]).grouped('res_model').items():
            cls.env[model].browse(tasks.mapped('res_id')).write(done[model])

    def confirm(self, order):
        """Confirm like a caller would; return the `CreditHold`, or None when it passed.

        The savepoint takes back what the request did and, in a test, the gate's own transaction
        with it; so the holds are written again.
        """
        try:
            with self.env.cr.savepoint():
                order.action_confirm()
        except CreditHold as held:
            order.invalidate_recordset()
            self.env['credit.hold'].sudo()._keep(held.outcomes)
            return held
        return None
