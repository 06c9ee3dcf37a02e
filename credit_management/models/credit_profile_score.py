from odoo import api, fields, models

from .credit_profile import FIGURES
from .credit_score import GRADES
from .credit_score_due import EVENTS


class CreditProfile(models.Model):
    """A customer's scores, and the grade that they propose."""

    _inherit = 'credit.profile'

    score_ids = fields.One2many('credit.score', 'profile_id', groups=FIGURES)
    latest_score_ids = fields.One2many(
        'credit.score', compute='_compute_latest_score_ids', string="Latest Scores", groups=FIGURES)
    grade_proposal_id = fields.Many2one(
        'credit.grade.proposal', compute='_compute_grade_proposal_id', groups=FIGURES)
    proposed_grade = fields.Selection(
        GRADES, compute='_compute_grade_proposal_id', groups=FIGURES)

    def _compute_latest_score_ids(self):
        scores = self.env['credit.score']
        order = {kind: number for number, (kind, _name) in enumerate(
            reversed(self.env['credit.scorecard']._selection_kind()))}
        last = scores._latest(self)
        for profile in self:
            own = [score for (profile_id, _kind), score in last.items() if profile_id == profile.id]
            profile.latest_score_ids = scores.browse(
                [score.id for score in sorted(own, key=lambda score: order[score.kind])])

    def _compute_grade_proposal_id(self):
        waiting = {each.profile_id.id: each for each in self.env['credit.grade.proposal'].search(
            [('profile_id', 'in', self.ids), ('state', '=', 'open')])}
        for profile in self:
            profile.grade_proposal_id = waiting.get(profile.id)
            profile.proposed_grade = profile.grade_proposal_id.wanted

    @api.model
    def _notify(self, event, profiles, origin):
        res = super()._notify(event, profiles, origin)
        if event in EVENTS and profiles:
            self.env['credit.score.due'].sudo()._append(profiles)
        return res

    def write(self, vals):
        res = super().write(vals)
        if 'grade' in vals:
            scores = self.env['credit.score']._latest(self, ['composite'])
            self.env['credit.grade.proposal']._settle(
                self, {profile_id: score for (profile_id, _kind), score in scores.items()})
        return res

    def action_rate(self):
        """Open the dialog that rates the customer's characteristics."""
        self.ensure_one()
        return self._score_page('credit.score.rate', self.env._("Rate %(customer)s", customer=(
            self.display_name)))

    def action_open_scores(self):
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id('credit_management.credit_score_action'),
            'domain': [('profile_id', '=', self.id)],
        }

    def _score_page(self, model, name):
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'name': name, 'res_model': model, 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'current',
            'context': {'default_profile_id': self.id},
        }

    def action_suggest_limit(self):
        """Open the page that suggests a limit, method by method."""
        self.ensure_one()
        return self._score_page('credit.limit.suggestion', self.env._("Suggested Limit"))

    def action_try_score(self):
        """Open the page where any input may be changed, and nothing is kept."""
        self.ensure_one()
        return self._score_page('credit.score.try', self.env._("What If"))
