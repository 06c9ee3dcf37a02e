from odoo import Command, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date


class CreditInterestClaim(models.Model):
    """The draft invoice of a sheet of interest, where somebody wants one: Odoo's own, never posted
    here.
    """

    _inherit = 'credit.interest.claim'

    def action_draft_invoice(self):
        """Draft the invoice and open it; asked twice, it is the same draft."""
        self.ensure_one()
        self.check_access('read')
        self._check_officer()
        if not self.env['account.move'].has_access('create'):
            raise AccessError(self.env._(
                "Drafting an invoice needs a right of accounting, which you do not have. Ask somebody"
                " who keeps the books of %(company)s to press Draft Invoice.",
                company=self.company_id.name))
        self.sudo().lock_for_update(allow_referencing=True)
        self.invalidate_recordset(['move_id'])
        if not self._is_claimed():
            self._check_invoiceable()
            move = self._draft_invoice()
            self.sudo().write({'state': 'invoiced', 'move_id': move.id})
            self.env['credit.decision'].sudo()._log('interest', profile=self.profile_id, payload={
                'action': 'drafted', 'sheet': self.id, 'until': self.until, 'amount': self.total,
                'currency': self.currency_id.name, 'invoice': move.id,
            }, res_model=self._name, res_id=self.id)
        return self.action_open_invoice()

    def action_open_invoice(self):
        return {
            'type': 'ir.actions.act_window', 'res_model': 'account.move', 'res_id': self.move_id.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    def _check_invoiceable(self):
        if self.missing:
            raise UserError(self.env._(
                "%(missing)s A credit manager enters it under Configuration, Reference Rates.",
                missing=self.missing))
        lines_sudo = self.sudo().line_ids
        # Two sheets of the same lines are invoiced one after the other.
        lines_sudo.move_line_id.lock_for_update(allow_referencing=True)
        claimed = self._claimed(lines_sudo.move_line_id.ids)
        if any(
            first <= period.last and period.first <= last for line in lines_sudo
            for period in line.period_ids for first, last in claimed.get(line.move_line_id.id, ())
        ):
            raise UserError(self.env._(
                "Another invoice claims days of this sheet by now. Press Count Again."))
        if self.until > self.company_id._credit_today():
            raise UserError(self.env._(
                "%(day)s is still to come, and who knows what is paid until then. Count until today.",
                day=format_date(self.env, self.until)))
        counted = self._line_values(self._counted_here(), self.profile_id)
        now = {one['move_line_id']: (one['amount'], one['lump_sum']) for *_head, one in counted}
        if now != {line.move_line_id.id: (line.amount, line.lump_sum) for line in lines_sudo}:
            raise UserError(self.env._(
                "The ledger moved since the sheet was counted. Press Count Again, and look at it."))
        if self.currency_id.compare_amounts(self.total, 0) <= 0:
            raise UserError(self.env._("There is no interest on this sheet to invoice."))

    def _draft_invoice(self):
        """Make the draft as this user, with his rights; interest bears no tax until he says so."""
        partner_sudo = self.sudo().partner_id
        address = partner_sudo.address_get(['invoice'])['invoice']
        account = self.company_id.sudo().credit_interest_account_id
        values = {
            'move_type': 'out_invoice', 'partner_id': address, 'currency_id': self.currency_id.id,
            'company_id': self.company_id.id, 'invoice_origin': self.display_name,
            'invoice_line_ids': [
                Command.create({
                    'name': name, 'quantity': 1, 'price_unit': amount,
                    'tax_ids': [Command.clear()],
                    **({'account_id': account.id} if account else {}),
                }) for name, amount in self._invoice_rows(partner_sudo.lang)
            ],
        }
        return self.env['account.move'].with_company(self.company_id).create(values)

    def _invoice_rows(self, lang):
        """Return [(text in the customer's language, amount)]."""
        here = self.with_context(lang=lang or self.env.lang)
        rows = []
        for line in here.sudo().line_ids:
            document = line.move_id.name
            periods = line.period_ids
            if line.amount:
                rows.append((here.env._(
                    "Late interest on %(document)s, due %(due)s: %(days)s days, from %(first)s to"
                    " %(last)s", document=document, due=format_date(here.env, line.due),
                    days=line.days, first=format_date(here.env, min(periods.mapped('first'))),
                    last=format_date(here.env, max(periods.mapped('last')))), line.amount))
            if line.lump_sum and line.lump_currency_id == self.currency_id:
                rows.append((here.env._(
                    "Lump sum for collecting %(document)s", document=document), line.lump_sum))
        return rows
