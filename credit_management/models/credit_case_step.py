from odoo import models


class CreditRpmStep(models.Model):
    """A step of monitoring that reviews a customer opens his case."""

    _inherit = 'credit.rpm.step'

    def _complete(self, outcome, touch=None, letter=None, note=None, day=None):
        done_sudo = super()._complete(outcome, touch, letter, note, day)
        reviewed = done_sudo.filtered(lambda done: 'open_case' in (done.effects or '').split(','))
        for profile, own in reviewed.grouped('profile_id').items():
            lines = own.move_line_id.filtered(lambda line: line.amount_residual > 0)
            if lines:
                self.env['credit.case']._open(profile, lines, 'step', touch)
        return done_sudo
