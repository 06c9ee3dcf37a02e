"""Monitoring and collections in the demo's companies: what people would have done in the last weeks.

Run by `demo_receivables` once a company, after its books are there: monitoring begins and its nights
go by, letters wait as drafts, nothing is approved and no mail leaves. Days count from the run.
"""

import base64
from datetime import datetime, time, timedelta

from odoo import Command

from . import demo_ledger
from .demo_talks import DISPUTED, REACHED, REMINDED, TALKS

#: Monitoring began so many days ago.
BEGAN = 28
#: Agreed with customers, a year.
MARGIN = 0.09


def begun(env, company):
    """Tell whether a plan of the company has begun, so that nothing is made a second time."""
    return bool(env['credit.rpm.plan'].search_count(
        [('company_id', '=', company.id), ('start', '!=', False)], limit=1))


def follow(env, companies):
    """Begin to follow receivables of companies, and let the nights go by."""
    today = companies[:1]._credit_today()
    for company in companies:
        plans = env['credit.rpm.plan'].search([('company_id', '=', company.id)]).grouped('code')
        company.write({
            'credit_rpm_plan_id': plans['standard'].id, 'credit_limitation_from': today})
        plans['standard'].start = plans['full'].start = today - timedelta(days=BEGAN)
        rules = env['credit.case.rule'].with_company(company)
        rules.with_context(allowed_company_ids=company.ids).action_propose()
    env.cr.commit()
    night(env)


def night(env):
    """Do what every night does, each job to its end."""
    env['credit.promise']._cron_night()
    env['credit.rpm.event']._cron_work()
    env['credit.rpm.item']._cron_night()
    env['credit.case']._cron_night()
    env['credit.limitation']._cron_count()
    env['credit.signal']._cron_night()
    env['credit.handover']._cron_build()
    env.cr.commit()


