from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils

from ..receivables.as_of import Question
from ..receivables.paying import paying
from ..tools import debtor_classes as classes
from ..tools.exact import exact, ratio
from .credit_case import CLASSES
from .credit_case_action import TRIES

#: Resolutions that say that a dispute had no ground.
UNFOUNDED = ('rejected', 'withdrawn', 'paid')
#: The months of the past that count, and the newest of them, which is compared with the rest.
MONTHS, LATELY = 12, 3


class CreditCase(models.Model):
    """Who does not pay: willing or not, able or not, by what is known of him, and by people."""

    _inherit = 'credit.case'

    debtor_class = fields.Selection(
        CLASSES, string="Class", readonly=True,
        help="Willing or not, able or not; empty: too little is known.")
    is_disputed = fields.Boolean(
        string="Disputed", readonly=True, help="K5: something of its lines is disputed.")
    class_by_scores = fields.Selection(CLASSES, string="Class by Scores", readonly=True)
    class_override = fields.Selection(CLASSES, string="Class Decided", readonly=True)
    class_reason = fields.Char(string="Reason", readonly=True)
    class_user_id = fields.Many2one('res.users', string="Decided By", readonly=True)
    class_parts = fields.Json(readonly=True)
    willing = fields.Float(readonly=True, digits=(5, 1))
    able = fields.Float(readonly=True, digits=(5, 1))
    has_willing = fields.Boolean(readonly=True)
    has_able = fields.Boolean(readonly=True)
    parts_text = fields.Text(compute='_compute_class_text', string="Parts")
    strategy_text = fields.Text(compute='_compute_class_text', string="Strategy")

    @api.depends_context('lang')
    @api.depends('class_parts', 'debtor_class', 'is_disputed')
    def _compute_class_text(self):
        parts, steps = self._part_words(), self._strategy_words()
        weights = {**classes.WILLING, **classes.ABLE}
        for case in self:
            case.parts_text = '\n'.join(self.env._(
                "%(part)s %(weight)s %%: %(points)s", part=parts[name], weight=weights[name],
                points=self.env._("not known") if points is None else f'{points:g}',
            ) for name, points in case.class_parts or [])
            found = classes.DebtorClass(case.debtor_class or None, case.is_disputed, None)
            case.strategy_text = '\n'.join(
                steps[step] for strategy in found.strategies for step in strategy.steps)

    @api.model
    def _part_words(self):
        return {
            'promises': self.env._("Promises kept"), 'contacts': self.env._("Reached when called"),
            'disputes': self.env._("No disputes without ground"), 'grade': self.env._("Grade"),
            'trend': self.env._("Pays no slower than before"), 'use': self.env._("Limit left"),
        }

    @api.model
    def _strategy_words(self):
        return {
            'remind': self.env._("Remind him"),
            'help_process': self.env._("Help with his procedure"),
            'explain_benefits': self.env._("Explain what paying on time brings him"),
            'demand_proof': self.env._("Ask for proof of the difficulty"),
            'repayment_plan': self.env._("Agree on instalments"),
            'security': self.env._("Ask for security"),
            'first_in_line': self.env._("Be first when money comes"),
            'find_leverage': self.env._("Find what he needs of us"),
            'negotiate': self.env._("Negotiate first"),
            'graduated_pressure': self.env._("Then raise the pressure step by step"),
            'sue': self.env._("Sue if nothing changes; to an agency after three months"),
            'preserve_assets': self.env._("Have assets preserved"),
            'call_guarantor': self.env._("Call on the guarantor"),
            'insolvency_claim': self.env._("File the claim in the insolvency"),
            'fast_legal_route': self.env._("Take the fast way to court"),
            'dispute_workflow': self.env._("Have the dispute decided"),
            'collect_undisputed': self.env._("Collect what is not disputed"),
        }

    # === BY SCORES === #

    def _classify(self):
        """Work the classes out anew from what is known today; what people decided stays."""
        points = self._class_points()
        disputed = self._disputed_cases()
        for case in self:
            own = points[case.profile_id.id]
            willing = classes.willingness(*(own[name] for name in classes.WILLING))
            able = classes.ability(*(own[name] for name in classes.ABLE))
            found = classes.classify(
                willing.value, able.value, case in disputed, case.class_override or None)
            values = {
                'debtor_class': found.code or False, 'is_disputed': found.is_disputed,
                'class_by_scores': found.by_scores or False,
                'willing': round(float(willing.value or 0), 1),
                'able': round(float(able.value or 0), 1),
                'has_willing': willing.value is not None, 'has_able': able.value is not None,
                'class_parts': [
                    [name, None if part is None else round(float(part), 1)]
                    for name, part in (*willing.parts, *able.parts)
                ],
            }
            changed = {name: value for name, value in values.items() if case[name] != value}
            if changed:
                case.write(changed)

    def _class_points(self):
        """Return ``{profile id: {part: points or None}}``, so many queries for any number."""
        profiles = self.profile_id
        points = {profile.id: {} for profile in profiles}
        for company, own in profiles.grouped('company_id').items():
            today = company._credit_today()
            since = date_utils.subtract(today, months=MONTHS)
            for name, found in (
                ('promises', self._promise_points(own, since)),
                ('contacts', self._contact_points(own, since, today)),
                ('disputes', self._dispute_points(own, since)),
                ('trend', self._trend_points(own, since, today)),
                ('use', self._use_points(own)),
            ):
                for profile in own:
                    points[profile.id][name] = found.get(profile.id)
            for profile in own:
                points[profile.id]['grade'] = classes.grade_points(profile.grade or None)
        return points

    @api.model
    def _promise_points(self, profiles, since):
        return {
            profile_id: classes.promise_points(*sums)
            for profile_id, sums in self._promise_sums(profiles, since).items()
        }

    @api.model
    def _promise_sums(self, profiles, since):
        """Return ``{profile id: (amount kept, amount that came due)}`` of promises since a day."""
        rows = self.env['credit.promise'].sudo()._read_group(
            [('profile_id', 'in', profiles.ids), ('decided_on', '>=', since)],
            ['profile_id'], ['kept_amount:sum', 'matured_amount:sum'])
        return {profile.id: (exact(kept), exact(matured)) for profile, kept, matured in rows}

    @api.model
    def _contact_points(self, profiles, since, today):
        """Contacts of touches, and those logged on cases."""
        tries = {
            profile_id: [reached for _day, _touch, reached in found]
            for profile_id, found in self.env['credit.touch']._attempts(
                profiles.ids, since, today).items()
        }
        for profile, reached, count in self.env['credit.case.action'].sudo()._read_group([
            ('profile_id', 'in', profiles.ids), ('kind', 'in', TRIES), ('day', '>=', since),
            ('is_reached', '!=', False), ('touch_id', '=', False),
        ], ['profile_id', 'is_reached'], ['__count']):
            tries.setdefault(profile.id, []).extend([reached == 'yes'] * count)
        return {
            profile_id: classes.contact_points(sum(found), len(found))
            for profile_id, found in tries.items()
        }

    @api.model
    def _dispute_points(self, profiles, since):
        return {
            profile_id: classes.dispute_points(*sums)
            for profile_id, sums in self._dispute_sums(profiles, since).items()
        }

    @api.model
    def _dispute_sums(self, profiles, since):
        """Return ``{profile id: (disputed without ground, invoiced)}`` since a day."""
        disputes_sudo = self.env['credit.dispute'].sudo()
        # Of one that was opened again the last answer counts.
        again_sudo = disputes_sudo.search(
            [('profile_id', 'in', profiles.ids), ('reopens_id', '!=', False)]).reopens_id
        unfounded = dict(disputes_sudo._read_group([
            ('profile_id', 'in', profiles.ids), ('resolved_on', '>=', since),
            ('resolution', 'in', UNFOUNDED), ('id', 'not in', again_sudo.ids),
        ], ['profile_id'], ['amount:sum']))
        billed = dict(self.env['account.move'].sudo()._read_group([
            ('commercial_partner_id', 'in', profiles.partner_id.ids), ('state', '=', 'posted'),
            ('move_type', '=', 'out_invoice'), ('invoice_date', '>=', since),
            ('company_id', 'child_of', profiles.company_id.ids),
        ], ['commercial_partner_id'], ['amount_total_signed:sum']))
        return {
            profile.id: (exact(unfounded.get(profile, 0.0)),
                         exact(billed.get(profile.partner_id, 0.0)))
            for profile in profiles
        }

    @api.model
    def _trend_points(self, profiles, since, today):
        """Days beyond terms of what was paid lately and of what is late, less those before."""
        before_last = date_utils.subtract(today, months=LATELY)
        partner_ids = profiles.partner_id.ids
        lately = self._days_late(profiles, before_last, today, partner_ids, True)
        before = self._days_late(profiles, since, before_last, partner_ids, False)
        return {
            profile.id: classes.trend_points(
                None if None in (now := lately.get(profile.partner_id.id),
                                 then := before.get(profile.partner_id.id)) else now - then)
            for profile in profiles
        }

    @api.model
    def _days_late(self, profiles, since, day, partner_ids, with_due):
        companies = self.env['res.company'].sudo().search(
            [('id', 'child_of', profiles.company_id.ids)])
        asked = Question(tuple(companies.ids), day)
        self.env.flush_all()
        found = {}
        for row in self.env.execute_query(paying(asked, since, partner_ids)):
            partner_id, _first, _lines, paid, _beyond, paid_days, due, _late, due_days, _credits = row
            if not with_due:
                due = due_days = 0
            found[partner_id] = ratio(exact(paid_days) + exact(due_days), exact(paid) + exact(due))
        return found

    @api.model
    def _use_points(self, profiles):
        return {
            profile_id: classes.use_points(
                exact(facts.get('exposure') or 0.0),
                None if facts.get('effective_limit') is None else exact(facts['effective_limit']))
            for profile_id, facts in profiles._facts({'exposure', 'effective_limit'}).items()
        }

    def _disputed_cases(self):
        """Return the cases of whose lines something is disputed."""
        disputed = set(self.env['credit.dispute'].sudo().search([
            ('move_line_id', 'in', self.line_ids.ids), ('state', '=', 'open'),
        ]).move_line_id.ids)
        return self.filtered(lambda case: disputed & set(case.line_ids.ids))

    # === BY PEOPLE === #

    def set_class(self, code, reason):
        """Give these cases another class than the scores say, or the scores' own again.

        :param code: K1 to K4; False: what the scores say
        :param str reason: kept in the log
        """
        cases_sudo = self._checked()
        self._check_class(code, reason)
        for case_sudo in cases_sudo:
            before = case_sudo.debtor_class
            case_sudo.write({
                'class_override': code or False, 'class_reason': reason,
                'class_user_id': self.env.uid,
            })
            case_sudo._classify()
            case_sudo._log_action(
                'class', f'{before or "–"} → {case_sudo.debtor_class or "–"} · {reason}')
            case_sudo._decide('class', reason, {
                'class_before': before or None, 'class_after': case_sudo.debtor_class or None,
                'by_scores': case_sudo.class_by_scores or None,
            })
        return True

    def _check_class(self, code, reason):
        text = self.env['credit.asked']._text('reason', reason or '')
        refusal = classes.override_refusal(code or 'K1', text)
        if refusal == 'unknown':
            raise UserError(self.env._(
                "%(code)s is no class that a person sets. Choose one of K1 to K4; K5 follows from"
                " disputes.", code=code))
        if refusal == 'reason':
            raise UserError(self.env._("Say why: the reason is kept in the log."))
