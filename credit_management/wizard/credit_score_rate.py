from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import scorings


class CreditScoreRate(models.TransientModel):
    """Rate a customer's characteristics, or the five C: score and coverage move with each rating."""

    _name = 'credit.score.rate'
    _description = "Rate a Customer"
    _rec_name = 'profile_id'

    profile_id = fields.Many2one('credit.profile', string="Customer", required=True, readonly=True)
    kind = fields.Selection(
        [('characteristic', "Characteristics"), ('five_c', "Five C")], string="By",
        default='characteristic', required=True)
    scorecard_id = fields.Many2one('credit.scorecard', compute='_compute_scorecard_id')
    best = fields.Integer(related='scorecard_id.best')
    line_ids = fields.One2many(
        'credit.score.rate.line', 'rate_id', compute='_compute_line_ids', store=True,
        readonly=False, string="Ratings")
    note = fields.Text(string="Remark")
    points = fields.Float(string="Score (%)", compute='_compute_points', digits=(5, 2))
    has_points = fields.Boolean(compute='_compute_points')
    coverage = fields.Float(string="Known (%)", compute='_compute_points', digits=(5, 1))
    band_text = fields.Char(string="It Says", compute='_compute_points')
    last_text = fields.Char(string="Rated Last", compute='_compute_last_text')

    @api.depends('kind', 'profile_id')
    def _compute_scorecard_id(self):
        for wizard in self:
            wizard.scorecard_id = self.env['credit.scorecard']._in_force(
                wizard.profile_id.sudo().company_id or self.env.company).get(wizard.kind)

    @api.depends('kind', 'profile_id')
    def _compute_line_ids(self):
        """Begin with what was rated last: only what changed is rated anew."""
        for wizard in self:
            last = wizard._last()
            before = {row['code']: row for row in (last.detail or {}).get('factors') or ()}
            wizard.line_ids = [Command.clear(), *(
                Command.create({
                    'code': factor.code, 'name': factor.name, 'group_name': factor.group_name,
                    'weight': factor.weight, 'best': wizard.scorecard_id.best,
                    'rating': int((before.get(factor.code) or {}).get('value') or 0),
                    'note': (before.get(factor.code) or {}).get('note'),
                }) for factor in wizard.scorecard_id.sudo().factor_ids)]

    def _last(self):
        """Return the last score of this kind, as superuser; it may be none."""
        if not self.profile_id:
            return self.env['credit.score'].sudo()
        self.profile_id.check_access('read')
        found = self.env['credit.score']._latest(self.profile_id._origin, [self.kind])
        return next(iter(found.values()), self.env['credit.score'].sudo())

    @api.depends('kind', 'profile_id')
    def _compute_last_text(self):
        for wizard in self:
            last = wizard._last()
            wizard.last_text = bool(last) and self.env._(
                "%(points)s %% on %(day)s by %(user)s", points=f'{last.points:g}', day=last.date,
                user=last.user_id.name)

    @api.depends('line_ids.rating', 'scorecard_id')
    def _compute_points(self):
        for wizard in self:
            found = wizard._outcome()
            wizard.has_points = bool(found and found.points is not None)
            wizard.points = float(found.points) if wizard.has_points else 0.0
            wizard.coverage = float(found.coverage * 100) if found else 0.0
            names = wizard.scorecard_id.sudo()._band_names()
            wizard.band_text = found and (
                self.env['credit.score']._why_words(found.why) or names.get(found.band))

    def _outcome(self):
        if not self.scorecard_id:
            return None
        card = self.scorecard_id.sudo()._card()
        return scorings.by_ratings(card, {
            line.code: line.rating or None for line in self.line_ids
            if line.code in card.weights and 0 <= line.rating <= card.best})

    def action_keep(self):
        """Keep the ratings as a score; the composite grade follows at once."""
        self.ensure_one()
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("Customers are rated by credit people. Ask one of them."))
        self.profile_id.check_access('read')
        self._check_ratings()
        outcome = self._outcome()
        if outcome is None or outcome.points is None:
            raise UserError(self.env._("Nothing is rated yet. Rate at least one factor that counts."))
        scores = self.env['credit.score'].sudo()
        profile_sudo = self.profile_id.sudo()
        scores.create(scores._values_of(
            profile_sudo, self.scorecard_id.sudo(), outcome, user_id=self.env.uid,
            note=self.note or False,
            notes={line.code: line.note for line in self.line_ids if line.note}))
        scores._score(profile_sudo)
        return {
            'type': 'ir.actions.act_window', 'res_model': 'credit.profile',
            'res_id': self.profile_id.id, 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'main',
        }

    def _check_ratings(self):
        """Raise for what a caller sent that no scale has."""
        for line in self.line_ids:
            if not 0 <= line.rating <= self.best:
                raise UserError(self.env._(
                    "%(factor)s is rated %(rating)s. Give 1 to %(best)s, or nothing if it is not"
                    " known.", factor=line.name, rating=line.rating, best=self.best))


class CreditScoreRateLine(models.TransientModel):
    """One factor that is rated; 0 is not known."""

    _name = 'credit.score.rate.line'
    _description = "Rating"
    _order = 'id'

    rate_id = fields.Many2one('credit.score.rate', required=True, ondelete='cascade')
    code = fields.Char(required=True)
    name = fields.Char(string="Factor")
    group_name = fields.Char(string="Group")
    weight = fields.Float(digits=(10, 2))
    best = fields.Integer()
    rating = fields.Integer(help="From 1, poor, to the best; none: not known, and left out.")
    note = fields.Char()
