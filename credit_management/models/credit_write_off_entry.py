from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.write_offs import write_off_entry


class CreditWriteOff(models.Model):
    """The draft entry of a write-off, and what follows when it is posted, or posted back."""

    _inherit = 'credit.write.off'

    move_id = fields.Many2one(
        'account.move', string="Entry", readonly=True, copy=False, index='btree_not_null',
        ondelete='set null', help="A draft; whoever keeps the books checks and posts it.",
    )
    entry_state = fields.Selection(related='move_id.state', string="State of the Entry")
    reversal_move_id = fields.Many2one(
        'account.move', string="Entry That Takes It Back", readonly=True, copy=False,
        index='btree_not_null', ondelete='set null',
    )
    written_off_on = fields.Date(readonly=True, copy=False)
    safe_date = fields.Date(
        string="Last Safe Day", readonly=True, copy=False,
        help="Until when it can be sued for, as that stood when it was written off: nothing that"
             " happened later moves it.")

    def _live_entry(self):
        self.ensure_one()
        return self.move_id.filtered(lambda move: move.state != 'cancel')

    # === DRAFT === #

    def action_draft_entry(self):
        """Draft the entry and open it; asked twice, it is the same draft."""
        self.ensure_one()
        self._check_may_book()
        request_sudo = self.sudo()
        request_sudo.lock_for_update(allow_referencing=True)
        request_sudo.invalidate_recordset(['state', 'move_id'])
        if not request_sudo._live_entry():
            self._check_ready()
            move = self._draft_entry()
            request_sudo.write({'state': 'entry', 'move_id': move.id, 'user_id': False})
            self._log('entry', entry=move.id)
        return self.action_open_entry()

    def action_open_entry(self):
        return self._open_move(self.sudo().move_id)

    def _open_move(self, move):
        return {
            'type': 'ir.actions.act_window', 'res_model': 'account.move', 'res_id': move.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    def _check_may_book(self):
        self.check_access('read')
        self._check_officer()
        if not self.env['account.move'].has_access('create'):
            raise AccessError(self.env._(
                "Drafting an entry needs a right of accounting, which you do not have. Ask somebody"
                " who keeps the books of %(company)s.", company=self.company_id.name))

    def _check_ready(self):
        if self.state not in ('approved', 'entry'):
            raise UserError(self.env._(
                "%(request)s is not approved by two people; nothing is booked before.",
                request=self.display_name))
        self.sudo().line_ids._check_open()
        root_sudo = self.company_id.sudo()
        accounts = root_sudo._credit_write_off_accounts()
        missing = [
            name for name, value in (
                (self.env._("Write-off Account"), accounts['expense']),
                (self.env._("Journal of Provisions"), root_sudo.credit_provision_journal_id),
                (self.env._("Account of Tax Given Back"), accounts['tax'] or not self.tax_amount),
            ) if not value
        ]
        if missing:
            raise UserError(self.env._(
                "There is no %(settings)s yet. An administrator chooses it in the settings of"
                " credit, under Provisions.", settings=', '.join(missing)))

    def _draft_entry(self):
        """Make the draft as this user, with his rights, and note which line is whose."""
        root_sudo = self.company_id.sudo()
        lines_sudo, today = self.sudo().line_ids, self.company_id._credit_today()
        parts = self._other_parts(root_sudo)
        move = self.env['account.move'].with_company(self.company_id).create({
            'move_type': 'entry', 'company_id': self.company_id.id, 'date': today,
            'journal_id': root_sudo.credit_provision_journal_id.id,
            'ref': self.env._("Write-off %(name)s, %(customer)s", name=self.name,
                              customer=self.sudo().partner_id.display_name),
            'line_ids': [Command.create(values) for values in (
                *parts, *(line._entry_values() for line in lines_sudo))],
        })
        for line_sudo, entry_line in zip(
            lines_sudo, move.sudo().line_ids.sorted('id')[len(parts):], strict=True,
        ):
            line_sudo.entry_line_id = entry_line
        return move

    def _other_parts(self, root_sudo):
        """Return the values of all lines but those on receivables."""
        accounts = root_sudo._credit_write_off_accounts()
        allowance = self._allowance_balance(accounts['allowance'])
        parts = write_off_entry(
            self.amount, allowance, self.tax_amount, self.currency_id.decimal_places)
        return [{
            'account_id': accounts[part.account].id, 'name': self.name,
            'debit': part.debit, 'credit': part.credit,
        } for part in parts if part.account != 'receivable']

    def _allowance_balance(self, account):
        """Return what the allowance account bears, credit positive, drafts included."""
        if not account:
            return 0.0
        companies = self.env['res.company'].sudo().with_context(active_test=False).search(
            [('id', 'child_of', self.company_id.id)])
        [(balance,)] = self.env['account.move.line'].sudo()._read_group([
            ('account_id', '=', account.id), ('company_id', 'in', companies.ids),
            ('parent_state', 'in', ('draft', 'posted')),
        ], aggregates=['balance:sum'])
        return -(balance or 0.0)

    # === POSTED === #

    @api.model
    def _of_entries(self, moves):
        """Return the write-offs whose entries `moves` are, in sudo mode."""
        return self.sudo().search([('move_id', 'in', moves.ids)])

    def _check_before_posting(self):
        """Raise where the entry does not close what was approved: it was changed, or he paid."""
        for request in self:
            request.line_ids._check_open()
            for line in request.line_ids:
                entry_line = line.entry_line_id
                if entry_line.move_id != request.move_id or request.currency_id.compare_amounts(
                    entry_line.credit, line.amount
                ):
                    raise UserError(self.env._(
                        "%(entry)s does not take %(amount)s from %(document)s any more, as was"
                        " approved. Delete the draft and make it again from %(request)s.",
                        entry=request.move_id.display_name, document=line.move_id.display_name,
                        amount=request.currency_id.format(line.amount),
                        request=request.display_name))

    def _entry_posted(self):
        for request in self.filtered(lambda request: request.state == 'entry'):
            # Claims without an open amount have no clock of their own any more.
            clocks = self.env['credit.limitation'].sudo().search(
                [('move_line_id', 'in', request.line_ids.move_line_id.ids)])
            request.safe_date = min(filter(None, clocks.mapped('safe_date')), default=False)
            for line in request.line_ids:
                (line.entry_line_id | line.move_line_id).reconcile()
            request.write({'state': 'done', 'written_off_on': request.move_id.date})
            request._log('written_off', entry=request.move_id.id)

    def _entry_unposted(self):
        """The entry is a draft again, so its claims are open."""
        done = self.filtered(lambda request: request.state == 'done')
        done._check_nothing_recovered()
        done.line_ids.entry_line_id.remove_move_reconcile()
        done.write({'state': 'entry', 'written_off_on': False})

    def _check_nothing_recovered(self):
        if paid := self.filtered('recovered'):
            raise UserError(self.env._(
                "Money came back of %(request)s, so its entry stays posted.",
                request=paid[0].display_name))

    # === TAKEN BACK === #

    def _reversal_unposted(self):
        """What took it back is a draft again: the claims are written off as before."""
        for request in self.filtered(lambda request: request.state == 'reversed'):
            for line in request.line_ids:
                line.entry_line_id.remove_move_reconcile()
                (line.entry_line_id | line.move_line_id).reconcile()
            request.state = 'done'
            request._log('written_off', entry=request.move_id.id)

    def action_reverse(self, note):
        """Draft the entry that opens the claims again: they were written off wrongly."""
        self.ensure_one()
        note = self.env['credit.asked']._text('note', note or '').strip()
        if not note:
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        self._check_may_book()
        if not self.env.user.has_group('credit_management.credit_management_group_manager'):
            raise AccessError(self.env._("A credit manager takes a write-off back."))
        self.sudo().lock_for_update(allow_referencing=True)
        self.sudo().invalidate_recordset(['state', 'reversal_move_id'])
        if self.state != 'done' or self.recovered:
            raise UserError(self.env._(
                "%(request)s cannot be taken back: only what is written off and was not paid since"
                " can.", request=self.display_name))
        if not self.sudo().reversal_move_id.filtered(lambda move: move.state != 'cancel'):
            move = self.sudo().move_id.with_env(self.env)._reverse_moves([{
                'date': self.company_id._credit_today(),
                'ref': self.env._("Taken back: %(name)s", name=self.name),
            }])
            self.sudo().write({'reversal_move_id': move.id, 'note': note})
            self._log('taken_back', note=note, entry=move.id)
        return self._open_move(self.sudo().reversal_move_id)

    def action_reverse_dialog(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Take Back"),
            'res_model': 'credit.write.off.say', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_write_off_id': self.id, 'default_method': 'action_reverse'},
        }

    def _reversal_posted(self, move):
        """Open the claims again: the entry and what takes it back close each other."""
        self.ensure_one()
        rest = move.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')
        for line in self.line_ids:
            entry_line = line.entry_line_id
            entry_line.remove_move_reconcile()
            back = rest.filtered(lambda one, entry_line=entry_line: (
                one.account_id == entry_line.account_id
                and one.partner_id == entry_line.partner_id
                and not one.currency_id.compare_amounts(
                    one.amount_currency, -entry_line.amount_currency)
            ))[:1]
            rest -= back
            (entry_line | back).reconcile()
        self.write({'state': 'reversed', 'reversal_move_id': move.id})
        self._log('reversed', entry=move.id)


class CreditWriteOffLine(models.Model):
    _inherit = 'credit.write.off.line'

    def _entry_values(self):
        """Return the values of the entry's line that takes the amount from its receivable."""
        self.ensure_one()
        claim = self.move_line_id
        whole = not self.currency_id.compare_amounts(self.amount, claim.amount_residual)
        in_currency = claim.amount_residual_currency if whole else claim.currency_id.round(
            claim.amount_residual_currency * self.amount / claim.amount_residual)
        return {
            'account_id': claim.account_id.id, 'partner_id': claim.partner_id.id,
            'name': self.env._("Write-off of %(document)s", document=claim.move_id.name),
            'balance': -self.amount, 'amount_currency': -in_currency,
            'currency_id': claim.currency_id.id,
        }
