from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .credit_score import GRADES

#: Who has no grade counts as a C, here as in every other place.
UNGRADED_AS = 'C'


class CreditGradeProposal(models.Model):
    """Another grade that scores propose; a person takes it over, or keeps the present one."""

    _name = 'credit.grade.proposal'
    _inherit = ['credit.by.server']
    _description = "Proposed Grade"
    _order = 'id DESC'

    profile_id = fields.Many2one(
        'credit.profile', string="Credit Page", required=True, readonly=True, index=True,
        ondelete='cascade')
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    score_id = fields.Many2one(
        'credit.score', required=True, readonly=True, index=True, ondelete='cascade')
    present = fields.Selection(GRADES, string="Grade Then", readonly=True)
    wanted = fields.Selection(GRADES, string="Proposed", required=True, readonly=True)
    is_worse = fields.Boolean(string="Worse", readonly=True)
    state = fields.Selection(
        [('open', "Waiting"), ('applied', "Taken Over"), ('kept', "Grade Kept"),
         ('overtaken', "Overtaken")],
        default='open', required=True, readonly=True)
    points = fields.Float(related='score_id.points')
    coverage = fields.Float(related='score_id.coverage')
    caps_text = fields.Char(related='score_id.caps_text')
    proposed_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one('res.users', string="Whose Turn", readonly=True)
    decide_by = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one('res.users', readonly=True)
    decided_at = fields.Datetime(readonly=True)
    reason = fields.Char(readonly=True)
    may_decide = fields.Boolean(compute='_compute_may_decide')
    why_not = fields.Char(string="Why You Cannot", compute='_compute_may_decide')

    _one_open = models.UniqueIndex(
        "(profile_id) WHERE state = 'open'", "Another grade is proposed already.")
    _worse_idx = models.Index("(id) WHERE state = 'open' AND is_worse")

    @api.model
    def _by_server_words(self):
        return {
            'create': self.env._("Grades are proposed by scores. Rate the customer instead."),
            'write': self.env._("A proposed grade moves by its buttons: Take Over, Keep Present."),
            'unlink': self.env._("What was proposed and decided is kept."),
        }

    @api.depends('profile_id', 'present', 'wanted')
    def _compute_display_name(self):
        for proposal in self:
            proposal.display_name = self.env._(
                "%(customer)s: grade %(present)s → %(wanted)s",
                customer=proposal.sudo().partner_id.display_name,
                present=proposal.present or '–', wanted=proposal.wanted)

    @api.depends_context('uid', 'lang')
    @api.depends('state', 'score_id')
    def _compute_may_decide(self):
        for proposal in self:
            why = proposal.state == 'open' and proposal._refusal()
            proposal.why_not = why
            proposal.may_decide = proposal.state == 'open' and not why

    # === PROPOSED === #

    @api.model
    def _settle(self, profiles, scores):
        """Propose what the last composite scores say; what says nothing new any more is overtaken.

        Whoever kept the present grade is not asked again until the scores say another one.

        :param scores: ``{profile id: last composite score}``
        """
        own_sudo = self.sudo()
        waiting = {each.profile_id.id: each for each in own_sudo.search(
            [('profile_id', 'in', profiles.ids), ('state', '=', 'open')])}
        kept = own_sudo._last_kept(profiles)
        news = []
        for profile_sudo in profiles.sudo():
            score, open_one = scores.get(profile_sudo.id), waiting.get(profile_sudo.id)
            wanted, present = score and score.grade, profile_sudo.grade
            if open_one and (open_one.wanted, open_one.present) == (wanted, present):
                continue
            if open_one:
                open_one._close('overtaken')
            if not wanted or wanted == present or kept.get(profile_sudo.id) == (present, wanted):
                continue
            news.append(own_sudo._proposed(profile_sudo, score, wanted))
        # The one that was open is closed in the table before another is.
        own_sudo.flush_model()
        return own_sudo.create(news)

    @api.model
    def _last_kept(self, profiles):
        """Return ``{profile id: (grade, proposed)}`` of whom the present grade was kept last."""
        found = {}
        for proposal in self.search([
                ('profile_id', 'in', profiles.ids), ('state', 'in', ('kept', 'applied'))], order='id'):
            found[proposal.profile_id.id] = proposal.state == 'kept' and (
                proposal.present, proposal.wanted)
        return found

    def _proposed(self, profile_sudo, score, wanted):
        company = profile_sudo.company_id
        is_worse = wanted > (profile_sudo.grade or UNGRADED_AS)
        return {
            'profile_id': profile_sudo.id, 'company_id': company.id, 'score_id': score.id,
            'present': profile_sudo.grade, 'wanted': wanted, 'is_worse': is_worse,
            'user_id': profile_sudo.user_id.id if is_worse else False,
            'decide_by': company._credit_decide_by() if is_worse else False,
        }

    # === DECIDED === #

    def _refusal(self):
        """Return why the user may not take it over, or None."""
        self.ensure_one()
        proposal_sudo = self.sudo()
        if not self.env.user.has_group('credit_management.credit_management_group_manager'):
            return self.env._("Grades are set by credit managers. Ask one of them.")
        company = proposal_sudo.company_id
        if proposal_sudo.partner_id.user_id == self.env.user and not company.credit_single_approver:
            return self.env._(
                "%(customer)s is your own sales customer; another manager decides on the credit.",
                customer=proposal_sudo.partner_id.display_name)
        if (not proposal_sudo.is_worse and not company.credit_single_approver
                and self.env.user in proposal_sudo._raters()):
            return self.env._(
                "You rated this customer, so another credit manager gives him a better grade.")
        return None

    def _raters(self):
        """Return who rated what the composite score was made of."""
        last = self.env['credit.score']._latest(self.profile_id, ['characteristic'])
        return self.env['res.users'].union(*(score.user_id for score in last.values()))

    def action_apply(self):
        """Give the customer the proposed grade, in the name of whoever decides."""
        for proposal in self:
            proposal_sudo = proposal._checked()
            proposal_sudo._close('applied', self.env.uid)
            proposal.profile_id.write({
                'grade': proposal_sudo.wanted,
                'limit_reason': self.env._(
                    "Grade by scores: %(points)s points, %(coverage)s %% known.",
                    points=f'{proposal_sudo.points:g}', coverage=f'{proposal_sudo.coverage:g}'),
            })
        return True

    def action_keep(self, reason):
        """Keep the present grade; `reason` says why, and the log keeps it."""
        reason = self.env['credit.asked']._text('reason', reason or '').strip()
        if not reason:
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        for proposal in self:
            proposal_sudo = proposal._checked()
            proposal_sudo._close('kept', self.env.uid, reason)
            self.env['credit.decision'].sudo()._log(
                'score', profile=proposal_sudo.profile_id, payload={
                    'action': 'kept', 'grade': proposal_sudo.present or None,
                    'proposed': proposal_sudo.wanted, 'points': proposal_sudo.points,
                    'reason': reason,
                })
        return True

    def _checked(self):
        """Return `self` in sudo, locked and still open, if the user may decide."""
        self.ensure_one()
        self.check_access('read')
        if why := self._refusal():
            raise AccessError(why)
        proposal_sudo = self.sudo()
        proposal_sudo.lock_for_update()
        proposal_sudo.invalidate_recordset(['state'])
        if proposal_sudo.state != 'open':
            states = dict(self._fields['state']._description_selection(self.env))
            raise UserError(self.env._(
                "%(proposal)s was decided already (%(state)s).", proposal=self.display_name,
                state=states[proposal_sudo.state]))
        return proposal_sudo

    def _close(self, state, user_id=False, reason=False):
        self.write({
            'state': state, 'decided_by_id': user_id, 'decided_at': fields.Datetime.now(),
            'reason': reason})

    def action_keep_dialog(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Keep the Present Grade"),
            'res_model': 'credit.grade.keep', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_proposal_id': self.id},
        }