class Collections:
    """What the people of a company did about who pays late."""

    def __init__(self, env, company):
        def acting(xml_id):
            user = env.ref(f'credit_management.credit_user_{xml_id}_demo')
            # Who is given something hears of it in his list, not by mail.
            return env(user=user, context={
                'allowed_company_ids': company.ids, 'mail_activity_quick_update': True,
                'mail_auto_subscribe_no_notify': True})

        self.company, self.today = company, company._credit_today()
        self.env, self.officer, self.manager = (
            env(context={'allowed_company_ids': company.ids, 'tracking_disable': True,
                         'mail_create_nosubscribe': True, 'mail_activity_quick_update': True}),
            acting('officer'), acting('manager'))
        self.profiles = {
            profile.partner_id.name: profile for profile in self.env['credit.profile'].search(
                [('company_id', '=', company.id)])}

    def ago(self, days):
        return self.today - timedelta(days=days)

    def of(self, name, env=None):
        return self.profiles[name].with_env(env or self.officer)

    def late(self, name):
        """Return the open lines of a customer, the oldest first."""
        return self.of(name)._open_lines().filtered(lambda line: line.date_maturity < self.today)

    def file(self, name, text):
        return {'name': name, 'raw': f'{text}\n'.encode(), 'mimetype': 'text/plain'}

    # === BEFORE THE NIGHT === #

    def before(self):
        """Do what nights then see: addresses, terms, talks, promises, disputes, cases."""
        self.set_up()
        self.talk()
        self.promise()
        self.dispute()
        self.open_cases()

    def set_up(self):
        for name, (street, city, code, person, phone) in REACHED.items():
            partner = self.profiles[name].partner_id
            partner.write({
                'street': street, 'city': city, 'zip': code, 'phone': phone,
                'email': f'accounts@{name.split()[0].lower()}.example.com',
                'child_ids': [Command.create({
                    'name': person, 'function': "Accounts payable", 'phone': phone,
                    'type': 'contact',
                })],
            })
        self.env['res.partner.bank'].create({
            'acc_number': "000 123 4567", 'partner_id': self.company.partner_id.id})
        self.company.credit_interest_terms_id = self.env['credit.interest.terms'].create({
            'name': "Agreed with customers", 'company_id': self.company.id, 'margin': MARGIN,
            'source': "General terms, clause 9",
        })

    def talk(self):
        touches = self.env['credit.touch'].sudo()
        user = self.officer.user
        for name, days, outcome, note in TALKS:
            partner = self.profiles[name].partner_id
            touches.create({
                'profile_id': self.profiles[name].id, 'user_id': user.id, 'day': self.ago(days),
                'state': 'done', 'outcome': outcome, 'note': note, 'channel': 'phone',
                'contact_id': partner.child_ids[:1].id, 'done_by_id': user.id,
                'done_on': self.ago(days), 'line_ids': [Command.set(self.late(name)[:2].ids)],
                'done_at': datetime.combine(self.ago(days), time(9 + days % 7, days)),
            })
        visit = demo_ledger.working(self.today + timedelta(days=2))
        touches.create({
            'profile_id': self.profiles["Heath Builders"].id, 'user_id': user.id, 'day': visit,
            'starts_at': datetime.combine(visit, time(14)), 'channel': 'visit',
            'purpose': "Repayment plan, in their office", 'is_handed_over': True,
        })

    def promise(self):
        """Take promises as of past days, and those of today through the door."""
        receipt = self.env['account.move.line'].search([
            ('partner_id', '=', self.profiles["Dune Hotels"].partner_id.id),
            ('account_type', '=', 'asset_receivable'), ('balance', '<', 0),
            ('parent_state', '=', 'posted'), ('date', '<=', self.ago(10)),
        ], order='date desc', limit=1)
        early = receipt.date - timedelta(days=5)
        self._promised("Dune Hotels", -receipt.balance, early, receipt.date)
        for late, made_on, day in zip(
                self.late("Heath Builders"), (40, 21), (30, 12), strict=False):
            self._promised("Heath Builders", round(late.amount_residual / 2, -2),
                           self.ago(made_on), self.ago(day), late)
        promises = self.officer['credit.promise']
        for name, days in (("Gorse Garages", 2), ("Juniper Textiles", 6)):
            lines = self.late(name)[:1] or self.of(name)._open_lines()[:1]
            promises._make(
                self.of(name), round(lines.amount_residual * 0.5, -2),
                self.today + timedelta(days=days), lines, channel='phone',
                note="Waits for the money of a large customer")
        promises._settle(self.env['credit.profile'].sudo().union(*self.profiles.values()))

    def _promised(self, name, amount, made_on, day, lines=()):
        self.env['credit.promise'].sudo().create({
            'profile_id': self.profiles[name].id, 'amount': amount, 'made_on': made_on, 'day': day,
            'ends_on': day + timedelta(days=3), 'grace': self.company.credit_promise_grace,
            'tolerance': self.company.credit_promise_tolerance, 'missing': amount,
            'source': 'officer', 'user_id': self.officer.uid,
            'line_ids': [Command.set(lines.ids)] if lines else False,
        })

    def dispute(self):
        disputes = self.officer['credit.dispute']
        for name, part, reason, days, note in DISPUTED:
            line = (self.late(name) or self.of(name)._open_lines())[:1]
            day = max(self.ago(days), line.invoice_date)
            raised = disputes._raise(
                line.with_env(self.officer), round(line.amount_residual * part, -1),
                self.officer.ref(f'credit_management.credit_dispute_reason_{reason}'), note, day)
        raised.settle('rejected', "The signed delivery note shows all boxes.")

    # === CASES === #

    def open_cases(self):
        """Open four cases, each on another rung of the ladder."""
        cases = {}
        for name in ("Gorse Garages", "Heath Builders", "Maple Print", "Nettle Cosmetics"):
            self.of(name).action_open_case()
            cases[name] = self.officer['credit.case'].search(
                [('profile_id', '=', self.profiles[name].id), ('state', '=', 'open')])
        self._log(cases["Gorse Garages"], 'cash_short', "Asks for two more weeks", 3)
        self._log(cases["Heath Builders"], 'cash_short', "Their own customer is late", 9)
        self._log(cases["Maple Print"], 'dispute_quality', "Says the machines do not run", 13)
        self._log(cases["Nettle Cosmetics"], 'insolvency', "The shop is closed, the mail returns", 30)
        self.give_to_agency(cases["Heath Builders"])
        self.go_to_law(cases["Maple Print"])
        self.give_up(cases["Nettle Cosmetics"])

    def _log(self, case, cause, note, days):
        case.log(
            'phone', note, cause_id=self.env.ref(f'credit_management.credit_cause_{cause}').id,
            is_reached='yes', day=str(self.ago(days)), cost=15.0)

    def _evidence(self, case, evidence, name):
        file = self.officer['ir.attachment'].create(self.file(name, name))
        case.log('evidence', name, evidence=evidence, files=file.ids)

    def give_to_agency(self, case):
        profile = case.profile_id
        agency = self.env['res.partner'].create({
            'name': "Harbour Collections", 'is_company': True, 'company_id': self.company.id,
            'email': 'cases@harbour.example.com'})
        oldest = self.late(profile.partner_id.name)[:1]
        mandate = self.officer['credit.mandate'].create({
            'profile_id': profile.id, 'agency_id': agency.id, 'line_ids': [Command.set(oldest.ids)],
            'given_on': self.ago(18), 'until': self.today + timedelta(days=72),
            'commission': 0.15, 'remit_days': 10,
        })
        mandate.action_give()
        self.officer['credit.mandate.money'].create({
            'mandate_id': mandate.id, 'kind': 'collected', 'day': self.ago(14), 'amount': 2_500.0})
        self._evidence(case, 'claim_file', "File of the claim")
        case.move_to('third_party', "Two promises were broken")

    def go_to_law(self, case):
        self._evidence(case, 'claim_file', "File of the claim")
        self._evidence(case, 'power_of_attorney', "Power of attorney")
        case.with_env(self.manager).move_to(
            'lawyer', "An agency brings nothing here", ground='agreed_with_manager')
        lines = self.late(case.partner_id.name)
        courts, ref = self.officer['credit.court.event'], "12 CV 0345"
        for kind, days, values in (
            ('suit_filed', 40, {'ref': ref}),
            ('preserved_bank', 340, {'ref': "Account 4711"}),
            ('court_order', 12, {'ref': ref, 'named_on': self.today + timedelta(days=9)}),
            ('court_order', 3, {'ref': f'{ref} hearing', 'named_on': self.today + timedelta(days=41)}),
        ):
            courts.create({
                'profile_id': case.profile_id.id, 'kind': kind, 'date': self.ago(days), **values,
                'line_ids': [Command.set(lines.ids)] if kind == 'suit_filed' else False,
                'file': base64.b64encode(b'Receipt of the court\n'), 'file_name': 'receipt.txt',
            })
        guarantor = self.env['res.partner'].create({
            'name': "Ann Maple, private", 'company_id': self.company.id})
        self.officer['credit.guarantee.clock'].create({
            'profile_id': case.profile_id.id, 'guarantor_id': guarantor.id, 'form': 'joint',
            'date_due': self.ago(205), 'agreed_end': self.today + timedelta(days=24),
            'amount': 20_000.0, 'line_ids': [Command.set(lines[:1].ids)],
        })

    def give_up(self, case):
        """Ask for a write-off that one of two people has approved."""
        kinds = [self.env.ref(f'credit_management.credit_write_off_evidence_{code}') for code in (
            'claim_papers', 'collection_log', 'cost_estimate')]
        line = self.late(case.partner_id.name)[:1]
        request = self.officer['credit.write.off'].create({
            'profile_id': case.profile_id.id,
            'ground_id': self.env.ref(
                'credit_management.credit_write_off_ground_neutral_not_worth_it').id,
            'reason': "The shop is closed; a suit costs more than the claim.",
            'line_ids': [Command.create({'move_line_id': line.id})],
            'paper_ids': [Command.create({
                'evidence_id': kind.id, 'file': base64.b64encode(f'{kind.name}\n'.encode()),
                'filename': f'{kind.code}.txt'}) for kind in kinds],
        })
        request.action_submit()
        request.with_env(self.manager).action_approve()

    # === AFTER THE NIGHT === #

    def after(self):
        """Do what needs items, signals and drafts: a demand, interest, a file, a flag."""
        heath, letters = self.of("Heath Builders"), self.officer['credit.letter']
        batch = self.env['credit.letter.batch'].sudo()._of_day(self.company, self.today)
        letters._make(heath, 'demand', 1, batch_id=batch.id)
        for name, kind in REMINDED:
            if name not in batch.letter_ids.profile_id.partner_id.mapped('name'):
                letters._make(self.of(name), kind, batch_id=batch.id)
        self.officer['credit.interest.claim']._make(heath)
        self.officer['credit.handover']._make(self.of("Maple Print"))
        self.of("Gorse Garages").flag_signal(
            'DS9', "A new owner answers the telephone; the old one is said to have sold")


def make(env, company, others):
    """Give life to a company with these customers and to `others`, where monitoring has not begun."""
    fresh = (company | others).filtered(lambda one: not begun(env, one))
    if not fresh:
        return
    full = [Collections(env, one) for one in fresh & company]
    for own in full:
        own.before()
    follow(env, fresh)
    for own in full:
        own.after()
    env.cr.commit()
    night(env)
