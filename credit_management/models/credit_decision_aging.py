from odoo import models


class CreditDecision(models.Model):
    """How a decision about an aging grade reads: the step, from which grade to which, and why."""

    _inherit = 'credit.decision'

    def _summary_parts(self, data):
        if self.kind != 'aging_grade':
            return super()._summary_parts(data)
        changes = self.env['credit.aging.grade.change']
        steps = dict(changes._fields['kind']._description_selection(self.env))
        before = data['before']['effective_aging_grade'] or '–'
        after = data['after']['effective_aging_grade'] or '–'
        if before == after:  # nothing changed: what was asked for says more
            wishes = self.env['credit.aging.grade.request']._fields['wanted']
            after = dict(wishes._description_selection(self.env)).get(data['wanted'], after)
        return [steps[data['step']], f'{before} → {after}', data['reason'] or '']
