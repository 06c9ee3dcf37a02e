from odoo import models
from odoo.exceptions import RedirectWarning, UserError

#: So many of the customer's open holds are looked at, the oldest requests first.
HOLDS = 20


class CreditMatch(models.TransientModel):
    """What the customer's held orders say afterwards: asked of the gate's own machinery."""

    _inherit = 'credit.match'

    def outlook(self, money, invoices):
        """Return what the held orders would say if this were applied; nothing of it stays.

        It is applied for real in a transaction of its own that ends without a commit, so it says
        what Apply would do, refusals included, and nothing that waits for a commit is ever sent.

        :param list money: ``[id of the row, amount]`` pairs
        :param list invoices: ``[id of the invoice's line, amount]`` pairs
        :return: ``{"error": text or False, "holds": [{"id", "name", "document", "clears",
            "confirms", "reason"}]}``
        """
        self.ensure_one()
        self.check_access('write')
        if not self._holds_sudo() or self.state != 'ask':
            return {'error': False, 'holds': []}
        keys = {row.id: row._key() for row in self.money_ids}
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            trial = self.with_env(self.env(cr=cr)).with_context(tracking_disable=True)
            try:
                trial._post({keys[row_id]: amount for row_id, amount in money}, dict(invoices))
                return {'error': False, 'holds': trial._hold_words()}
            except (UserError, RedirectWarning) as error:
                return {'error': error.args[0], 'holds': []}
            finally:
                cr.rollback()

    def _profile(self):
        return self.env['credit.profile']._of_partners(self.partner_id, self.company_id)

    def _holds_sudo(self):
        """Return the customer's open holds that facts can clear, the oldest request first."""
        # As superuser, as the worker that cures: an accountant need not be a credit officer.
        return self.env['credit.hold'].sudo().search([
            ('profile_id', 'in', self._profile().ids), ('state', '=', 'open'), ('kind', '=', 'auto'),
        ], order='requested_at, id', limit=HOLDS)

    def _hold_words(self):
        """Return what each hold says as things stand, as the cure would go through them."""
        check_sudo, taken, words = self.env['credit.check'].sudo(), 0.0, []
        for hold_sudo in self._holds_sudo():
            verdict = check_sudo._judge_hold(hold_sudo, taken)
            clears = verdict.verdict not in ('hold', 'stop')
            if clears and hold_sudo.order_id.state in ('draft', 'sent'):
                taken += hold_sudo.amount
            words.append({
                'id': hold_sudo.id, 'name': hold_sudo.name,
                'document': hold_sudo.document_name, 'clears': clears,
                'confirms': clears and hold_sudo.checkpoint == 'order_confirm'
                and hold_sudo._may_confirm_by_itself(hold_sudo._changed_since()),
                'reason': '' if clears else self._reason(verdict),
            })
        return words

    def _reason(self, verdict):
        """Return the worst breach that is left, in the reader's words."""
        rank = {'stop': 0, 'hold': 1, 'warn': 2}
        worst = min(verdict.breaches, key=lambda breach: rank[breach.severity])
        return self.env['credit.check']._public(worst)['message']

    # === AFTERWARDS === #

    def _tell_result(self):
        """Write down what was matched and what the held orders say now; close what asked for it."""
        env = self._of_tree().env
        paid = set(self.invoice_ids.mapped('res_id'))
        partials = env['account.partial.reconcile'].browse(self.done['partials']).filtered(
            lambda partial: partial.debit_move_id.id in paid
        )
        rows = [
            self._invoice_result(invoice, own)
            for invoice, own in partials.grouped('debit_move_id').items()
        ]
        for line in env['account.move.line'].browse(self.done['money']):
            rows += self._money_result(line)
        rows += [self._hold_result(words) for words in self._hold_words()]
        self.result_ids.create([{**row, 'match_id': self.id} for row in rows])
        self._profile()._answer_match_requests()

    def _invoice_result(self, invoice, partials):
        """Return what one invoice got, and from where."""
        currency = invoice.currency_id
        return {
            'res_model': 'account.move', 'res_id': invoice.move_id.id,
            'text': self.env._(
                "%(invoice)s: %(amount)s paid by %(money)s, %(open)s open",
                invoice=invoice.move_name,
                money=', '.join(partials.credit_move_id.mapped('move_name')),
                amount=currency.format(sum(partials.mapped('debit_amount_currency'))),
                open=currency.format(invoice.amount_residual_currency),
            ),
        }

    def _money_result(self, line):
        """Return what became of money beyond the invoices it paid, if there is anything to say."""
        values = {'money': line.move_name, 'account': line.account_id.display_name}
        if line.account_type != 'asset_receivable':
            text = self.env._("%(money)s is matched with its payment on %(account)s", **values)
        elif line.amount_residual:
            text = self.env._(
                "%(money)s: %(amount)s stay on the customer's account",
                amount=line.currency_id.format(-line.amount_residual_currency), **values,
            )
        else:
            return []
        return [{'res_model': 'account.move', 'res_id': line.move_id.id, 'text': text}]

    def _hold_result(self, words):
        values = {'hold': words['name'], 'document': words['document'], 'reason': words['reason']}
        if words['confirms']:
            text = self.env._(
                "%(hold)s clears within a minute; %(document)s is confirmed then.", **values
            )
        elif words['clears']:
            text = self.env._(
                "%(hold)s clears within a minute; %(document)s can go on then.", **values
            )
        else:
            text = self.env._("%(hold)s stays: %(reason)s", **values)
        return {'res_model': 'credit.hold', 'res_id': words['id'], 'text': text}
