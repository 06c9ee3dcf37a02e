from odoo import models


class CreditDecision(models.Model):
    """How the lines of going live read: which step, what was done with it, and the days signed."""

    _inherit = 'credit.decision'

    def _summary_parts(self, data):
        if self.kind != 'go_live':
            return super()._summary_parts(data)
        steps, figures = self.env['credit.go.live']._steps(), data.get('figures') or {}
        name = [steps[data['step']].name] if data.get('step') in steps else []
        days = ', '.join(day for day in figures.get('days') or [] if day)
        return [*name, self._go_live_act(data.get('act')), *filter(None, [days])]

    def _go_live_act(self, act):
        words = {
            'done': self.env._("done"), 'undone': self.env._("undone"),
            'open': self.env._("taken up"), 'away': self.env._("put away"),
            'finished': self.env._("finished"), 'signed': self.env._("signed by the first"),
            'withdrawn': self.env._("plan withdrawn"), 'planned': self.env._("signed by the second"),
            'stepped_back': self.env._("stepped back a wave"),
        }
        return words.get(act, act or '')
