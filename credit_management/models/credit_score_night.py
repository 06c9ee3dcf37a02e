from odoo import api, models
from odoo.tools import SQL

from ..tools.scorings import FINANCIAL

#: Customers that are scored and committed in one go.
BATCH = 500


class CreditScore(models.Model):
    """Scores by what is in the books: by night and after events, kept only where they changed."""

    _inherit = 'credit.score'

    @api.model
    def _cron_night(self):
        """Score who waits, then all customers once a day of their company; may stop anywhere."""
        failure = self.env['credit.failure']
        roots = self.env['res.company'].sudo().search([('parent_id', '=', False)], order='id')
        if failure._in_turn('scores', roots, self._score_due):
            failure._in_turn('scores', roots, self._score_company)

    def _score_due(self, root):
        """Score the customers of a company who wait; yield after each batch."""
        due = self.env['credit.score.due'].sudo()
        while waiting := due.search([('profile_id.company_id', '=', root.id)], limit=BATCH):
            profiles = waiting.profile_id
            self._score(profiles.filtered('active'))
            due.search([('profile_id', 'in', profiles.ids)]).unlink()
            yield

    def _score_company(self, root):
        """Score all customers of a company; go on where the last round stopped."""
        today = root._credit_today()
        if root.credit_scored_on == today:
            return
        lateness = self._lateness(root)
        while root.credit_scored_on != today:
            profiles = self.env['credit.profile'].sudo().search([
                ('company_id', '=', root.id), ('id', '>', root.credit_scored_upto),
            ], order='id', limit=BATCH)
            self._score(profiles, lateness)
            is_last = len(profiles) < BATCH
            self._note_place(root, 0 if is_last else profiles[-1].id, today if is_last else None)
            if not is_last:
                yield

    @api.model
    def _note_place(self, roots, upto, day=None, anew=False):
        """Keep how far it got; `anew`: nothing of today counts as done."""
        # By SQL: writing a company clears what Odoo keeps of all of them.
        self.env.cr.execute(SQL(
            "UPDATE res_company SET credit_scored_upto = %s, credit_scored_on = CASE WHEN %s"
            " THEN NULL ELSE COALESCE(%s::date, credit_scored_on) END WHERE id = ANY(%s)",
            upto, anew, day, roots.ids))
        roots.invalidate_recordset(['credit_scored_upto', 'credit_scored_on'])

    @api.model
    def _score(self, profiles, lateness=None):
        """Keep the scores of these customers that differ from what was kept last; propose grades.

        :param lateness: see `_lateness`; None: read it
        """
        kept = self.sudo().browse()
        for company, own_sudo in profiles.sudo().grouped('company_id').items():
            cards = self.env['credit.scorecard']._in_force(company)
            late = self._lateness(
                company, own_sudo.partner_id if len(own_sudo) == 1 else None) if (
                    lateness is None) else lateness
            known, last = self._known(own_sudo, cards, late), self._latest(own_sudo)
            kept += self.sudo().create([
                values for profile in own_sudo
                for values in self._changed(profile, cards, known[profile], last)])
            self.env['credit.grade.proposal']._settle(own_sudo, {
                score.profile_id.id: score for score in self._latest(
                    own_sudo, ['composite']).values()})
        return kept

    @api.model
    def _changed(self, profile, cards, known, last):
        """Yield the values of a customer's scores that say something else than the last ones."""
        for kind, outcome in self._outcomes(cards, known).items():
            before = last.get((profile.id, kind))
            if outcome.value is None and not outcome.band and not before:
                continue
            year_end = known.accounts.year_end if kind in FINANCIAL else None
            values = self._values_of(profile, cards[kind], outcome, year_end=year_end)
            if not before or before.digest != values['digest']:
                yield values

    @api.model
    def _rescore_all(self, company):
        """Let the next round score everybody of a company (empty: of all) by the cards of today."""
        companies = company or self.env['res.company'].sudo().search([('parent_id', '=', False)])
        self._note_place(companies, 0, anew=True)
