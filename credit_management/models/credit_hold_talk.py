from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import rules

#: The activity by which the order's salesperson is asked for something.
SALES_TURN = 'credit_management.mail_activity_sales'


class CreditHold(models.Model):
    """What credit and the order's salesperson say to each other: on the order, mirrored here.

    Salespeople read both sides, so neither carries a figure that they may not see.
    """

    _inherit = 'credit.hold'

    asked_sales_at = fields.Datetime(readonly=True, help="Empty again when sales answered.")
    asked_sales_by_id = fields.Many2one('res.users', readonly=True)
    question = fields.Text(readonly=True)

    # === CREDIT SPEAKS === #

    def _tell_sales(self, text):
        """Put a word on the order and a task on its salesperson's desk."""
        for hold in self.filtered('order_id'):
            order_sudo = hold.order_id.sudo()
            order_sudo.message_post(body=text)
            if order_sudo.user_id:
                order_sudo.with_context(mail_activity_quick_update=True).activity_schedule(
                    'mail.mail_activity_data_todo', user_id=order_sudo.user_id.id,
                    summary=text[:200],
                )

    @api.model
    def _hold_by_hand(self, record, profile, reason_code, note, valid_until=False):
        """Say on the order that it is held, and by whom; why is for officers."""
        hold_sudo = super()._hold_by_hand(record, profile, reason_code, note, valid_until)
        if hold_sudo.order_id:
            hold_sudo.order_id.message_post(body=self.env._(
                "%(hold)s: held by hand by %(user)s.", hold=hold_sudo.name, user=self.env.user.name
            ))
        return hold_sudo

    def _error_for_sales(self, error):
        """Return the text of `error` in sales' words: raised to the server, it has all figures."""
        formatter = self.env['credit.check']._formatter('sales')
        breaches = [
            breach for outcome in getattr(error, 'outcomes', ())
            for breach in outcome.record.get('values', {}).get('breaches') or ()
            if breach['severity'] != 'warn'
        ]
        if not breaches:
            return error.args[0]
        return ' '.join(rules.sentence(breach, formatter) for breach in breaches)

    def action_ask_sales_dialog(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Ask sales"),
            'res_model': 'credit.hold.question', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_hold_id': self.id},
        }

    def _ask_sales(self, text):
        """Ask the order's salesperson; the hold shows it until there is an answer.

        :raise UserError: if there is nobody to ask
        """
        self.ensure_one()
        hold_sudo = self._desk_sudo()
        if not hold_sudo:
            raise UserError(self.env._("%(hold)s is decided already.", hold=self.name))
        if not hold_sudo._salesperson():
            raise UserError(self.env._(
                "%(document)s has no salesperson to ask. Set one on the order first.",
                document=hold_sudo.document_name,
            ))
        hold_sudo.write({
            'asked_sales_at': fields.Datetime.now(), 'asked_sales_by_id': self.env.uid,
            'question': text,
        })
        hold_sudo.order_id.message_post(body=text)
        hold_sudo.message_post(body=self.env._("Asked sales: %(question)s", question=text))
        hold_sudo._put_on_sales_desk(self.env._("Credit asks"), text)

    def _salesperson(self):
        """Return who is asked about the order: its salesperson, else the colleague who wants it."""
        requester = self.requester_id.filtered(lambda user: user._is_internal())
        return self.order_id and (self.order_id.user_id or requester)

    def _put_on_sales_desk(self, summary, text):
        """Make it the salesperson's turn: one activity, whatever was asked before."""
        self._take_off_sales_desk()
        user = self._salesperson()
        if user:
            self.order_id.with_context(mail_activity_quick_update=True).activity_schedule(
                SALES_TURN, user_id=user.id, summary=summary, note=text,
            )

    def _take_off_sales_desk(self):
        self.order_id.activity_unlink([SALES_TURN])

    # === SALES SPEAKS === #

    def _hear_sales(self, user, note):
        """Note that sales asked again, and why: `user` may be of another transaction."""
        self.ensure_one()
        self.asked_again_at = fields.Datetime.now()
        self.decide_by = self.decide_by or self._decide_by()
        if note:
            self.release_note_sales = note
            self._hear_answer(note, user.partner_id)

    def _hear_answer(self, text, author, done=False):
        """Mirror what sales says; a question is answered by it.

        `done`: it was said when the activity was done, which Odoo itself takes off the desk.
        """
        self.message_post(body=text, author_id=author.id)
        if self.asked_sales_at:
            self.asked_sales_at = False
            if not done:
                self._take_off_sales_desk()
            if self.user_id:
                self.user_id._bus_send('credit_management.hold', {'hold': self.name})

    # === NOBODY WAITS ANY MORE === #

    def _close(self, state, reason, note, values):
        """A decided hold asks nothing of sales."""
        res = super()._close(state, reason, note, values)
        self.sudo()._take_off_sales_desk()
        if self.asked_sales_at:
            self.asked_sales_at = False
        return res


class SaleOrder(models.Model):
    """Whatever is said on a held order under question is heard on its hold."""

    _inherit = 'sale.order'

    def _message_post_after_hook(self, message, msg_values):
        res = super()._message_post_after_hook(message, msg_values)
        done = message.mail_activity_type_id == self.env.ref(SALES_TURN, raise_if_not_found=False)
        if message.message_type == 'comment' or done:
            hold_sudo = self.sudo().credit_hold_id
            asker = hold_sudo.asked_sales_by_id.partner_id
            if hold_sudo.asked_sales_at and self._credit_is_colleague(message.author_id - asker):
                hold_sudo._hear_answer(message.body, message.author_id, done=done)
        return res

    def _credit_is_colleague(self, author):
        return any(user._is_internal() for user in author.sudo().user_ids)
