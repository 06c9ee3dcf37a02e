from odoo import models
from odoo.tools import SQL


class CreditRpmStep(models.Model):
    """How steps are done, or tried again."""

    _inherit = 'credit.rpm.step'

    def _complete(self, outcome, touch=None, letter=None, note=None, day=None):
        """Write down that these steps were done, and look at their items again.

        :param str outcome: what came of it, a code of `tools.touches.OUTCOMES` or the caller's own
        :param touch: the `credit.touch`, :param letter: the `credit.letter` by which it was done
        :param day: when; None: today
        :return: the `credit.rpm.done` that were written
        """
        steps_sudo = self.sudo().exists()
        done_sudo = self.env['credit.rpm.done'].sudo().create([
            step._done_values(outcome, touch, letter, note, day) for step in steps_sudo])
        steps_sudo._look_at_all()
        return done_sudo

    def _done_values(self, outcome, touch, letter, note, day):
        self.ensure_one()
        item = self.item_id
        own = item.plan_id.step_ids.filtered(lambda one: one.code == (self.rung or self.code))
        return {
            'item_id': item.id, 'move_line_id': self.move_line_id.id,
            'document': self.move_line_id.move_id.name or item.name,
            'profile_id': self.profile_id.id, 'company_id': self.company_id.id,
            'code': self.code, 'plan_id': item.plan_id.id,
            'day': day or self.company_id._credit_today(), 'due_on': self.day,
            'outcome': outcome, 'user_id': self.env.uid, 'note': note,
            'is_demand': self.is_demand and self._is_made(outcome, touch, letter, note),
            'is_formal': own.is_formal and self.code != 'TO',
            'effects': ','.join(own._effects()) if self.code != 'TO' else False,
            'amount': self.amount,
            'touch_id': touch and touch.id, 'letter_id': letter and letter.id,
        }

    def _is_made(self, outcome, touch, letter, note):
        """Tell whether a demand was made: by a letter, in a visit with its report, or as is told.

        A talk is no demand, whatever came of it.
        """
        if letter:
            return True
        is_told = bool((note or '').strip())
        return is_told and (touch.channel == 'visit' if touch else outcome == 'done')

    def _takes_paper(self):
        """Return those that a talk does not do: demands, and letters for which no note stands."""
        return self.filtered(lambda step: step.is_demand or step.channel == 'letter' and not (
            {'note', 'promise'} & set(step.sudo().plan_step_id.evidence_ids.mapped('code'))))

    def _again(self, day):
        """Let nobody try these items before `day`."""
        self.item_id.sudo().again_on = day
        self._look_at_all()

    def _look_at_all(self):
        """Look at the items of these steps, and at others with a part of the same lines."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """SELECT item_id FROM credit_rpm_item_line WHERE move_line_id = ANY(%s)
                UNION SELECT unnest(%s::int[])""", self.move_line_id.ids, self.item_id.ids,
        ))
        items = self.env['credit.rpm.item'].browse([row[0] for row in self.env.cr.fetchall()])
        items._look(items)
