from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date, formatLang

from ..tools.exact import exact
from ..tools.write_offs import Memo, recovery


class CreditWriteOffRecovery(models.Model):
    """Money that came of a claim that was written off: the claim is set up again, the money pays it."""

    _name = 'credit.write.off.recovery'
    _description = "Recovery of a Write-off"
    _order = 'date DESC, id DESC'
    _rec_name = 'date'

    write_off_id = fields.Many2one(
        'credit.write.off', required=True, readonly=True, index=True, ondelete='restrict')
    profile_id = fields.Many2one(related='write_off_id.profile_id', store=True, index=True)
    company_id = fields.Many2one(related='write_off_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    date = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(string="Recovered", readonly=True)
    user_id = fields.Many2one('res.users', string="Noted By", readonly=True)
    payment_line_id = fields.Many2one(
        'account.move.line', string="Money", readonly=True, index='btree_not_null',
        ondelete='set null', help="What was received and is allocated to nothing yet.",
    )
    move_id = fields.Many2one(
        'account.move', string="Entry", readonly=True, index='btree_not_null', ondelete='set null')
    entry_line_id = fields.Many2one(
        'account.move.line', readonly=True, index='btree_not_null', ondelete='set null')
    entry_state = fields.Selection(related='move_id.state', string="State of the Entry")

    @api.model
    def _of_claims(self, line_ids):
        """Return ``{maturity line id: [(day, amount in its currency)]}`` of what came back.

        What came back of a write-off of several claims is of the first of them first.
        """
        claims = {}
        for write_off_id, *claim in self.env.execute_query(SQL(
            """SELECT gone.write_off_id, gone.move_line_id, gone.amount,
                      claim.amount_currency / NULLIF(claim.balance, 0)
                 FROM credit_write_off_line gone
                 JOIN account_move_line claim ON claim.id = gone.move_line_id
                 JOIN credit_write_off request ON request.id = gone.write_off_id
                  AND request.state = 'done'
                WHERE gone.write_off_id IN (SELECT write_off_id FROM credit_write_off_line
                                             WHERE move_line_id = ANY(%s))
                ORDER BY gone.id""", list(line_ids))):
            claims.setdefault(write_off_id, []).append(claim)
        found = {}
        for write_off_id, day, amount in claims and self.env.execute_query(SQL(
            """SELECT one.write_off_id, one.date, one.amount FROM credit_write_off_recovery one
                 JOIN account_move entry ON entry.id = one.move_id AND entry.state = 'posted'
                WHERE one.write_off_id = ANY(%s) ORDER BY one.date, one.id""", list(claims))):
            for claim in claims[write_off_id]:
                line_id, left, rate = claim
                part = min(left, amount)
                if part > 0:
                    found.setdefault(line_id, []).append((day, part * (rate or 1)))
                    claim[1], amount = left - part, amount - part
        return {line_id: found[line_id] for line_id in line_ids if line_id in found}

    def _posted(self):
        """Let the money pay the claim that the entry set up again."""
        for one in self:
            money = one.payment_line_id
            if money and not money.reconciled:
                (one.entry_line_id | money).reconcile()
            one.write_off_id._log(
                'recovered', recovered=one.amount, entry=one.move_id.id, recovery=one.id)


class CreditWriteOff(models.Model):
    """The register of what was written off: what came back of it, what is still owed."""

    _inherit = 'credit.write.off'

    recovery_ids = fields.One2many('credit.write.off.recovery', 'write_off_id', readonly=True)
    recovered = fields.Monetary(compute='_compute_recovered', store=True)
    outstanding = fields.Monetary(
        string="Still Owed", compute='_compute_recovered', store=True,
        help="Written off, and not paid since: a claim outside the ledger.",
    )
    unmatched = fields.Monetary(
        string="Received, Not Matched", compute='_compute_unmatched',
        help="Money of the customer that is allocated to nothing; a recovery can take it.",
    )

    @api.depends('state', 'amount', 'recovery_ids.amount', 'recovery_ids.move_id.state')
    def _compute_recovered(self):
        for request in self:
            request.recovered = sum(request.recovery_ids.filtered(
                lambda one: one.move_id.state == 'posted').mapped('amount'))
            request.outstanding = max(
                request.amount - request.recovered, 0.0) if request.state == 'done' else 0.0

    @api.depends('profile_id', 'state')
    def _compute_unmatched(self):
        for request in self:
            money = request._money() if request.state == 'done' else []
            request.unmatched = -sum(line.amount_residual for line in money)

    def _money(self):
        """Return the customer's receipts that are allocated to nothing, oldest first."""
        self.ensure_one()
        return self.env['account.move.line'].sudo().search([
            ('partner_id.commercial_partner_id', '=', self.sudo().partner_id.id),
            ('amount_residual', '<', 0),
            ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'),
            ('company_id', 'child_of', self.company_id.id),
            ('move_id.move_type', 'not in', ('out_refund',)),
        ], order='date, id')

    def action_recover_dialog(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Recovery"),
            'res_model': 'credit.write.off.recover', 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
            'context': {'default_write_off_id': self.id},
        }

    def _memo(self):
        """Return the `Memo` of the register; recoveries that are drafted count, or they would be
        drafted twice."""
        under_way = self.recovery_ids.filtered(
            lambda one: one.move_id and one.move_id.state != 'cancel')
        return Memo(
            exact(self.amount), exact(self.tax_amount), exact(sum(under_way.mapped('amount'))))

    def _recover(self, amount, day, money=None):
        """Draft the entry of a recovery of `amount`, paid by `money` (a receivable's credit line).

        :return: the `credit.write.off.recovery`
        """
        self.ensure_one()
        self._check_may_book()
        self_sudo = self.sudo()
        self_sudo.lock_for_update(allow_referencing=True)
        if self_sudo.state != 'done':
            raise UserError(self.env._(
                "%(request)s is not written off, so its claims are paid as ever.",
                request=self.display_name))
        self_sudo._check_recovered(day, money)
        found = recovery(amount, self_sudo._memo(), self.currency_id.decimal_places)
        if not found.lines or found.excess:
            raise UserError(self.env._(
                "Only %(open)s of %(request)s is still owed; %(amount)s is more than that. What he"
                " paid beyond it is matched with other claims.", request=self.display_name,
                open=formatLang(self.env, float(self_sudo._memo().outstanding),
                                currency_obj=self.currency_id),
                amount=formatLang(self.env, amount, currency_obj=self.currency_id)))
        move = self._draft_recovery(found, day)
        entry_line = move.sudo().line_ids.filtered(
            lambda line: line.account_type == 'asset_receivable')
        recovered = self.env['credit.write.off.recovery'].sudo().create({
            'write_off_id': self.id, 'date': day, 'amount': amount, 'user_id': self.env.uid,
            'payment_line_id': money.id if money else False, 'move_id': move.id,
            'entry_line_id': entry_line.id,
        })
        self._log('recovery_drafted', recovered=amount, entry=move.id)
        return recovered

    def _check_recovered(self, day, money):
        """Raise unless money can have come on that day, and is the customer's own and free."""
        first, today = self.written_off_on, self.company_id._credit_today()
        if not first <= day <= today:
            raise UserError(self.env._(
                "Nothing can have come back on %(day)s. Give a day from %(first)s to %(today)s.",
                day=format_date(self.env, day), first=format_date(self.env, first),
                today=format_date(self.env, today)))
        if money and money not in self._money():
            raise UserError(self.env._(
                "%(money)s is no receipt of %(customer)s that is allocated to nothing. Choose"
                " another one, or none.", money=money.sudo().move_name,
                customer=self.partner_id.display_name))

    def _draft_recovery(self, found, day):
        root_sudo, claim_sudo = self.company_id.sudo(), self.sudo().line_ids[:1].move_line_id
        accounts = {
            **root_sudo._credit_write_off_accounts(), 'receivable': claim_sudo.account_id}
        accounts['allowance'] = accounts['allowance'] or accounts['expense']
        return self.env['account.move'].with_company(self.company_id).create({
            'move_type': 'entry', 'company_id': self.company_id.id, 'date': day,
            'journal_id': root_sudo.credit_provision_journal_id.id,
            'ref': self.env._("Recovery of %(name)s, %(customer)s", name=self.name,
                              customer=self.sudo().partner_id.display_name),
            'line_ids': [Command.create({
                'account_id': accounts[part.account].id, 'name': self.name,
                'debit': part.debit, 'credit': part.credit,
                **({'partner_id': claim_sudo.partner_id.id} if part.account == 'receivable' else {}),
            }) for part in found.lines],
        })
