from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.case_routes import GROUNDS, move_refusal, needed, proposed_route
from .credit_case import ROUTES

#: Why routes may be left out on the way up; the codes are those of `tools.case_routes`.
GROUND_WORDS = [
    ('limitation', "The claim runs out"),
    ('guarantee', "A guarantee runs out"),
    ('insolvency', "Insolvency"),
    ('fraud', "Fraud"),
    ('assets_vanish', "Assets vanish"),
    ('agreed_with_manager', "Agreed with a manager"),
]


class CreditCase(models.Model):
    """Who collects: pressure rises route by route, and only a payment lets it fall."""

    _inherit = 'credit.case'

    proposed_route = fields.Selection(
        ROUTES, compute='_compute_proposed_route', help="By days late and class; people decide.")
    is_route_due = fields.Boolean(compute='_compute_proposed_route')
    needed_text = fields.Char(
        string="Needs First", compute='_compute_proposed_route',
        help="Evidence that the proposed route asks for and nobody has logged.")

    @api.depends('route', 'oldest_due', 'debtor_class', 'state', 'action_ids.evidence')
    def _compute_proposed_route(self):
        for case in self:
            code = case.route and proposed_route(case.route, case.days, case.debtor_class or None)
            case.proposed_route = code
            case.is_route_due = case.state == 'open' and bool(code) and code != case.route
            case.needed_text = ', '.join(case._needed_words(case.is_route_due and code))

    def _evidence(self):
        """Return the codes of evidence on file; extend it where evidence is a record of its own."""
        self.ensure_one()
        return set(self.sudo().action_ids.mapped('evidence')) - {False}

    def _needed_words(self, route):
        """Return what `route` still needs, in words."""
        return [self._evidence_word(code) for code in needed(route, self._evidence())] if route else []

    def _is_paid(self):
        """Tell whether all that was late when the case came to its route has been paid."""
        self.ensure_one()
        steps = self.sudo().action_ids.filtered(lambda one: one.kind in ('opened', 'route'))
        first = steps.sorted('id')[-1:]
        lines = first.line_ids.move_line_id
        return bool(first) and not lines._credit_case_open() and (
            'draft' not in lines.mapped('parent_state'))

    def move_to(self, route, reason, ground=None):
        """Let another one collect.

        :param str route: code of `tools.case_routes.ROUTES`
        :param str ground: of `tools.case_routes.GROUNDS`, where routes are left out
        :param str reason: kept in the log
        """
        cases_sudo = self._checked()
        asked = self.env['credit.asked']
        asked._choice('route', route, [code for code, _label in ROUTES])
        if ground:
            asked._choice('ground', ground, GROUNDS)
        reason = asked._text('reason', reason or '').strip()
        for case_sudo in cases_sudo:
            case_sudo._check_move(route, ground, reason)
            before = case_sudo.route
            case_sudo.write({'route': route, 'route_on': case_sudo.company_id._credit_today()})
            case_sudo._log_action('route', ' · '.join(filter(None, (
                f'{case_sudo._route_word(before)} → {case_sudo._route_word(route)}',
                ground and dict(GROUND_WORDS)[ground], reason))))
            case_sudo._decide('route', reason, {
                'route_before': before, 'route_after': route, 'ground': ground or None})
            case_sudo._plan()
        return True

    def _check_move(self, route, ground, reason):
        """Raise with the way out if the case may not go there."""
        refusal = move_refusal(
            self.route, route, self._evidence(), self._is_paid(), ground or None)
        missing = ', '.join(self._needed_words(route))
        texts = {
            'same': self.env._("%(case)s is on this route already.", case=self.name),
            'milder': self.env._(
                "Pressure only rises: what was late when %(case)s came to %(route)s is not all paid."
                " Once it is, another debt may begin at a milder route.",
                case=self.name, route=self._route_word(self.route)),
            'skips': self.env._(
                "This leaves out routes. Take the next one, or say the ground why they are left out."),
            'evidence': self.env._(
                "This route needs %(missing)s first. Log each as an action with its file.",
                missing=missing),
        }
        if self.state != 'open':
            raise UserError(self.env._("%(case)s is closed. Open it again first.", case=self.name))
        if refusal:
            raise UserError(texts[refusal])
        if ground == 'agreed_with_manager' and not self.env.user.has_group(
                'credit_management.credit_management_group_manager'):
            raise UserError(self.env._("Only a credit manager agrees to leave routes out."))
        if not reason:
            raise UserError(self.env._("Say why: the reason is kept in the log."))

    @api.model
    def _route_word(self, code):
        return dict(self._fields['route']._description_selection(self.env)).get(code, code)

    @api.model
    def _evidence_word(self, code):
        field = self.env['credit.case.action']._fields['evidence']
        return dict(field._description_selection(self.env))[code]
