from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import scorings
from ..tools.exact import exact
from ..values import without_defaults

#: What a person says of a draft; all else is the server's.
INPUTS = {
    'name', 'kind', 'company_id', 'description', 'least_coverage', 'best', 'valid_months',
    'factor_ids', 'band_ids',
}


class CreditScorecard(models.Model):
    """One version of a scorecard: factors, weights, bands. Published, it never changes again.

    A root company goes by the shared version of a kind, or by the newest of its own.
    """

    _name = 'credit.scorecard'
    _inherit = ['credit.shared']
    _description = "Scorecard"
    _order = 'kind, company_id, version DESC, id DESC'

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection('_selection_kind', required=True)
    company_id = fields.Many2one(
        'res.company', index=True, domain=[('parent_id', '=', False)], ondelete='cascade',
        default=lambda self: self.env.company.root_id,
        help="Empty: for all companies without a version of their own.")
    version = fields.Integer(readonly=True, copy=False)
    state = fields.Selection(
        [('draft', "Draft"), ('published', "In Force"), ('replaced', "Replaced")],
        default='draft', required=True, readonly=True, copy=False)
    description = fields.Text(translate=True)
    least_coverage = fields.Float(
        string="Least Coverage (%)", digits=(5, 1),
        help="If less than this is known, no grade is better than C.")
    best = fields.Integer(string="Best Rating", default=10, help="Ratings run from 1 to this.")
    valid_months = fields.Integer(
        string="Valid For (Months)", default=18,
        help="What was rated, or ended, longer ago than this counts no more.")
    factor_ids = fields.One2many(
        'credit.scorecard.factor', 'scorecard_id', string="Factors", copy=True)
    band_ids = fields.One2many('credit.scorecard.band', 'scorecard_id', string="Bands", copy=True)
    editor_id = fields.Many2one('res.users', string="Changed By", readonly=True, copy=False)
    publisher_id = fields.Many2one('res.users', string="Published By", readonly=True, copy=False)
    published_on = fields.Date(readonly=True, copy=False)
    fault = fields.Char(string="Before It Can Be Published", compute='_compute_fault')
    weight_sum = fields.Float(string="Weights Together", compute='_compute_fault', digits=(8, 3))

    _version_once = models.UniqueIndex(
        '(COALESCE(company_id, 0), kind, version)', "There is such a version already.")
    _scale = models.Constraint('CHECK (best BETWEEN 2 AND 100)', "A scale has 2 to 100 steps.")
    _part = models.Constraint(
        'CHECK (least_coverage BETWEEN 0 AND 100)', "Coverage is a share from 0 to 100 %.")
    _months = models.Constraint('CHECK (valid_months >= 0)', "Months are 0 (for ever) or more.")

    @api.model
    def _selection_kind(self):
        words = {
            'characteristic': self.env._("Characteristics"),
            'five_c': self.env._("Five C"),
            'z_public': self.env._("Z of listed makers"),
            'z_private': self.env._("Z′ of other makers"),
            'z_other': self.env._("Z″ of all other firms"),
            'bathory': self.env._("Bathory"),
            'working_assets': self.env._("Working assets"),
            'bureau': self.env._("Bureau scores"),
            'payment': self.env._("Payment behaviour"),
            'composite': self.env._("Composite grade"),
        }
        return [(kind, words[kind]) for kind in scorings.KINDS]

    # === COMPUTE === #

    @api.depends('name', 'version')
    def _compute_display_name(self):
        for card in self:
            card.display_name = self.env._(
                "%(card)s, version %(version)s", card=card.name or '', version=card.version)

    @api.depends('kind', 'factor_ids.weight', 'factor_ids.code', 'band_ids.upto', 'band_ids.code')
    @api.depends_context('lang')
    def _compute_fault(self):
        for card in self:
            code = card.kind and scorings.refusal(card._card())
            card.fault = code and card._fault_words(code)
            card.weight_sum = sum(card.factor_ids.mapped('weight'))

    def _fault_words(self, code):
        needed = ', '.join(scorings.KINDS[self.kind] or ())
        return {
            'negative': self.env._("A weight is below 0. Give 0 to what shall not count."),
            'no_weight': self.env._("Nothing has a weight. Give at least one factor some."),
            'factors': self.env._(
                "This kind has exactly these factors: %(codes)s.", codes=needed),
            'order': self.env._("The bounds of the bands have to grow from the lowest band on."),
            'twice': self.env._("Two bands have the same code."),
            'zones': self.env._(
                "This kind has exactly these bands, from the lowest: %(codes)s.",
                codes=', '.join(scorings.ZONES)),
            'grades': self.env._("This kind has exactly these bands, from the lowest: E, D, C, B, A."),
            'no_bands': self.env._("This kind needs at least two bands."),
        }[code]

    # === CRUD: a published version never changes === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [
                {name: value for name, value in vals.items() if name in INPUTS}
                for vals in vals_list]
        barred = set() if self.env.su else set(self._fields) - INPUTS
        cards = super(CreditScorecard, without_defaults(self, barred)).create(vals_list)
        for card_sudo in cards.sudo():
            if not card_sudo.version:
                card_sudo.version = card_sudo._next_version()
            if not self.env.su:
                card_sudo.editor_id = self.env.uid
        return cards

    def _next_version(self):
        last = self.sudo().search([
            ('kind', '=', self.kind), ('company_id', '=', self.company_id.id),
            ('id', '!=', self.id)], order='version DESC', limit=1)
        return last.version + 1

    def write(self, vals):
        if not self.env.su:
            self._check_draft()
            if others := set(vals) - INPUTS:
                raise UserError(self.env._(
                    "%(names)s of a scorecard are set by its buttons.",
                    names=', '.join(sorted(others))))
        res = super().write(vals)
        if not self.env.su:
            self.sudo().editor_id = self.env.uid
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._check_draft()

    def _check_draft(self):
        if fixed := self.sudo().filtered(lambda card: card.state != 'draft'):
            raise UserError(self.env._(
                "%(card)s was published, and scores were given by it, so it stays as it is. Make a"
                " new version of it.", card=fixed[0].display_name))

    # === PUBLISHED === #

    def action_publish(self):
        """Let a draft be what scores are given by; somebody who did not write it does that."""
        for card in self:
            card.check_access('write')
            card._check_draft()
            card._check_shared()
            card_sudo = card.sudo()
            card_sudo.lock_for_update()
            if card.fault:
                raise UserError(card.fault)
            card_sudo._check_publisher(self.env.user)
            card_sudo._log_published()
            card_sudo._published().state = 'replaced'
            card_sudo.write({
                'state': 'published', 'publisher_id': self.env.uid,
                'published_on': self.env.company._credit_today(),
            })
            self.env['credit.score']._rescore_all(card_sudo.company_id)
        return True

    def _check_publisher(self, user):
        alone = (self.company_id or self.env.company).credit_single_approver
        if user == self.editor_id and not alone:
            raise AccessError(self.env._(
                "You changed it last, so another credit manager publishes it."))

    def _published(self):
        """Return the version that this one takes the place of."""
        return self.search([
            ('kind', '=', self.kind), ('company_id', '=', self.company_id.id),
            ('state', '=', 'published'), ('id', '!=', self.id)])

    def _log_published(self):
        before = self._published()
        self.env['credit.decision'].sudo()._log(
            'setting', company=self.company_id or self.env.company, payload={
                'what': 'scorecard', 'kind': self.kind, 'version': self.version,
                'shared': not self.company_id, 'editor': self.editor_id.id or None,
                'before': before._plain() if before else None, 'after': self._plain(),
            })

    def _plain(self):
        """Return the version as plain values for the log."""
        return {
            'version': self.version, 'least_coverage': self.least_coverage, 'best': self.best,
            'valid_months': self.valid_months,
            'weights': {factor.code: factor.weight for factor in self.factor_ids},
            'bands': [[band.code, band.upto, band.is_inclusive, band.part]
                      for band in self.band_ids],
        }

    def action_new_version(self):
        """Copy a version as a draft: of the company's own, or for the company one works in."""
        self.ensure_one()
        card = self.create({
            **self.copy_data({'company_id': (self.company_id or self.env.company.root_id).id})[0],
            'name': self.name})
        for old, new in (*zip(self.factor_ids, card.factor_ids, strict=True),
                         *zip(self.band_ids, card.band_ids, strict=True)):
            old.copy_translations(new)
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': card.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    # === READ === #

    @api.model
    def _in_force(self, company):
        """Return ``{kind: scorecard}`` of a company, as superuser: its own, else the shared ones."""
        root = company.sudo().root_id
        cards_sudo = self.sudo().search([
            ('state', '=', 'published'), ('company_id', 'in', (False, root.id))])
        # Shared ones first, so that the company's own take their place.
        return {card.kind: card for card in cards_sudo.sorted(lambda card: bool(card.company_id))}

    def _card(self):
        """Return the `tools.scorings.Card`."""
        self.ensure_one()
        bands = self.band_ids.sorted('sequence')
        return scorings.Card(
            self.kind, {factor.code: exact(factor.weight) for factor in self.factor_ids
                        if factor.code},
            tuple(scorings.Band(band.code, exact(band.upto), band.is_inclusive, exact(band.part))
                  for band in bands),
            exact(self.least_coverage) / 100 if self.least_coverage else None, self.best or 10)

    def _factor_names(self):
        return {factor.code: factor.name for factor in self.factor_ids}

    def _band_names(self):
        return {band.code: band.name for band in self.band_ids}
