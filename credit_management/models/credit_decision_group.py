from odoo import models


class CreditDecision(models.Model):
    """How the lines of credit groups read: which group, what was done, and what changed."""

    _inherit = 'credit.decision'

    def _summary_parts(self, data):
        if self.kind != 'group':
            return super()._summary_parts(data)
        words = {
            'made': self.env._("proposed"), 'active': self.env._("put into force"),
            'ended': self.env._("ended"), 'changed': self.env._("changed"),
            'joined': self.env._("joined"), 'part': self.env._("part of the pool"),
            'left': self.env._("left"), 'asked': self.env._("asked for"),
            'agreed': self.env._("agreed to"), 'refused': self.env._("refused"),
            'withdrawn': self.env._("withdrawn"),
        }
        moved = self._changes(data.get('before') or {}, data.get('after') or {})
        return [data['what'], words[data['act']], *moved, *filter(None, [data.get('reason')])]

    def _changed_model(self):
        if self.kind != 'group':
            return super()._changed_model()
        return self.env['credit.group.member' if self.profile_id else 'credit.group']
