from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.write_offs import APPROVERS, approval_refusal, is_approved


class CreditWriteOff(models.Model):
    """Two people approve a write-off: not who wrote or asked it, nor who sold, each within his
    authority."""

    _inherit = 'credit.write.off'

    first_approver_id = fields.Many2one('res.users', readonly=True, copy=False)
    first_approved_at = fields.Datetime(readonly=True, copy=False)
    second_approver_id = fields.Many2one('res.users', readonly=True, copy=False)
    second_approved_at = fields.Datetime(readonly=True, copy=False)
    may_approve = fields.Boolean(compute='_compute_may_approve')
    why_not = fields.Char(string="Why You Cannot", compute='_compute_may_approve')

    @api.depends_context('uid', 'lang')
    @api.depends('state', 'first_approver_id', 'requester_id', 'editor_id', 'amount')
    def _compute_may_approve(self):
        for request in self:
            why = request.state == 'waiting' and request._approval_refusal(self.env.user)
            request.may_approve = request.state == 'waiting' and not why
            request.why_not = why and request._refusal_words(why)

    def _approvers(self):
        return self.first_approver_id | self.second_approver_id

    def _authors(self):
        """Return who wrote it, and who changed its claims or its ground last."""
        return self.create_uid | self.editor_id

    def _sellers(self):
        """Return who sold to the customer: his salesperson, and those of the invoices."""
        self_sudo = self.sudo()
        moves = self_sudo.line_ids.move_line_id.move_id
        return (
            self_sudo.partner_id.user_id | moves.invoice_user_id
            | moves.line_ids.sale_line_ids.order_id.user_id
        )

    def _approval_refusal(self, user):
        """Return the code of `tools.write_offs.approval_refusal`, or None."""
        self_sudo = self.sudo()
        bound = self.env['credit.authority']._write_off_bound(user, self_sudo.company_id)
        return approval_refusal(
            user.id, self_sudo.requester_id.id, self._sellers().ids, self_sudo._approvers().ids,
            self_sudo.amount, self_sudo.amount if bound == float('inf') else bound,
            self_sudo._authors().ids,
        )

    def _refusal_words(self, code):
        return {
            'requester': self.env._("You asked for it, so two others approve it."),
            'author': self.env._("You wrote it or changed it last, so two others approve it."),
            'seller': self.env._("You sold to this customer, so others approve it."),
            'twice': self.env._("You approved it already; a second person has to."),
            'complete': self.env._("Two people approved it already."),
            'authority': self.env._(
                "%(amount)s is more than you may write off. Somebody with more authority approves"
                " it; a manager says who under Release Authority.",
                amount=self.currency_id.format(self.amount)),
        }[code]

    def action_approve(self):
        """Approve as the first or the second person."""
        for request in self:
            request_sudo = request._checked_for_decision()
            if why := request._approval_refusal(self.env.user):
                raise AccessError(request._refusal_words(why))
            request_sudo.line_ids._check_open()
            place = 'second' if request_sudo.first_approver_id else 'first'
            request_sudo.write({
                f'{place}_approver_id': self.env.uid,
                f'{place}_approved_at': fields.Datetime.now(),
            })
            request._log('approved', approver=place)
            if is_approved(request_sudo._approvers().ids):
                request_sudo.write({'state': 'approved', 'user_id': request_sudo.requester_id.id})
            else:
                request_sudo._next_turn()
        return True

    def action_refuse(self, note):
        """Let the claims stay in the books; `note` says why."""
        note = self.env['credit.asked']._text('note', note or '').strip()
        if not note:
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        for request in self:
            request_sudo = request._checked_for_decision()
            why = request._approval_refusal(self.env.user)
            if why in ('requester', 'author', 'authority'):
                raise AccessError(request._refusal_words(why))
            request_sudo.write({'state': 'refused', 'note': note, 'user_id': False})
            request._log('refused', note=note)
        return True

    def action_refuse_dialog(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Refuse"),
            'res_model': 'credit.write.off.say', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_write_off_id': self.id, 'default_method': 'action_refuse'},
        }

    def action_withdraw(self):
        """Who asked does not want it any more, or the entry was not made: the claims stay."""
        for request in self:
            request.check_access('write')
            request_sudo = request.sudo()
            request_sudo.lock_for_update(allow_referencing=True)
            if request_sudo.state not in ('waiting', 'approved', 'entry'):
                raise UserError(self.env._(
                    "%(request)s does not wait any more.", request=request.display_name))
            if request_sudo._live_entry():
                raise UserError(self.env._(
                    "%(entry)s was made from it. Delete that draft first; if it is posted, take the"
                    " write-off back.", entry=request_sudo.move_id.display_name))
            request_sudo.write({'state': 'withdrawn', 'user_id': False})
            request._log('withdrawn')
        return True

    def _checked_for_decision(self):
        """Return `self` in sudo, locked and still waiting."""
        self.ensure_one()
        self.check_access('read')
        self._check_officer()
        request_sudo = self.sudo()
        request_sudo.lock_for_update(allow_referencing=True)
        request_sudo.invalidate_recordset(['state', 'first_approver_id', 'second_approver_id'])
        if request_sudo.state != 'waiting':
            states = dict(self._fields['state']._description_selection(self.env))
            raise UserError(self.env._(
                "%(request)s does not wait for approval (%(state)s).", request=self.display_name,
                state=states[request_sudo.state]))
        return request_sudo

    def _check_approvers(self):
        """Raise where there are no two people who may approve it: it would wait for ever."""
        people = self.env['res.users']
        barred = self.sudo()._barred() | self.env.user
        for _place in range(APPROVERS):
            people |= self._approver(barred | people)
        if len(people) < APPROVERS:
            raise UserError(self.env._(
                "Two people with authority for %(amount)s approve it, beside who wrote, asked or sold;"
                " there is: %(people)s. A manager gives somebody more under Release Authority.",
                amount=self.currency_id.format(self.amount),
                people=', '.join(people.mapped('name')) or self.env._("nobody")))

    def _barred(self):
        return self._sellers() | self.requester_id | self._authors() | self._approvers()

    def _approver(self, barred):
        return self.env['credit.authority'].sudo()._write_off_approver(
            self.company_id, self.amount, barred)

    def _next_turn(self):
        """Put it on the desk of the lowest who may approve it."""
        self.user_id = self._approver(self._barred())
