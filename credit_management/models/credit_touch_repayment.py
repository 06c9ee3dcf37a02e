from odoo import models
from odoo.exceptions import UserError

from ..tools.repayment_plans import LEAST, MOST, instalments
from .credit_touch_follow import CHANNELS


class CreditTouch(models.Model):
    """Who cannot pay at once pays in parts: a promise for each."""

    _inherit = 'credit.touch'

    def call_plan(self, line_ids, count, first):
        """Return a repayment plan of what is open of some lines, to be changed and sent to `close`.

        :param list line_ids: maturity lines of the sheet; :param int count: monthly parts
        :param str first: the day of the first one, as ISO text
        :return: ``{"total", "parts": [[day, amount]]}``
        """
        self.ensure_one()
        self._check_may_work()
        checked = self._checked_values({'line_ids': line_ids, 'said_on': first})
        day, unit = checked['said_on'], self.sudo().currency_id.rounding
        total = self._to_plan(checked['line_ids'])
        self.env['credit.asked']._whole('count', count, LEAST, MOST)
        if not day:
            raise UserError(self.env._("Say on which day the first part is paid."))
        if total < count * unit:
            raise UserError(self.env._("Tick the lines that are to be paid in parts."))
        return {'total': total, 'parts': [
            [str(on), float(part)] for on, part in instalments(total, count, day, unit)]}

    def _to_plan(self, line_ids):
        """Return what is open of lines and not disputed."""
        disputes_sudo = self.env['credit.dispute'].sudo()
        return self.sudo().currency_id.round(sum(
            disputes_sudo._undisputed_of(line)
            for line in self._follow_lines({'line_ids': line_ids})))

    def _check_said(self, checked):
        super()._check_said(checked)
        if 'instalments' not in checked:
            return
        rows = checked['instalments']
        if not isinstance(rows, list) or any(
                not isinstance(row, list) or len(row) != 2 for row in rows):
            raise UserError(self.env._("instalments are pairs of a day and an amount."))
        checked['instalments'] = [
            (self._day_of('instalments', day),
             self.env['credit.asked']._number('instalments', amount, 0, 10 ** 15))
            for day, amount in rows]
        if any(not day for day, _amount in checked['instalments']):
            raise UserError(self.env._("Each part of a plan has a day."))
        if rows:
            checked['amount'] = sum(amount for _day, amount in checked['instalments'])
            checked['said_on'] = checked['instalments'][0][0]

    def _follow_repayment_plan(self, values):
        """Take the plan that was agreed on; without one it is a note."""
        super()._follow_repayment_plan(values)
        parts, sudo = values.get('instalments'), self.sudo()
        if parts:
            self.env['credit.promise'].sudo()._make_plan(
                sudo.profile_id, parts, self._follow_lines(values),
                self._to_plan(values['line_ids']), source='touch',
                channel=CHANNELS.get(sudo.channel, 'phone'), contact_id=sudo.contact_id.id,
                note=values.get('note'), touch_id=sudo.id)
