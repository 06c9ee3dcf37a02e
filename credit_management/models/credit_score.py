import json

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.exact import rounded
from ..tools.scorings import FINANCIAL, RATED

GRADES = [(grade, grade) for grade in 'ABCDE']


class CreditScore(models.Model):
    """What one version of a scorecard made of a customer on a day, with all that went in.

    Kept scores never change: what is known later makes a later score.
    """

    _name = 'credit.score'
    _inherit = ['credit.by.server']
    _description = "Score"
    _order = 'date DESC, id DESC'
    _log_access = False

    profile_id = fields.Many2one(
        'credit.profile', string="Credit Page", required=True, readonly=True, ondelete='cascade')
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    scorecard_id = fields.Many2one(
        'credit.scorecard', required=True, readonly=True, index=True, ondelete='restrict')
    kind = fields.Selection(
        lambda self: self.env['credit.scorecard']._selection_kind(), required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one(
        'res.users', string="Rated By", readonly=True, help="Empty: by what is in the books.")
    value = fields.Float(
        readonly=True, digits=(16, 4), help="In the scorecard's own measure.")
    has_value = fields.Boolean(readonly=True)
    points = fields.Float(readonly=True, digits=(5, 2), aggregator='avg', help="0 to 100.")
    has_points = fields.Boolean(readonly=True)
    coverage = fields.Float(
        string="Known (%)", readonly=True, digits=(5, 1), aggregator='avg',
        help="The weight of what was known, of all weights.")
    band = fields.Char(string="Band's Code", readonly=True)
    band_text = fields.Char(string="It Says", compute='_compute_texts')
    grade = fields.Selection(GRADES, readonly=True)
    uncapped = fields.Selection(GRADES, string="Grade by Points", readonly=True)
    caps = fields.Char(readonly=True)
    caps_text = fields.Char(string="Held Down By", compute='_compute_texts')
    detail = fields.Json(readonly=True)
    factors_html = fields.Html(
        string="Factors", compute='_compute_texts', sanitize=False)
    missing_text = fields.Char(string="Not Known", compute='_compute_texts')
    source = fields.Char(compute='_compute_texts')
    note = fields.Text(readonly=True)
    digest = fields.Char(readonly=True)

    _profile_idx = models.Index('(profile_id, kind, id DESC)')
    _grade_idx = models.Index("(company_id, kind, date)")

    @api.model
    def _by_server_words(self):
        words = self.env._(
            "Scores are kept as they were given. Rate the customer anew: the new score counts.")
        return {'create': words, 'write': words, 'unlink': words}

    def write(self, vals):
        # Not even the server changes what was kept.
        raise UserError(self._by_server_words()['write'])

    # === SHOWN === #

    @api.depends('scorecard_id', 'date')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for score in self:
            score.display_name = f'{kinds.get(score.kind, "")} {score.date or ""}'.strip()

    @api.depends_context('lang')
    @api.depends('detail', 'band', 'caps')
    def _compute_texts(self):
        for score in self:
            names, detail = score.scorecard_id._factor_names(), score.detail or {}
            score.band_text = score._why_words(detail.get('why')) or (
                score.scorecard_id._band_names().get(score.band) or score.band or False)
            score.caps_text = ', '.join(
                self._cap_words()[cap] for cap in (score.caps or '').split(',') if cap) or False
            score.missing_text = ', '.join(score._missing_names(detail, names)) or False
            score.factors_html = score._factors_table(detail, names)
            score.source = score._source_words(detail)

    def _missing_names(self, detail, names):
        """Return what was not told, by name: entries of accounts or factors of the card."""
        names = {**dict(self.env['credit.annual.accounts.line']._selection_entry()), **names}
        return [names.get(code, code) for code in detail.get('missing') or ()]

    def _source_words(self, detail):
        """Return where the figures come from."""
        if self.kind in RATED:
            return self.env._("Rated by a person")
        if day := detail.get('year_end'):
            return self.env._("Accounts of the year ended %(day)s", day=day)
        return {
            'payment': self.env._("Journal items, promises and disputes of twelve months"),
            'bureau': self.env._("Bureau reports that are not stale"),
            'composite': self.env._("The latest scores"),
        }.get(self.kind)

    def _why_words(self, why):
        """Return why there is no value, or none to rely on."""
        return why and {
            'coverage': self.env._("Too little is known: no grade better than C."),
            'days': self.env._("Nothing was paid or late in a year, so it says nothing."),
            'no_equity': self.env._("No equity: no credit."),
            'no_working_assets': self.env._("No working assets: no credit."),
            'no_short_debt': self.env._("No short-term debts: the most is given."),
            'no_assets': self.env._("No assets, so it says nothing."),
            'no_debts': self.env._("No debts, so it says nothing."),
            'no_working_capital': self.env._("No working capital, so it says nothing."),
        }[why]

    @api.model
    def _cap_words(self):
        return {
            'coverage': self.env._("less than half is known"),
            'characteristics': self.env._("too few characteristics are rated"),
            'alert': self.env._("danger signals: alert"),
            'stop': self.env._("danger signals: stop"),
            'hard_stop': self.env._("blocked, or a bureau says stop"),
            'new': self.env._("a customer of less than a year"),
            'fraud': self.env._("the fraud checklist"),
        }

    def _factors_table(self, detail, names):
        """Return the factors as a table: what went in, what it gave, how much it weighs."""
        names = {**names, 'assets': self.env._("Working assets"),
                 'value': self.env._("Working asset value"),
                 'share': self.env._("Share given (%)")}
        rows = Markup().join(
            Markup("<tr><td>%s</td><td class='text-end'>%s</td><td class='text-end'>%s</td>"
                   "<td class='text-end'>%s</td><td>%s</td></tr>") % (
                names.get(row['code'], row['code']),
                *(_figure(row.get(name)) for name in ('value', 'points', 'weight')),
                row.get('note') or '')
            for row in detail.get('factors') or ())
        if not rows:
            return False
        head = Markup().join(
            Markup("<th class='%s'>%s</th>") % (style, title) for style, title in (
                ('', self.env._("Factor")), ('text-end', self.env._("Input")),
                ('text-end', self.env._("Points")), ('text-end', self.env._("Weight")),
                ('', self.env._("Note"))))
        return Markup("<table class='table table-sm'><thead><tr>%s</tr></thead>"
                      "<tbody>%s</tbody></table>") % (head, rows)

    # === KEPT === #

    @api.model
    def _values_of(self, profile, card, outcome, notes=None, year_end=None, **more):
        """Return the values of a score.

        :param card: `credit.scorecard`; :param outcome: `tools.scorings.Outcome`
        :param more: user_id, note
        :param notes: ``{factor: text}``; :param year_end: of the accounts it comes from
        """
        detail = {
            'factors': [{
                'code': factor.code, 'value': rounded(factor.value, 4),
                'points': rounded(factor.points, 4), 'weight': rounded(factor.weight, 4),
                **({'note': notes[factor.code]} if (notes or {}).get(factor.code) else {}),
            } for factor in outcome.factors],
            'missing': list(outcome.missing), 'why': outcome.why,
            **({'year_end': str(year_end)} if year_end else {}),
        }
        is_grade = card.kind == 'composite'
        values = {
            'profile_id': profile.id, 'company_id': profile.company_id.id,
            'scorecard_id': card.id, 'kind': card.kind,
            'date': profile.company_id._credit_today(),
            'value': rounded(outcome.value, 4) or 0.0, 'has_value': outcome.value is not None,
            'points': rounded(outcome.points) or 0.0, 'has_points': outcome.points is not None,
            'coverage': rounded(outcome.coverage * 100, 1), 'band': outcome.band or False,
            'grade': outcome.band if is_grade and outcome.band else False,
            'uncapped': outcome.uncapped or False, 'caps': ','.join(outcome.caps) or False,
            'detail': detail, **more,
        }
        return {**values, 'digest': self._digest_of(values)}

    @api.model
    def _digest_of(self, values):
        """Return what has to differ for a later score to be worth keeping: whole points, no decimals.

        So a day more of being late is no new score, a point less is.
        """
        return json.dumps([
            values['scorecard_id'], values['band'], values['caps'], values['has_value'],
            round(values['points']) if values['has_points'] else None, round(values['coverage']),
            round(values['value'], 2) if values['kind'] in FINANCIAL else None,
            values['detail']['why'], values['detail']['missing'],
            [[row['code'], None if row['points'] is None else round(row['points'])]
             for row in values['detail']['factors']],
        ])

    @api.model
    def _latest(self, profiles, kinds=None):
        """Return ``{(profile id, kind): score}``, the last kept of each, as superuser."""
        if not profiles:
            return {}
        self.flush_model()
        rows = self.env.execute_query(SQL(
            """SELECT DISTINCT ON (profile_id, kind) profile_id, kind, id FROM credit_score
                WHERE profile_id = ANY(%s) AND %s ORDER BY profile_id, kind, id DESC""",
            profiles.ids, SQL("kind = ANY(%s)", list(kinds)) if kinds else SQL("TRUE")))
        scores = {score.id: score for score in self.sudo().browse([row[2] for row in rows])}
        return {(profile_id, kind): scores[score_id] for profile_id, kind, score_id in rows}


def _figure(value):
    return '–' if value is None else f'{value:,.2f}'.rstrip('0').rstrip('.')
