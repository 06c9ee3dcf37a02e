from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools.disputes import RESOLUTIONS

#: What people choose; the rest follows from documents.
CHOSEN = ('rejected', 'withdrawn')
#: Disputes that are looked at, and committed, in one go.
BATCH = 200


class CreditDispute(models.Model):
    """How a dispute ends: by a credit note that is posted, by an answer, by a payment."""

    _inherit = 'credit.dispute'

    # === BY PEOPLE === #

    def settle(self, resolution, note):
        """Settle these disputes without a credit note, as ``rejected`` or ``withdrawn``.

        Their owner does it, or an officer. What was disputed counts as overdue from now on.

        :param str note: what the customer is answered; kept
        """
        self.check_access('read')
        resolution = self.env['credit.asked']._choice('resolution', resolution, CHOSEN)
        note = self.env['credit.asked']._text('note', note).strip()
        if not note:
            raise UserError(self.env._("Say what the customer is answered: it is kept."))
        self._check_works_on_it()
        for dispute_sudo in self.sudo():
            dispute_sudo._check_open()
            dispute_sudo._end(resolution, note=note)
        return True

    def _check_works_on_it(self):
        """Raise unless the user is an officer or the owner of each."""
        if self._is_officer():
            return
        for dispute in self:
            if dispute.user_id != self.env.user:
                raise AccessError(self.env._(
                    "%(owner)s works on %(dispute)s. Ask them, or a credit officer.",
                    owner=dispute.sudo().user_id.name or '–', dispute=dispute.display_name))

    # === BY DOCUMENTS === #

    def _check_note(self, move):
        """Raise unless `move` is a credit note of each one's customer."""
        move.check_access('read')
        for dispute in self.sudo():
            if (move.sudo().move_type != 'out_refund'
                    or move.sudo().commercial_partner_id != dispute.partner_id
                    or move.sudo().company_id.root_id != dispute.company_id):
                raise UserError(self.env._(
                    "%(note)s is no credit note of %(customer)s. Choose one of theirs.",
                    note=move.sudo().display_name, customer=dispute.partner_id.display_name))

    @api.model
    def _settle_by_notes(self, moves):
        """Settle the open disputes whose credit note is among `moves` and posted."""
        notes = moves.filtered(
            lambda move: move.move_type == 'out_refund' and move.state == 'posted')
        if not notes:
            return
        disputes_sudo = self.sudo().search(
            [('credit_move_id', 'in', notes.ids), ('state', '=', 'open')], order='id')
        for note_sudo, own in disputes_sudo.grouped('credit_move_id').items():
            left = abs(note_sudo.amount_total_signed)
            for dispute_sudo in own:
                credited = min(left, dispute_sudo.amount)
                left -= credited
                dispute_sudo._end_credited(credited)

    def _end_credited(self, credited):
        whole = self.currency_id.compare_amounts(credited, self.amount) >= 0
        self._end('credit_note' if whole else 'partial', credited=credited)

    @api.model
    def _night(self, root_sudo):
        """Yield after what documents settled, and after what came back, of a company.

        Nobody asked: an invoice that was paid or cancelled meanwhile has nothing to dispute.
        """
        open_sudo = self.sudo().search(
            [('company_id', '=', root_sudo.id), ('state', '=', 'open')], order='id')
        while open_sudo:
            self.env['credit.failure']._apart_records(
                'promise', open_sudo[:BATCH], lambda own: own._look_at_documents())
            open_sudo = open_sudo[BATCH:]
            yield

    def _look_at_documents(self):
        self.filtered(lambda one: not one.move_line_id)._find_line()
        for dispute in self:
            dispute._end_if_settled()

    def _find_line(self):
        """Hang these on their invoice's line again, after it was a draft meanwhile."""
        for dispute in self:
            lines = dispute.move_id.filtered(lambda move: move.state == 'posted').line_ids.filtered(
                lambda line: line.account_type == 'asset_receivable').sorted('date_maturity')
            if lines:
                fitting = lines.filtered(
                    lambda line, amount=dispute.amount: line.amount_residual >= amount)
                dispute.move_line_id = (fitting or lines)[0]

    def _end_if_settled(self):
        self.ensure_one()
        line = self.move_line_id
        if self.move_id.state == 'cancel' or not self.move_id:
            self._end('withdrawn', note=self.env._("The invoice was cancelled."))
        elif line and line.reconciled:
            noted = self._noted_of(line)
            if self.currency_id.compare_amounts(noted, 0.0) <= 0:
                self._end('paid')
            else:
                self._end_credited(min(noted, self.amount))

    def _noted_of(self, line):
        """Return what was credited of a line since this dispute, and settled no other one of it."""
        partials = line.matched_credit_ids.filtered(
            lambda partial: partial.credit_move_id.move_id.move_type == 'out_refund'
            and partial.max_date >= self.raised_on)
        notes = partials.credit_move_id.move_id
        others = self.search([
            ('move_line_id', '=', line.id), ('id', '!=', self.id), ('credited', '>', 0),
            ('resolved_on', '>=', self.raised_on)])
        return sum(partials.mapped('amount')) - sum(
            other.credited for other in others
            if not other.credit_move_id or other.credit_move_id in notes)

    # === ENDED === #

    def _end(self, resolution, note=None, credited=0.0):
        """End one dispute today, however often it is asked."""
        self.ensure_one()
        if self.state != 'open' or resolution not in RESOLUTIONS:
            return
        self.write({
            'state': 'resolved', 'resolution': resolution, 'resolution_note': note,
            'credited': credited, 'resolved_by_id': self.env.uid,
            'resolved_on': max(self.company_id._credit_today(), self.raised_on),
        })
        self.activity_unlink(['mail.mail_activity_data_todo'])
        self._announce()

    # === DOCUMENTS === #

    def action_settle(self):
        """Open the dialog for an answer."""
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Settle"),
            'res_model': 'credit.dispute.settle', 'views': [(False, 'form')], 'target': 'new',
            'context': {'default_dispute_ids': self.ids},
        }

    def action_credit_note(self):
        """Open Odoo's dialog for a credit note; what it makes is linked, and settles when posted."""
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Credit Note"),
            'res_model': 'account.move.reversal', 'views': [(False, 'form')], 'target': 'new',
            'context': {
                'active_model': 'account.move', 'active_ids': self.move_id.ids,
                'default_credit_dispute_id': self.id,
            },
        }

    def action_open_invoice(self):
        self.ensure_one()
        return self.move_id.get_formview_action()
