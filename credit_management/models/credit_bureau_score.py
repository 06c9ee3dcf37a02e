from odoo import api, fields, models

from ..tools import bureau_lists as lists
from ..tools import bureau_scales
from ..tools.bureau_ages import age_state


class CreditBureauScore(models.Model):
    """A score as the bureau gave it, kept for ever; grade and number are derived from it."""

    _name = 'credit.bureau.score'
    _inherit = ['credit.bureau.line']
    _description = "Credit Bureau Score"
    _rec_name = 'code'

    # === As it came === #
    code = fields.Char(required=True, readonly=True)
    dimension = fields.Selection(
        lambda self: self.env['credit.bureau.scale']._selection_dimension(), readonly=True
    )
    raw = fields.Char(string="Value", readonly=True)
    raw_min = fields.Char(readonly=True)
    raw_max = fields.Char(readonly=True)
    direction = fields.Selection(
        [('higher_better', "Higher is better"), ('lower_better', "Lower is better")], readonly=True
    )
    model = fields.Char(string="Bureau's Model", readonly=True)
    date = fields.Date(string="Scored on", readonly=True)
    state = fields.Selection(
        selection=[
            ('rated', "Rated"),
            ('not_rated', "Not rated"),
            ('not_applicable', "Not applicable"),
            ('withheld', "Withheld"),
        ],
        readonly=True,
    )
    overrides = fields.Char(readonly=True, help="Why the bureau set the score by hand.")
    pd = fields.Float(
        string="Probability of Default", digits=(12, 8), readonly=True, help="0 to 1, stated."
    )
    has_pd = fields.Boolean(readonly=True)
    pd_horizon_months = fields.Integer(readonly=True)

    # === Derived === #
    scale_id = fields.Many2one('credit.bureau.scale', readonly=True, ondelete='set null')
    map_version = fields.Integer(
        string="Table", readonly=True, help="Version of the scale's table that gave the grade."
    )
    grade = fields.Selection(
        selection=[*[(grade, grade) for grade in lists.GRADES], ('nr', "Not rated")], readonly=True
    )
    norm = fields.Float(
        string="1-100", digits=(5, 1), readonly=True, help="Higher is safer, on every scale."
    )
    flag = fields.Selection([('alert', "Alert"), ('stop', "Stop")], readonly=True)
    label = fields.Char(compute='_compute_label', string="Score")
    age_state = fields.Selection(
        [('fresh', "Fresh"), ('ageing', "Ageing"), ('stale', "Stale")], compute='_compute_age_state'
    )
    gauge = fields.Json(compute='_compute_gauge')

    _partner_idx = models.Index('(partner_id, bureau_id) WHERE is_current')
    _code_idx = models.Index('(bureau_id, code)')

    # === COMPUTE === #

    @api.depends('scale_id.name', 'code')
    def _compute_label(self):
        for score in self:
            score.label = score.scale_id.name or score.code

    @api.depends('as_of', 'bureau_id.score_days')
    def _compute_age_state(self):
        for score in self:
            today = score.company_id._credit_today() if score.company_id else None
            score.age_state = today and age_state(score.as_of, score.bureau_id.score_days, today)

    @api.depends('raw', 'grade', 'scale_id.table_text', 'as_of')
    def _compute_gauge(self):
        for score in self:
            scale = score.scale_id
            score.gauge = {
                'label': score.label, 'raw': score.raw or None, 'grade': score.grade or None,
                'direction': score.direction, 'norm': score.norm if score.grade != 'nr' else None,
                'minimum': scale.minimum, 'maximum': scale.maximum,
                'bands': [band._values() for band in scale.band_ids],
                'verified': scale.is_verified, 'age': score.age_state or None,
                'flag': score.flag or None, 'dimension': score.dimension or None,
                'state': score.state or None,
            }

    # === BUSINESS === #

    @api.model
    def _prepare(self, row, common):
        """Return the values of one row of section `scores`."""
        return {
            **common, 'code': row['code'], 'dimension': row['dimension'],
            'raw': row.get('raw'), 'raw_min': _text(row.get('raw_min')),
            'raw_max': _text(row.get('raw_max')), 'direction': row['direction'],
            'model': row.get('model'), 'date': row.get('date'), 'state': row['state'],
            'overrides': '; '.join(row.get('overrides') or []) or False,
            'pd': float(row.get('pd') or 0.0), 'has_pd': row.get('pd') is not None,
            'pd_horizon_months': row.get('pd_horizon_months') or 0,
        }

    @api.model
    def _grading(self, values, scales):
        """Return what is derived from a score's `values` by the `scales` in force."""
        known = scales.get((values['bureau_id'], values['code']))
        if not known:
            return {'grade': 'nr', 'norm': 0.0, 'flag': False, 'scale_id': False, 'map_version': 0}
        scale_id, version, table = known
        derived = bureau_scales.derive(values, table)
        return {
            'grade': derived.grade, 'norm': derived.norm or 0.0, 'flag': derived.flag or False,
            'scale_id': scale_id, 'map_version': version,
        }

    def _derive(self):
        """Grade these scores by the tables of today; what the bureau said stays."""
        scales = self.env['credit.bureau.scale'].sudo().search([
            ('bureau_id', 'in', self.bureau_id.ids)
        ])._in_force()
        for score in self:
            derived = self._grading({
                'bureau_id': score.bureau_id.id, 'code': score.code, 'state': score.state,
                'raw': score.raw or None, 'raw_min': score.raw_min or None,
                'raw_max': score.raw_max or None, 'direction': score.direction,
            }, scales)
            score.write(derived)

    def _tell_profiles(self):
        """Alarms and grades may have changed: look again at those whom it concerns."""
        current = self.filtered(lambda score: score.is_current and score.partner_id)
        self.env['credit.bureau.report'].sudo()._settle(
            {(score.company_id.id, score.bureau_id.id, score.partner_id.id) for score in current}
        )


def _text(value):
    return None if value is None else str(value)
