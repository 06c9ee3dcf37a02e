import base64

from odoo import Command

from .common import GROUPS
from .provision_common import ProvisionCommon


class RecoveryCommon(ProvisionCommon):
    """A company with books of its own, a late customer, and people who approve write-offs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls._profile(cls.customer, 1000.0)
        cls.customer.user_id = cls.sales
        # She keeps the books too, sold nothing, and may approve nothing above 1,000.
        cls.env['credit.authority'].create({
            'user_id': cls.keeper.id, 'company_id': cls.company.id, 'level': 1,
            'max_write_off': 1_000,
        })
        cls.boss = cls._user('bea', f'{GROUPS}manager,account.group_account_invoice')
        for user in (cls.boss,):
            user.write({'company_ids': [Command.link(cls.company.id)],
                        'company_id': cls.company.id})
        cls.ground = cls.env.ref('credit_management.credit_write_off_ground_neutral_insolvent')

    def claim_of(self, invoice):
        return invoice.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')

    def evidence(self, *codes):
        return self.env['credit.write.off.evidence'].search([('code', 'in', codes)])

    def papers(self, *codes):
        return [Command.create({
            'evidence_id': kind.id, 'filename': f'{kind.code}.pdf',
            'file': base64.b64encode(b'%PDF-1.4 ' + kind.code.encode()),
        }) for kind in self.evidence(*codes)]

    def ask(self, *invoices, user=None, submit=True, codes=('court_ruling',), **values):
        """Make a request of the whole of `invoices` with its papers, and put it before others."""
        request = self.env['credit.write.off'].with_user(user or self.officer).create({
            'profile_id': self.profile.id, 'ground_id': self.ground.id, 'reason': "Bankrupt",
            'line_ids': [
                Command.create({'move_line_id': self.claim_of(invoice).id}) for invoice in invoices],
            'paper_ids': self.papers('claim_papers', 'collection_log', *codes), **values,
        })
        if submit:
            request.action_submit()
        return request

    def approve(self, request, *users):
        for user in users or (self.manager, self.boss):
            request.with_user(user).action_approve()

    def write_off(self, *invoices, **values):
        """Return a request that is approved, booked and posted."""
        request = self.ask(*invoices, **values)
        self.approve(request)
        request.with_user(self.keeper).action_draft_entry()
        request.sudo().move_id.action_post()
        return request

    def sides(self, move):
        """Return ``{account: balance}`` of an entry."""
        sides = {}
        for line in move.sudo().line_ids:
            sides[line.account_id] = sides.get(line.account_id, 0) + line.balance
        return sides
