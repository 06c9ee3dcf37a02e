from types import MappingProxyType

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from psycopg2.extras import Json

from ..tools.guarantees import GuaranteeLaw
from ..tools.legal_dates import Span
from ..tools.limitation_laws import Law, problems

#: What the log keeps of a law beside its events.
_LOGGED = (
    'name', 'span_years', 'span_months', 'span_days', 'cap_years', 'tail_months', 'letter_months',
    'is_one_debt', 'alert_first', 'alert_second', 'alert_last', 'guarantee_months',
    'guarantee_unclear', 'court_pack', 'is_fallback', 'active',
)


class CreditLimitationLaw(models.Model):
    """A law of limitation as data: how long a claim lives, and what prolongs its life.

    What is delivered is a default; counsel changes it. A law that cannot be used is not saved.
    """

    _name = 'credit.limitation.law'
    _inherit = ['credit.shared']
    _description = "Limitation Law"
    _order = 'company_id, sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', index=True, domain=[('parent_id', '=', False)],
        help="Empty: for all companies.",
    )
    country_ids = fields.Many2many(
        'res.country', string="Countries",
        help="Contracts under the law of these countries. A law of the company itself goes first.",
    )
    is_fallback = fields.Boolean(
        string="Where No Other Law Fits", help="Taken for countries that no law names."
    )
    note = fields.Text(translate=True)

    # === How long === #
    span_years = fields.Integer(string="Years", default=3)
    span_months = fields.Integer(string="Months")
    span_days = fields.Integer(string="Days")
    cap_years = fields.Integer(
        string="Never Beyond (years)", help="From the due date, whatever happens. 0: no such limit."
    )
    tail_months = fields.Integer(
        string="Left After an Obstacle (months)", default=6,
        help="The period does not end before so long after an obstacle ended.",
    )
    letter_months = fields.Integer(
        string="Letter After (months)",
        help="So long without an event, and a limitation letter is due. 0: a demand does not help.",
    )
    is_one_debt = fields.Boolean(
        string="Instalments Are One Debt", help="The instalments of an invoice count from the last."
    )
    alert_first = fields.Integer(string="First Alert (days before)", default=180)
    alert_second = fields.Integer(string="Second Alert", default=90)
    alert_last = fields.Integer(string="Last Alert", default=30)
    event_ids = fields.One2many('credit.limitation.law.event', 'law_id', string="Events", copy=True)

    # === Beside it === #
    guarantee_months = fields.Integer(
        string="Guarantee Without Agreed Period (months)",
        help="From the due date of the debt. 0: only an agreed period counts.",
    )
    guarantee_unclear = fields.Selection(
        [('general', "General guarantee"), ('joint', "Joint guarantee")],
        string="Form That Is Unclear", required=True, default='general',
    )
    court_pack = fields.Selection(
        [('CN', "China"), ('EU', "European Union"), ('UK', "England and Wales"),
         ('neutral', "Elsewhere")],
        string="Deadlines at Court", required=True, default='neutral',
    )

    logged = fields.Json(readonly=True, copy=False, help="As the log knows it.")

    # === AS VALUES === #

    def _as_law(self):
        """Return the `tools.limitation_laws.Law` of this record."""
        self.ensure_one()
        return Law(
            str(self.id), Span(self.span_years, self.span_months, self.span_days),
            cap=Span(years=self.cap_years) if self.cap_years else None,
            tail=Span(months=self.tail_months),
            letter=Span(months=self.letter_months) if self.letter_months else None,
            is_one_debt=self.is_one_debt,
            alerts=(self.alert_first, self.alert_second, self.alert_last),
            events=MappingProxyType({event.kind: event._as_rule() for event in self.event_ids}),
        )

    def _as_guarantee_law(self):
        self.ensure_one()
        months = self.guarantee_months
        return GuaranteeLaw(
            str(self.id), Span(months=months) if months else None, self.guarantee_unclear)

    def _period_text(self):
        """Say how long the period is, in words."""
        self.ensure_one()
        parts = (
            (self.span_years, self.env._("%(count)s years", count=self.span_years)),
            (self.span_months, self.env._("%(count)s months", count=self.span_months)),
            (self.span_days, self.env._("%(count)s days", count=self.span_days)),
        )
        return ', '.join(text for count, text in parts if count)

    # === WHICH ONE === #

    @api.model
    def _of_country(self, company, country):
        """Return the law of a country in a root company: its own one, a shared one, the fallback."""
        laws = self.sudo().search([('company_id', 'in', (False, company.id))])
        own_first = laws.sorted(lambda law: (not law.company_id, law.sequence, law.id))
        return (
            own_first.filtered(lambda law: country and country in law.country_ids)
            or own_first.filtered('is_fallback')
        )[:1]

    @api.model
    def _of_profiles(self, profiles):
        """Return ``{profile id: law}``: the customer's own, his contract's country, the company's."""
        found, by_country = {}, {}
        for profile in profiles.sudo():
            company = profile.company_id
            own = profile.limitation_law_id or (
                not profile.contract_country_id and company.credit_limitation_law_id)
            key = company, profile.contract_country_id or company.country_id
            if not own and key not in by_country:
                by_country[key] = self._of_country(*key)
            found[profile.id] = own or by_country[key]
        return found

    # === CHECKS === #

    def _check_usable(self):
        """Raise unless each of these laws can be counted by."""
        for law in self:
            try:
                wrong = problems(law._as_law())
            except OverflowError:
                wrong = (('span', None),)
            if wrong:
                code, kind = wrong[0]
                raise ValidationError(self.env._(
                    "%(law)s cannot be used: %(problem)s", law=law.name,
                    problem=self._problem_text(code, kind),
                ))

    def _problem_text(self, code, kind):
        event = dict(self.env['credit.limitation.law.event']._fields[
            'kind']._description_selection(self.env)).get(kind)
        return {
            'span': self.env._("its period has no length. Give years, months or days above 0."),
            'cap': self.env._("the outermost end lies within the period. Give more years, or 0."),
            'tail': self.env._("nothing is left after an obstacle. Give months above 0."),
            'letter': self.env._(
                "the letter is due when the period is over. Give fewer months, or 0."),
            'alerts': self.env._(
                "alerts come nearer to the end one after the other. Give days like 180, 90, 30."),
            'evidence': self.env._(
                "%(event)s names no evidence. Say what proves it.", event=event),
            'at_end': self.env._(
                "%(event)s counts from its end, and does not begin the period anew. Choose one.",
                event=event),
            'revives': self.env._(
                "%(event)s counts after expiry, and does not begin the period anew. Choose one.",
                event=event),
        }[code]

    @api.constrains(
        'guarantee_months', 'cap_years', 'letter_months', 'tail_months', 'span_days', 'span_months',
        'span_years')
    def _check_not_negative(self):
        for law in self:
            numbers = (law.guarantee_months, law.cap_years, law.letter_months, law.tail_months,
                       law.span_days, law.span_months, law.span_years)
            if min(numbers) < 0 or max(numbers) > 1200:
                raise ValidationError(self.env._(
                    "%(law)s: a length of time lies between 0 and 1,200.", law=law.name))

    @api.constrains('company_id', 'is_fallback', 'active')
    def _check_fallback(self):
        shared = self.sudo().search_count([
            ('company_id', '=', False), ('is_fallback', '=', True)])
        if not shared and self.env.registry.ready:
            raise ValidationError(self.env._(
                "No law would be left for countries that no law names. Let one shared law be taken"
                " where no other fits."))

    # === CRUD: what counts is what the log says === #

    @api.model_create_multi
    def create(self, vals_list):
        laws = super().create([
            {name: value for name, value in vals.items() if name != 'logged'} for vals in vals_list])
        laws._after_change()
        return laws

    def write(self, vals):
        res = super().write({name: value for name, value in vals.items() if name != 'logged'})
        self._after_change()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_never_used(self):
        if self.env['credit.limitation'].sudo().search_count([('law_id', 'in', self.ids)], limit=1):
            raise UserError(self.env._(
                "Claims are counted by this law. Archive it instead: they are counted anew then."))
        if any(law.is_fallback and not law.company_id for law in self):
            raise UserError(self.env._("The law for all other countries stays. Change it instead."))

    def copy_data(self, default=None):
        return [
            {**vals, 'name': self.env._("%(law)s (copy)", law=law.name), 'is_fallback': False}
            for law, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _as_logged(self):
        self.ensure_one()
        # A name in another language is no other law.
        source = self.with_context(lang=None)
        return {
            **{name: source[name] for name in _LOGGED},
            'countries': sorted(self.country_ids.mapped('code')),
            'events': [event._as_logged() for event in self.event_ids],
        }

    def _after_change(self):
        """Check and log the laws as a whole, and have the claims counted anew."""
        self.env.flush_all()
        self._check_usable()
        for law in self.sudo():
            before, after = law.logged, law._as_logged()
            if after == before:
                continue
            self.env.cr.execute(SQL(
                "UPDATE credit_limitation_law SET logged = %s WHERE id = %s", Json(after), law.id))
            law.invalidate_recordset(['logged'])
            if self.env.registry.ready:
                self._log_change(law, before, after)

    def _log_change(self, law, before, after):
        self.env['credit.decision'].sudo()._log(
            'setting', company=law.company_id or self.env.company, payload={
                'what': 'limitation law', 'law': law.id, 'shared': not law.company_id,
                'before': before or {}, 'after': after,
            })
        self.env['credit.limitation'].sudo()._look_again(law.company_id)
