from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date, formatLang

from ..receivables import provisions
from ..tools.provisions import entry, movement

OFFICER = 'credit_management.credit_management_group_officer'


class CreditProvision(models.Model):
    """What the ledger has already, how it came there, and the draft of what is missing.

    Only the difference is drafted, and drafts count as booked: two sheets a month book it once.
    """

    _inherit = 'credit.provision'

    move_id = fields.Many2one(
        'account.move', string="Entry", readonly=True, copy=False, index='btree_not_null',
        ondelete='set null', help="A draft; whoever keeps the books checks and posts it.",
    )
    entry_state = fields.Selection(related='move_id.state', string="State of the Entry")
    row_ids = fields.One2many(related='result_id.row_ids')
    latest_result_ids = fields.Many2many(
        'credit.provision.result', string="Methods", compute='_compute_latest_result_ids'
    )
    needed = fields.Monetary(related='result_id.total')
    has_needed = fields.Boolean(related='result_id.has_total')
    has_booked = fields.Boolean(readonly=True, copy=False)
    booked = fields.Monetary(
        string="On the Allowance Account", readonly=True, copy=False,
        help="Balance on that day when the sheet was computed, drafts included.",
    )
    booked_reimbursement = fields.Monetary(readonly=True, copy=False)
    delta = fields.Monetary(
        string="To Book", compute='_compute_delta',
        help="What is needed less what the account has. Below zero it is released.",
    )
    opening = fields.Monetary(readonly=True, copy=False)
    written_off = fields.Monetary(string="Used, Written Off", readonly=True, copy=False)
    recovered = fields.Monetary(readonly=True, copy=False)
    exchange = fields.Monetary(string="Exchange Differences", readonly=True, copy=False)
    charged = fields.Monetary(string="Additions", readonly=True, copy=False)
    released = fields.Monetary(string="Reversals", readonly=True, copy=False)
    closing = fields.Monetary(readonly=True, copy=False)

    remark = fields.Text(related='result_id.remark')
    open_amount = fields.Monetary(related='result_id.open_amount')
    unallocated = fields.Monetary(related='result_id.unallocated')
    deducted = fields.Monetary(related='result_id.deducted')
    reimbursement = fields.Monetary(related='result_id.reimbursement')
    credits = fields.Selection(related='result_id.matrix_id.credits')
    chart = fields.Json(compute='_compute_chart')

    @api.depends('result_ids', 'version')
    def _compute_latest_result_ids(self):
        for sheet in self:
            sheet.latest_result_ids = sheet.result_ids.filtered(
                lambda result, sheet=sheet: result.version == sheet.version
            )

    @api.depends('needed', 'has_needed', 'booked', 'has_booked')
    def _compute_delta(self):
        for sheet in self:
            known = sheet.has_needed and sheet.has_booked
            sheet.delta = sheet.needed - sheet.booked if known else 0.0

    @api.depends('result_id')
    @api.depends_context('lang')
    def _compute_chart(self):
        for sheet in self:
            rows = sheet.result_id.row_ids.filtered(
                lambda row: row.has_amount and row.kind != 'individual')
            firsts = sorted({row.first_day for row in rows if row.kind == 'age'})
            sheet.chart = {'currency_id': sheet.currency_id.id, 'rows': [{
                'name': row.name, 'kind': row.kind, 'amount': row.amount,
                'allowance': row.allowance if row.has_allowance else None,
                'age': firsts.index(row.first_day) if row.kind == 'age' else None,
            } for row in rows]}

    # === WHAT IS BOOKED === #

    def _compute_booked(self):
        """Note what the allowance account has, and how it moved."""
        moves, needed = self._moves(), self.result_id
        values = {'has_booked': moves is not None}
        if moves:
            opening, written_off, recovered, exchange, booked = moves
            closing = needed.total if needed.has_total else booked
            table = movement(opening, closing, written_off, recovered, exchange)
            values.update({
                'booked': booked, 'booked_reimbursement': self._reimbursement_booked(),
                **{name: float(getattr(table, name)) for name in (
                    'opening', 'written_off', 'recovered', 'exchange', 'charged', 'released',
                    'closing',
                )},
            })
        self.sudo().write(values)

    def _moves(self):
        """Return the row of `provisions.allowance_moves`, or None without an account."""
        return self._account_moves(self.company_id.sudo().credit_allowance_account_id)

    def _account_moves(self, account):
        root_sudo = self.company_id.sudo()
        if not account:
            return None
        branches_sudo = self.env['res.company'].sudo().with_context(active_test=False).search(
            [('id', 'child_of', root_sudo.id)]
        )
        return self.env['credit.receivable']._rows(provisions.allowance_moves(
            branches_sudo.ids, account.id, self.date_from, self.date,
            branches_sudo.currency_exchange_journal_id.ids,
        ))[0]

    def _reimbursement_booked(self):
        """Return the balance of the insurer's asset, debit positive."""
        moves = self._account_moves(self.company_id.sudo().credit_reimbursement_account_id)
        return -moves[-1] if moves else 0.0

    def _check_unmoved(self):
        """Raise when ledgers are not any more what the sheet was computed on."""
        result, moves = self.result_id, self.has_booked and self._moves()
        is_zero = self.currency_id.is_zero
        changed = [
            self.env._(
                "%(what)s: %(now)s now, %(then)s then", what=what,
                now=formatLang(self.env, now, currency_obj=self.currency_id),
                then=formatLang(self.env, then, currency_obj=self.currency_id),
            )
            for what, now, then in (
                (self.env._("receivables"), self._ledger(self._asked()), self.ledger_amount),
                *self._open_now(result),
                *([
                    (self.env._("allowance account"), moves[-1], self.booked),
                    (self.env._("account of the insurer's part"), self._reimbursement_booked(),
                     self.booked_reimbursement),
                ] if moves else ()),
            ) if not is_zero(now - then)
        ]
        if changed:
            raise UserError(self.env._(
                "The ledger has moved since %(sheet)s was computed (%(changed)s). Take it back,"
                " compute it again, and have that approved.", sheet=self.display_name,
                changed='; '.join(changed),
            ))

    def _open_now(self, result):
        """Return [(what, now, then)] of the claims that the result was computed on."""
        matrix = result.matrix_id
        part = provisions.Part(0, None, (0,))
        rows = self.env['credit.receivable']._rows(provisions.claims(
            self._asked(), [part], matrix.basis, (), False
        ))
        claims = sum(amount for *_key, bucket, amount, _deducted in rows if bucket >= 0)
        return [(self.env._("claims"), claims, result.open_amount)]

    # === DRAFT ENTRY === #

    def action_draft_entry(self):
        """Draft the entry of what is missing, and open it; asked twice, it is the same draft."""
        self.ensure_one()
        self._check_may_draft()
        self.sudo().lock_for_update(allow_referencing=True)
        move = self.move_id
        if not move or move.state == 'cancel':
            self._check_may_book()
            self._check_unmoved()
            move = self._draft_entry()
            self.sudo().write({'state': 'entry', 'move_id': move.id})
            self._log('entry')
        if move:
            return self.action_open_entry()
        return {'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
            'message': self.env._("The allowance account has what is needed; nothing to book."),
            'type': 'success', 'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
        }}

    def action_open_entry(self):
        """Open the entry; Odoo checks there whether this user may."""
        return {
            'type': 'ir.actions.act_window', 'res_model': 'account.move', 'res_id': self.move_id.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    def _check_may_draft(self):
        self.check_access('read')
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only credit officers draft the entry of a provision."))
        moves = self.env['account.move']
        if not moves.has_access('create'):
            raise AccessError(self.env._(
                "Drafting an entry needs a right of accounting, which you do not have. Ask somebody"
                " who keeps the books of %(company)s to press Draft Entry.",
                company=self.company_id.name,
            ))
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._(
                "The entry belongs into the books of %(company)s, which you do not work in. Ask"
                " somebody who does.", company=self.company_id.name,
            ))

    def _check_may_book(self):
        if self.state not in ('approved', 'entry'):
            raise UserError(self.env._(
                "%(sheet)s is not approved yet; nothing is booked before.", sheet=self.display_name
            ))
        missing = [
            self.env['res.company']._fields[name]._description_string(self.env)
            for name in self._settings_needed() if not self.company_id.sudo()[name]
        ]
        if missing:
            raise UserError(self.env._(
                "There is no %(settings)s yet. Choose it in the settings of credit, under"
                " Provisions, then take the sheet back and compute it again.",
                settings=', '.join(missing),
            ))
        if not self.has_booked:
            raise UserError(self.env._(
                "%(sheet)s was computed before there was an allowance account. Take it back and"
                " compute it again.", sheet=self.display_name,
            ))
        self._check_none_later()

    def _check_none_later(self):
        """Refuse to book a second time what a locked day has moved behind the day of the sheet."""
        if later_sudo := self.sudo().search([
            ('company_id', '=', self.company_id.id), ('id', '!=', self.id),
            ('date', '<=', self.date), ('move_id.date', '>', self.date),
            ('move_id.state', '!=', 'cancel'),
        ], limit=1):
            raise UserError(self.env._(
                "%(entry)s already books what %(sheet)s needed, but on %(date)s: its own day was"
                " locked. Make a sheet of that day or a later one, or delete that draft first.",
                entry=later_sudo.move_id.display_name, sheet=later_sudo.display_name,
                date=later_sudo.move_id.date,
            ))

    def _settings_needed(self):
        names = [
            'credit_allowance_account_id', 'credit_impairment_account_id',
            'credit_provision_journal_id',
        ]
        if self.result_id.reimbursement:
            names.append('credit_reimbursement_account_id')
        return names

    def _draft_entry(self):
        """Make the draft as this user, with his rights; of nothing, none."""
        root_sudo = self.company_id.sudo()
        lines = self._entry_lines(root_sudo)
        if not lines:
            return self.env['account.move']
        return self.env['account.move'].with_company(self.company_id).create({
            'move_type': 'entry', 'company_id': self.company_id.id, 'date': self.date,
            'journal_id': root_sudo.credit_provision_journal_id.id,
            'ref': self.env._(
                "Loss allowance %(date)s, %(rates)s, computation %(version)s",
                date=format_date(self.env, self.date), rates=self.matrix_id.display_name,
                version=self.version,
            ),
            'line_ids': [Command.create(line) for line in lines],
        })

    def _entry_lines(self, root_sudo):
        result, digits = self.result_id, self.currency_id.decimal_places
        impairment = root_sudo.credit_impairment_account_id
        allowance = entry(result.total, self.booked, digits)
        lines = self._both_sides(allowance, {
            'allowance': root_sudo.credit_allowance_account_id, 'expense': impairment,
        }, self.env._("Loss allowance for receivables"))
        # An asset grows where an allowance shrinks: the accounts change sides.
        asset = root_sudo.credit_reimbursement_account_id
        insurer = entry(result.reimbursement, self.booked_reimbursement, digits) if asset else None
        return lines + self._both_sides(insurer, {
            'allowance': impairment, 'expense': asset,
        }, self.env._("Insurer's part of expected losses"))

    @staticmethod
    def _both_sides(booking, accounts, label):
        if not booking:
            return []
        return [
            {'account_id': accounts[booking.debit].id, 'name': label, 'debit': booking.amount},
            {'account_id': accounts[booking.credit].id, 'name': label, 'credit': booking.amount},
        ]
