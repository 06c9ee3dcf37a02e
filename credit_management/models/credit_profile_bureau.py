from odoo import api, fields, models
from odoo.tools import SQL

from ..const import STANDINGS
from ..facts.bureau import in_force
from ..tools import bureau_conflicts
from ..tools.bureau_ages import age_state
from .credit_profile import FIGURES

FACTS = {'bureau_reports', 'bureau_events'}
#: Parameter of rule H17 -> level of an event, and the standing that it lowers a customer to.
LOWERED = (('suspend', 'stop', 'suspended'), ('watch', 'alert', 'watch'))


class CreditProfile(models.Model):
    """What bureaus say of a customer, as his credit page and lists show it."""

    _inherit = 'credit.profile'

    bureau_key_at = fields.Datetime(
        readonly=True, copy=False, help="When his numbers or bindings last changed, for the agent."
    )
    bureau_age_state = fields.Selection(
        [('none', "No report"), ('fresh', "Fresh"), ('ageing', "Ageing"), ('stale', "Stale")],
        string="Bureau Report", compute='_compute_bureau', search='_search_bureau_age_state',
        groups=FIGURES,
    )
    bureau_as_of = fields.Date(compute='_compute_bureau', groups=FIGURES)
    bureau_source = fields.Char(compute='_compute_bureau', groups=FIGURES)
    bureau_flag = fields.Selection(
        [('none', "None"), ('alert', "Alert"), ('stop', "Stop")], string="Bureau Alarm",
        compute='_compute_bureau', search='_search_bureau_flag', groups=FIGURES,
    )
    bureau_grade = fields.Char(compute='_compute_bureau_scores', groups=FIGURES)
    has_bureau_conflict = fields.Boolean(compute='_compute_bureau_scores', groups=FIGURES)
    bureau_limit = fields.Monetary(
        string="Recommended by Bureaus", compute='_compute_bureau_limit', groups=FIGURES
    )
    has_bureau_limit = fields.Boolean(compute='_compute_bureau_limit', groups=FIGURES)
    bureau_limit_note = fields.Char(compute='_compute_bureau_limit', groups=FIGURES)
    bureau_score_ids = fields.One2many(
        'credit.bureau.score', compute='_compute_bureau_rows', string="Scores", groups=FIGURES
    )
    bureau_event_ids = fields.One2many(
        'credit.bureau.event', compute='_compute_bureau_rows', string="Events", groups=FIGURES
    )
    bureau_report_ids = fields.One2many(
        'credit.bureau.report', compute='_compute_bureau_rows', string="Reports", groups=FIGURES
    )
    bureau_objection_ids = fields.One2many(
        'credit.bureau.objection', compute='_compute_bureau_rows', string="Objections",
        groups=FIGURES,
    )
    identifier_ids = fields.One2many(related='partner_id.credit_identifier_ids', groups=FIGURES)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        profiles = super().create(vals_list)
        profiles._mirror_identifiers()
        return profiles

    def unlink(self):
        partners = self.partner_id
        res = super().unlink()
        # In sudo mode: who may delete a profile may not write identifiers.
        self.env['credit.partner.identifier'].sudo()._forget(partners)
        return res

    def _mirror_identifiers(self):
        """Keep the numbers of Odoo's own fields where bureau reports are matched by them."""
        # In sudo mode: who may change the contact may not write identifiers.
        self.env['credit.partner.identifier'].sudo()._mirror(self.sudo().partner_id)

    # === COMPUTE === #

    @api.depends('partner_id')
    def _compute_bureau(self):
        facts = self._facts(FACTS)
        for profile in self:
            own = facts.get(profile.id, {})
            as_of, levels = own.get('bureau_as_of'), {
                event['level'] for event in own.get('bureau_events') or ()
            }
            profile.bureau_as_of = as_of
            profile.bureau_source = own.get('bureau_name')
            profile.bureau_age_state = as_of and age_state(
                as_of, own['bureau_fresh_days'], profile.company_id._credit_today()
            ) or 'none'
            profile.bureau_flag = next(
                (level for level in ('stop', 'alert') if level in levels), 'none'
            )

    @api.depends('partner_id')
    def _compute_bureau_scores(self):
        scores = self._bureau_scores()
        for profile in self:
            chosen = scores.get(profile.id, {})
            grades = [item['score']['grade'] for item in chosen.values()]
            profile.bureau_grade = max(grades, default=False)
            profile.has_bureau_conflict = any(item['conflict'] for item in chosen.values())

    def _bureau_scores(self):
        """Return ``{profile id: {dimension: {"score", "conflict"}}}``: the scores that count.

        A score is a dict with grade, norm (1-100, higher is safer), code, bureau, as_of, priority,
        is_stale, is_ageing; see `tools.bureau_conflicts.choose`.
        """
        rows = self.env['credit.bureau.score'].sudo().search([
            ('is_current', '=', True), ('partner_id', 'in', self.partner_id.ids),
        ])
        found = {}
        for score in rows:
            state = score.age_state
            found.setdefault((score.company_id.id, score.partner_id.id), []).append({
                'dimension': score.dimension, 'grade': score.grade, 'norm': score.norm,
                'code': score.code, 'bureau': score.bureau_id.code, 'as_of': score.as_of,
                'priority': score.bureau_id.sequence, 'is_stale': state == 'stale',
                'is_ageing': state == 'ageing',
            })
        return {
            profile.id: bureau_conflicts.choose(
                found.get((profile.company_id.id, profile.partner_id.id), ())
            ) for profile in self if profile.id
        }

    @api.depends('partner_id')
    def _compute_bureau_limit(self):
        rows = self.env['credit.bureau.limit'].sudo().search([
            ('is_current', '=', True), ('partner_id', 'in', self.partner_id.ids),
        ])
        for profile in self:
            own = rows.filtered(
                lambda row, profile=profile: row.partner_id == profile.partner_id
                and row.company_id == profile.company_id
            )
            best = bureau_conflicts.recommended([row._usable(profile) for row in own])
            profile.has_bureau_limit = bool(best)
            profile.bureau_limit = best['amount'] if best else 0.0
            profile.bureau_limit_note = best and best['row']._note(profile)

    @api.depends('partner_id')
    def _compute_bureau_rows(self):
        for profile in self:
            own = [
                ('partner_id', '=', profile.partner_id.id or 0),
                ('company_id', '=', profile.company_id.id or 0),
            ]
            profile.bureau_score_ids = self.env['credit.bureau.score'].search(
                [*own, ('is_current', '=', True)], order='dimension, as_of desc, id'
            )
            profile.bureau_event_ids = self.env['credit.bureau.event'].search(own, limit=40)
            profile.bureau_report_ids = self.env['credit.bureau.report'].search(own, limit=20)
            profile.bureau_objection_ids = self.env['credit.bureau.objection'].search(own, limit=20)

    # === SEARCH === #

    def _search_bureau_flag(self, operator, value):
        if operator not in ('in', 'not in'):
            return NotImplemented
        level = SQL(
            """COALESCE((SELECT max(e.level) FROM credit_bureau_event e
                          WHERE e.partner_id = p.partner_id AND e.company_id = p.company_id
                            AND %s), 'none')""", in_force(self.env.company._credit_today()),
        )  # by the alphabet: alert < stop
        return self._search_by_bureau(level, operator, value)

    def _search_bureau_age_state(self, operator, value):
        if operator not in ('in', 'not in'):
            return NotImplemented
        today = self.env.company._credit_today()
        state = SQL(
            """COALESCE((SELECT CASE WHEN min(age.part) <= 1 THEN 'fresh'
                                     WHEN min(age.part) <= 2 THEN 'ageing' ELSE 'stale' END
                           FROM (SELECT (%s::date - max(r.as_of))::numeric / b.score_days AS part
                                   FROM credit_bureau_report r
                                   JOIN credit_bureau b ON b.id = r.bureau_id
                                  WHERE r.partner_id = p.partner_id
                                    AND r.company_id = p.company_id AND r.is_credit
                                    AND r.state IN ('bound', 'history')
                                  GROUP BY b.id) age
                         HAVING count(*) > 0), 'none')""", today,
        )
        return self._search_by_bureau(state, operator, value)

    def _search_by_bureau(self, expression, operator, value):
        """Return the domain of profiles whose `expression` (SQL over profile `p`) is in `value`."""
        for model in ('report', 'event', 'objection'):
            self.env[f'credit.bureau.{model}'].flush_model()
        self.flush_model(['partner_id', 'company_id'])
        wanted = [item or 'none' for item in value]
        rows = self.env.execute_query(SQL(
            "SELECT p.id FROM credit_profile p WHERE %s = ANY(%s)", expression, wanted
        ))
        return [('id', operator, [profile_id for (profile_id,) in rows])]

    # === KEYS FOR THE AGENT === #

    def _touch_bureau_keys(self, partners):
        """Note that what the agent knows of these customers is out of date."""
        if partners:
            self.env.cr.execute(SQL(
                "UPDATE credit_profile SET bureau_key_at = now() AT TIME ZONE 'UTC'"
                " WHERE partner_id = ANY(%s)", partners.ids,
            ))
            self.invalidate_model(['bureau_key_at'], flush=False)

    # === EFFECTS: downwards only === #

    def _lower_by_bureau(self, events):
        """Lower the standing of customers over new `events` where their policy says so.

        Never while an objection is open or a manager overruled the event; never upwards; and a
        company that only reports, or is off, changes nothing.
        """
        if not events:
            return
        counted = events._in_force()
        for company, own in counted.grouped('company_id').items():
            if company.credit_mode != 'enforce':
                continue
            profiles = self._of_partners(own.partner_id, company).filtered(
                lambda profile: not profile.is_waiting)
            params = profiles._bureau_params()
            for profile in profiles:
                mine = own.filtered(lambda e, profile=profile: e.partner_id == profile.partner_id)
                profile._lower(mine, params[profile.id])

    def _bureau_params(self):
        """Return ``{profile id: thresholds of rule H17}``; nothing where a policy lacks it."""
        rows = self.env['credit.check'].sudo()._rows(self.env.cr, self.ids)
        policies = self.env['credit.policy'].sudo()._values_of_rows(rows)
        return {
            profile_id: values['rules'].get('H17', {}).get('params', {})
            for profile_id, values in policies.items()
        }

    def _lower(self, events, params):
        self.ensure_one()
        for name, level, standing in LOWERED:
            grave = events.filtered(lambda event, level=level: event.level == level)
            worse = STANDINGS.index(standing) > STANDINGS.index(self.standing)
            if grave and params.get(name) and worse:
                self.write({
                    'standing': standing,
                    'standing_reason': self.env._(
                        "%(event)s, %(bureau)s of %(date)s", event=grave[0].label,
                        bureau=grave[0].bureau_id.name, date=grave[0].as_of,
                    ),
                })

    # === ACTIONS === #

    def action_open_bureau_reports(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Bureau reports of %(customer)s", customer=self.display_name),
            'res_model': 'credit.bureau.report', 'view_mode': 'list,form',
            'domain': [
                ('partner_id', '=', self.partner_id.id), ('company_id', '=', self.company_id.id),
            ],
        }

    def action_open_identifiers(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Identifiers of %(customer)s", customer=self.display_name),
            'res_model': 'credit.partner.identifier', 'view_mode': 'list',
            'domain': [('partner_id', '=', self.partner_id.id)],
            'context': {'default_partner_id': self.partner_id.id},
        }
