from markupsafe import escape
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..exposure.in_transit import InTransit
from .credit_profile import FIGURES

ACTIVITY = 'credit_management.mail_activity_match'
#: Components of the exposure that are money nobody matched.
UNMATCHED = ('unallocated', 'payment_in_transit', 'bank_in_transit')


class CreditProfile(models.Model):
    """Money that is here and not matched: who may matches it, who may not asks for it, once."""

    _inherit = 'credit.profile'

    doubtful_money = fields.Monetary(
        compute='_compute_unmatched', groups=FIGURES,
        help="Bank lines whose payer has the customer's name: they count when they are matched.",
    )
    unmatched = fields.Monetary(compute='_compute_unmatched', groups=FIGURES)
    match_asked = fields.Char(compute='_compute_match_asked', groups=FIGURES)

    # === COMPUTE === #

    @api.depends('gauge')
    def _compute_unmatched(self):
        doubtful = self._doubtful_money()
        for profile in self:
            parts = (profile.gauge or {}).get('parts') or []
            unallocated = -sum(part['amount'] for part in parts if part['code'] == 'unallocated')
            profile.doubtful_money = doubtful.get(profile.id, 0.0)
            profile.unmatched = profile.in_transit + unallocated + profile.doubtful_money

    def _compute_match_asked(self):
        asked = self._match_requests()
        for profile in self:
            profile.match_asked = profile._asked_text(asked.get(profile))

    def _doubtful_money(self):
        """Return ``{profile id: amount}`` of bank lines whose payer only has the name, one query."""
        if not self.ids:
            return {}
        figures_sudo, check_sudo = self.env['credit.exposure'].sudo(), self.env['credit.check'].sudo()
        self.env.flush_all()
        rows = [
            {**row, 'count_in_transit': True} for row in check_sudo._rows(self.env.cr, self.ids)
        ]
        scope = figures_sudo._scope(rows)
        if scope.absent.in_transit:
            return {}
        return dict(figures_sudo._read(self.env.cr, InTransit().doubtful(scope)))

    # === MATCHING === #

    def action_open_unmatched(self):
        """Match what the customer paid, or ask for it."""
        self.ensure_one()
        self.check_access('read')
        return self._match()

    def _match(self, document=''):
        """Return the dialog for whoever may reconcile; else ask, or just show what is here.

        `document`: what waits for the money.
        """
        self.ensure_one()
        profile_sudo, user = self.sudo(), self.env.user
        if self.env['credit.match']._may_match():
            return self.env['credit.match']._open(profile_sudo.partner_id, profile_sudo.company_id)
        if user.has_group('credit_management.credit_management_group_user'):
            return profile_sudo._ask_to_match(document)
        action = profile_sudo.action_open_exposure()
        return {**action, 'domain': [*action['domain'], ('component', 'in', UNMATCHED)]}

    # === ASKING === #

    def _match_responsible(self):
        """Return who matches money: who the company names, else the customer's officer."""
        self.ensure_one()
        return self.company_id.credit_match_user_id or self.env['credit.authority']._first_of(self)

    def _match_requests(self):
        """Return ``{profile: the open request to match its money}``, one query."""
        requests_sudo = self.env['mail.activity'].sudo().search([
            ('activity_type_id', '=', self.env.ref(ACTIVITY).id),
            ('res_model', '=', 'res.partner'), ('res_id', 'in', self.sudo().partner_id.ids),
        ])
        by_desk = {(request.res_id, request.user_id): request for request in requests_sudo}
        found = {
            profile: by_desk.get((profile.partner_id.id, profile._match_responsible()))
            for profile in self.sudo() if by_desk
        }
        return {profile.with_env(self.env): request for profile, request in found.items() if request}

    def _asked_text(self, request):
        return request and self.env._(
            "%(user)s was asked on %(day)s to match it.", user=request.user_id.name,
            day=format_date(self.env, request.create_date.date()),
        )

    def _ask_to_match(self, document):
        """Put it on the desk of whoever matches: once, with no figure that the asker may not see."""
        responsible = self._match_responsible()
        if not responsible:
            raise UserError(self.env._(
                "Nobody is named to match money. Ask a credit manager to name somebody in the"
                " settings of Credit."
            ))
        request = self._match_requests().get(self)
        if not request:
            request = self.partner_id.with_context(
                mail_activity_quick_update=True
            ).activity_schedule(
                ACTIVITY, user_id=responsible.id, summary=self.env._("Match money"),
                note=escape(self._request_note(document)),
            )
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {
                'type': 'info', 'message': self._asked_text(request),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    def _request_note(self, document):
        """Return what is asked for, in the words and figures of whoever asks."""
        formatter = self.env['credit.check']._formatter()
        values = {
            'amount': formatter.money(self._money_here()), 'user': self.env.user.name,
            'document': document or self.display_name,
        }
        if formatter.show_amounts:
            return self.env._(
                "%(amount)s arrived and is not matched; %(document)s waits for it. Asked by"
                " %(user)s.", **values,
            )
        return self.env._(
            "Money arrived and is not matched; %(document)s waits for it. Asked by %(user)s.",
            **values,
        )

    def _money_here(self):
        """Return what arrived and no entry took yet, doubtful payers included."""
        self.ensure_one()
        facts = self._hold_facts().get(self.id) or {}
        return (facts.get('in_transit') or 0.0) + self._doubtful_money().get(self.id, 0.0)

    def _answer_match_requests(self):
        """Close what asked for the match that was made."""
        for profile_sudo, request in self.sudo()._match_requests().items():
            request.action_feedback(feedback=self.env._(
                "Matched by %(user)s.", user=profile_sudo.env.user.name
            ))
