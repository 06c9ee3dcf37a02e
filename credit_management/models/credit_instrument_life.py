from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools import instruments as rules


class CreditInstrument(models.Model):
    """Where a paper comes from, where it goes, and what follows when it comes back."""

    _inherit = 'credit.instrument'

    # === FROM PAYMENTS === #

    @api.model
    def _from_payments(self, payments):
        """Take up the papers that came with posted receipts, once each.

        One that was recorded before its payment is found by customer, kind and amount.
        """
        known = self.sudo().search([('payment_id', 'in', payments.ids)]).payment_id
        for payment_sudo in (payments - known).sudo():
            kind = payment_sudo.payment_method_line_id.credit_instrument_kind
            if kind and payment_sudo.payment_type == 'inbound' and (
                payment_sudo.partner_type == 'customer' and payment_sudo.partner_id
            ):
                self.sudo()._from_payment(payment_sudo, kind)

    def _from_payment(self, payment_sudo, kind):
        root = payment_sudo.company_id.root_id
        partner = payment_sudo.partner_id.commercial_partner_id
        waiting = self.search([
            ('partner_id', '=', partner.id), ('company_id', '=', root.id), ('kind', '=', kind),
            ('payment_id', '=', False), ('amount', '=', payment_sudo.amount),
            ('currency_id', '=', payment_sudo.currency_id.id),
            ('state', 'in', ('held', 'deposited'))], limit=1)
        if waiting:
            waiting.payment_id = payment_sudo
            return
        # A bill matures months later: a guess would let it leave the exposure too early.
        sight = payment_sudo.date if kind in ('cheque', 'riba', 'debit') else False
        self.create({
            'partner_id': partner.id, 'company_id': root.id, 'kind': kind,
            'number': payment_sudo.payment_reference or payment_sudo.memo,
            'amount': payment_sudo.amount, 'currency_id': payment_sudo.currency_id.id,
            'issued_on': payment_sudo.date, 'matures_on': sight, 'payment_id': payment_sudo.id,
        })

    @api.model
    def _payments_rejected(self, payments):
        """The bank did not honour payments: so came their papers back."""
        for paper_sudo in self.sudo().search([
            ('payment_id', 'in', payments.ids), ('state', 'in', ('held', *rules.GIVEN, 'paid'))
        ]):
            paper_sudo._move('dishonoured', paper_sudo.company_id._credit_today(), '', self.env._(
                "The bank rejected its payment."))

    @api.model
    def _money_came(self, entries):
        """A bank statement was matched with payments: held and deposited papers are paid."""
        papers_sudo = self.sudo().search([
            ('payment_id.move_id', 'in', entries.ids), ('state', 'in', ('held', 'deposited'))])
        for paper_sudo in papers_sudo:
            paper_sudo._move('paid', paper_sudo.company_id._credit_today(), '', '')

    # === WHERE IT GOES === #

    def action_move_dialog(self):
        """Ask what became of the paper."""
        self.ensure_one()
        self.check_access('write')
        state = self.env.context.get('credit_state')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("What became of it"),
            'res_model': 'credit.instrument.move', 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
            'context': {'default_instrument_id': self.id, 'default_state': state},
        }

    def move(self, state, day=None, holder=None, reason=None):
        """Say where the paper is since `day`: a state of `tools.instruments.STATES`.

        :param str holder: who has it: a bank, a creditor of ours
        :param str reason: why it came back; needed then
        """
        asked = self.env['credit.asked']
        day = asked._day('day', day)
        holder = asked._text('holder', holder or '').strip()
        reason = asked._text('reason', reason or '').strip()
        for paper in self:
            paper.check_access('write')
            paper.sudo().lock_for_update(allow_referencing=True)
            paper.invalidate_recordset(['state'])
            paper._check_move(state, day, holder, reason)
            paper.sudo()._move(
                state, day or paper.company_id._credit_today(), holder, reason)
        return True

    def _check_move(self, state, day, holder, reason):
        states = dict(self._fields['state']._description_selection(self.env))
        if state not in rules.may_become(self.kind, self.state):
            raise UserError(self.env._(
                "%(paper)s is %(state)s: %(next)s is not its next step.",
                paper=self.display_name, state=states[self.state],
                next=states.get(state, state)))
        if day and day > self.company_id._credit_today():
            raise UserError(self.env._(
                "%(day)s is still to come. Write down what happened.",
                day=format_date(self.env, day)))
        if state in ('endorsed', 'discounted') and not holder:
            raise UserError(self.env._("Say to whom it was passed on."))
        if state == 'dishonoured' and not reason:
            raise UserError(self.env._("Say why it came back: the reason is kept in the log."))

    def _move(self, state, day, holder, reason):
        """Move the paper and let everybody hear of it."""
        vals = {'state': state, 'moved_on': day, 'holder': holder or False}
        if state == 'dishonoured':
            vals.update(dishonoured_on=day, dishonour_reason=reason)
        self.write(vals)
        self._log('move', day=str(day), holder=holder, reason=reason)
        if state == 'dishonoured':
            # A danger signal, and a task of whoever looks after the customer.
            self._notify_profiles('payment_rejected')

    def action_reverse_payment(self):
        """Open Odoo's own way of taking the payment back, so that the claim is open again."""
        self.ensure_one()
        self.check_access('read')
        payment = self.payment_id
        if not self.needs_reversal:
            raise UserError(self.env._("There is no payment of it to take back."))
        if not payment.move_id:
            return {
                'type': 'ir.actions.act_window', 'res_model': 'account.payment',
                'res_id': payment.id, 'view_mode': 'form', 'views': [(False, 'form')],
            }
        return {
            **self.env['ir.actions.act_window']._for_xml_id('account.action_view_account_move_reversal'),
            'context': {
                'active_model': 'account.move', 'active_ids': payment.move_id.ids,
                'active_id': payment.move_id.id,
            },
        }

    def action_open_payment(self):
        self.ensure_one()
        return self.sudo().payment_id.with_env(self.env)._get_records_action()

    # === BY TIME === #

    @api.model
    def _honoured_by_time(self, root):
        """Take for paid what was given away and nobody brought back; in parts."""
        today, settings = root._credit_today(), root._credit_instrument_settings()
        for paper in self.sudo().search([
            ('company_id', '=', root.id), ('state', 'in', rules.GIVEN), ('matures_on', '<', today),
        ], order='matures_on, id'):
            last = rules.last_day(paper.kind, paper.matures_on, settings)
            if last < today:
                paper._move('paid', fields.Date.add(last, days=1), paper.holder or '', '')
                yield
