from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CreditTouch(models.Model):
    """A customer says that he has paid: somebody looks for the money until it is matched."""

    _inherit = 'credit.touch'

    money_state = fields.Selection(
        [('open', "Looked for"), ('found', "Matched"), ('missing', "Not there")],
        string="Money Said to Be Paid", readonly=True, copy=False)
    money_user_id = fields.Many2one(
        'res.users', string="Looks for It", readonly=True, copy=False, ondelete='set null')
    money_on = fields.Date(
        string="Found On", readonly=True, copy=False, help="Or given up on that day.")

    _money_idx = models.Index("(company_id) WHERE money_state = 'open'")

    def _follow_bank_slip(self, values):
        """Let who keeps the receivables match the money."""
        super()._follow_bank_slip(values)
        sudo = self.sudo()
        today = sudo.company_id._credit_today()
        owners = self.env['credit.duty']._owners(sudo.company_id, sudo.profile_id, today)
        sudo.write({
            'money_state': 'open',
            'money_user_id': owners.get((sudo.profile_id.id, 'receivables'))})

    def _unfollow(self):
        super()._unfollow()
        self.sudo().money_state = False

    @api.model
    def _see_money(self, root):
        """Close what is looked for and was matched: its lines are paid, or as much as was said.

        Money matched since the contact counts; as with promises a little may be missing.
        """
        self.flush_model()
        self.env['account.partial.reconcile'].flush_model()
        least = 1 - (root.credit_promise_tolerance or 0.0) / 100
        found = [touch_id for (touch_id,) in self.env.execute_query(SQL(
            """SELECT t.id FROM credit_touch t
                 JOIN credit_touch_line_rel r ON r.touch_id = t.id
                 JOIN account_move_line l ON l.id = r.line_id
       LEFT JOIN LATERAL (
                      SELECT SUM(p.amount) AS amount FROM account_partial_reconcile p
                       WHERE p.debit_move_id = l.id AND p.create_date >= t.done_at) came ON TRUE
                WHERE t.company_id = %s AND t.money_state = 'open'
             GROUP BY t.id
               HAVING SUM(GREATEST(l.amount_residual, 0)) = 0
                   OR (t.said_amount > 0 AND SUM(COALESCE(came.amount, 0)) >= t.said_amount * %s)
             ORDER BY t.id""", root.id, least,
        ))]
        self.sudo().browse(found).write(
            {'money_state': 'found', 'money_on': root._credit_today()})

    def action_money_missing(self):
        """Say that the money is not there: the customer is asked for his bank slip."""
        self._check_may_match()
        open_sudo = self.sudo().filtered(lambda touch: touch.money_state == 'open')
        if not open_sudo:
            raise UserError(self.env._("Nobody looks for this money any more."))
        for touch_sudo in open_sudo:
            touch_sudo.write({
                'money_state': 'missing', 'money_on': touch_sudo.company_id._credit_today()})
        return True

    def action_match_money(self):
        """Open what is open of the customer: invoices, and money that nobody matched."""
        self._check_may_match()
        self.env['account.move.line'].check_access('read')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Match money"),
            'res_model': 'account.move.line', 'view_mode': 'list,form',
            'domain': list(self.sudo().profile_id._open_lines_domain()),
        }

    def _check_may_match(self):
        """Raise unless the user looks for this money, or works on credit."""
        self.check_access('read')
        if self.filtered(lambda touch: touch.sudo().money_user_id != self.env.user):
            self._check_may_work()

    def _call_script(self, today):
        """Ask for the slip of what was said to be paid and is not there."""
        lines = super()._call_script(today)
        last = self.search([
            ('profile_id', '=', self.profile_id.id), ('state', '=', 'done'),
            ('undone_at', '=', False), ('kind', '=', 'contact')], order='done_at desc', limit=1)
        if last.money_state in ('open', 'missing'):
            lines.insert(0, self.env._(
                "Said on the last call: paid. The money is not matched. Ask for the bank slip, and"
                " which invoices it is for."))
        return lines


class CreditRpmEvent(models.Model):
    """Money that is matched by day is looked for no more."""

    _inherit = 'credit.rpm.event'

    def _work(self, root):
        self.env['credit.touch']._see_money(root)
        yield from super()._work(root)


class CreditRpmItem(models.Model):
    """What no event told of is seen at night."""

    _inherit = 'credit.rpm.item'

    def _night_done(self, root, today):
        before = super()._night_done(root, today)
        if before is not None:
            yield from before
        self.env['credit.touch']._see_money(root)
