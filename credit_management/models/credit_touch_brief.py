from datetime import timedelta

from odoo import models
from odoo.tools import SQL

#: Tries further back say nothing about today.
BACK = timedelta(days=90)


class CreditTouch(models.Model):
    """A touch in a glance: by which way, how many lines, how late, how often in vain."""

    _inherit = 'credit.touch'

    def _briefs(self):
        """Return ``{touch id: one line of text}``, in the reader's language."""
        if not self:
            return {}
        lines, tries = self._line_facts(), self._tries()
        words = dict(self._fields['channel']._description_selection(self.env))
        texts = {}
        for touch in self.sudo():
            count, days = lines.get(touch.id, (0, 0))
            silent = tries.get(touch.profile_id.id, 0)
            texts[touch.id] = " · ".join(filter(None, (
                words.get(touch.channel, ''),
                count == 1 and self.env._("1 line"),
                count > 1 and self.env._("%(count)s lines", count=count),
                days > 0 and self.env._("%(days)s d late", days=days),
                silent > 0 and self.env._("silent %(count)s times", count=silent),
                touch.purpose,
            )))
        return texts

    def _line_facts(self):
        """Return ``{touch id: (lines, days that the oldest is late)}``, one query."""
        self.env['credit.rpm.step'].flush_model()
        return {touch_id: (count, days or 0) for touch_id, count, days in self.env.execute_query(SQL(
            """SELECT t.id, COUNT(DISTINCT COALESCE(s.move_line_id, -s.item_id)),
                      MAX(t.day - l.date_maturity)
                 FROM credit_touch t
                 JOIN credit_rpm_step s ON s.touch_id = t.id
            LEFT JOIN account_move_line l ON l.id = s.move_line_id
                WHERE t.id = ANY(%s) GROUP BY t.id""", list(self.ids),
        ))}

    def _tries(self):
        """Return ``{profile id: tries in a row that reached nobody}``."""
        found = {}
        for company, touches in self.sudo().grouped('company_id').items():
            today = company._credit_today()
            for profile_id, tries in self._attempts(
                    touches.profile_id.ids, today - BACK, today).items():
                found[profile_id] = self._in_a_row(tries)
        return found

    @staticmethod
    def _in_a_row(tries):
        """Return how many of ``[(day, id, reached)]`` at the end reached nobody."""
        count = 0
        for _day, _id, reached in reversed(tries):
            if reached:
                break
            count += 1
        return count
