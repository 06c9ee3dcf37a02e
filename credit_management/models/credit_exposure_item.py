from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .. import exposure
from ..const import COMPONENT_SLOTS
from ..exposure.scope import Scope

#: Values of the context that carries a scope from `_search` to `_table_query`; a client can send
#: the key, never an object of this kind.
SCOPE = 'credit_exposure_scope'


class CreditExposureItem(models.Model):
    """One document's part of a customer's exposure. Rows come and go with the documents.

    There is no form of it: a row opens its document. Who sees a profile sees its items, and every
    user sees the same ones; so rights are checked on the profile, and no document rule applies.
    """

    _name = 'credit.exposure.item'
    _description = "Exposure Item"
    _auto = False
    _order = 'component, date_due, id'
    _rec_name = 'name'

    profile_id = fields.Many2one('credit.profile', string="Customer", readonly=True)
    component = fields.Selection(selection='_selection_component', readonly=True)
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(string="Document ID", model_field='res_model', readonly=True)
    name = fields.Char(string="Document", compute='_compute_name')
    date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    amount = fields.Monetary(
        currency_field='company_currency_id', readonly=True,
        help="In company currency at the document's own rate; what takes off is below zero.",
    )
    amount_today = fields.Monetary(
        string="Amount at Today's Rate", currency_field='company_currency_id', readonly=True
    )
    amount_currency = fields.Monetary(string="Amount in Currency", readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    company_currency_id = fields.Many2one(related='profile_id.currency_id', string="Company Currency")

    @api.model
    def _selection_component(self):
        return [(code, self.env._(label)) for code, label in exposure.names().items()]

    @property
    def _table_query(self):
        scope = self.env.context.get(SCOPE)
        if not isinstance(scope, Scope):
            scope = Scope.profiles(self._branches(), rates=self._rates())
        codes = SQL(" ").join(
            SQL("WHEN %s THEN %s", number, code) for code, number in exposure.NUMBERS.items()
        )
        return SQL(
            "SELECT source_id::bigint * %s + component AS id, profile_id,"
            " CASE component %s END AS component, res_model, res_id, date, date_due, amount,"
            " amount_today, amount_currency, currency_id FROM (%s) item",
            COMPONENT_SLOTS, codes, exposure.fragments(scope),
        )

    # === SEARCH === #

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Bind the query to what it asks for: items by id, or customers the user may see."""
        self.env.flush_all()
        domain = Domain(domain).optimize_full(self)
        sources = self._asked_sources(domain)
        profile_ids = self._asked_profiles(domain, sources, self.env.su or bypass_access)
        scoped = self.with_context(**{SCOPE: self._scope(profile_ids, sources)})
        return super(CreditExposureItem, scoped)._search(
            domain, *args, bypass_access=bypass_access, **kwargs
        )

    def _conditions(self, domain, field_name):
        """Return the conditions on `field_name` that every result must meet."""
        parts = domain.children if getattr(domain, 'OPERATOR', None) == '&' else [domain]
        return [
            part for part in parts
            if getattr(part, 'field_expr', None) == field_name and part.operator in ('in', 'any')
        ]

    def _asked_sources(self, domain):
        """Return ``{code: source ids}`` of the items that `domain` names, or None for any."""
        asked = [set(part.value) for part in self._conditions(domain, 'id') if part.operator == 'in']
        if not asked:
            return None
        sources = {}
        for item_id in set.intersection(*asked):
            source_id, number = divmod(int(item_id or 0), COMPONENT_SLOTS)
            if number in exposure.CODES:
                sources.setdefault(exposure.CODES[number], []).append(source_id)
        return sources

    def _asked_profiles(self, domain, sources, everything):
        """Return the ids of the profiles to look at, or None for all of them."""
        wanted = Domain.TRUE
        for part in self._conditions(domain, 'profile_id'):
            if part.operator == 'in':
                wanted &= Domain('id', 'in', part.value)
            elif isinstance(part.value, Domain):
                wanted &= part.value
        if sources is not None:
            wanted &= Domain('id', 'in', self._owners(sources))
        if everything and wanted.is_true():
            return None
        profiles = self.env['credit.profile'].with_context(active_test=False)
        return (profiles.sudo() if everything else profiles).search(wanted, order='id').ids

    def _owners(self, sources):
        """Return the ids of the profiles that source rows belong to."""
        scope = Scope.profiles(self._branches())
        tables = {}
        for code, source_ids in sources.items():
            tables.setdefault(exposure.by_code(code).sources[code], set()).update(source_ids)
        found = set()
        for (table, partner), source_ids in tables.items():
            found.update(profile_id for (profile_id,) in self.env.execute_query(SQL(
                "SELECT DISTINCT p.id FROM %s src %s WHERE src.id = ANY(%s)",
                SQL.identifier(table),
                scope.joins(SQL.identifier('src', partner), SQL("src.company_id")),
                list(source_ids),
            )))
        return sorted(found)

    # === SCOPE === #

    def _scope(self, profile_ids, sources):
        branches, rates = self._branches(), self._rates()
        if profile_ids is None or len(profile_ids) != 1:
            self.env['credit.exposure']._plan_plainly()
            return Scope.profiles(branches, profile_ids, sources=sources, rates=rates)
        profile_sudo = self.env['credit.profile'].sudo().browse(profile_ids)
        own = [branch for branch in branches if branch.root_id == profile_sudo.company_id.id]
        return self.env['credit.exposure']._constants(
            None, own, profile_sudo.id, profile_sudo.partner_id.id, sources=sources, rates=rates
        )

    def _branches(self):
        return self.env['credit.exposure']._branches()

    def _rates(self):
        """Return ``{(root company, currency): company currency for one unit}`` of foreign ones."""
        rates = {}
        currencies = self.env['res.currency'].sudo().search([('active', '=', True)])
        for branch in self._branches():
            if branch.id != branch.root_id or len(currencies) < 2:
                continue
            root_sudo = self.env['res.company'].sudo().browse(branch.root_id)
            of_day = (currencies | root_sudo.currency_id)._get_rates(root_sudo, branch.today)
            own = of_day[root_sudo.currency_id.id]
            rates.update({
                (root_sudo.id, currency.id): own / of_day[currency.id]
                for currency in currencies - root_sudo.currency_id
            })
        return rates

    # === COMPUTE === #

    @api.depends('res_model', 'res_id')
    def _compute_name(self):
        """Names are shown with the profile's rights: the document's own rules do not apply."""
        for model, items in self.grouped('res_model').items():
            if model not in self.env:
                items.name = False
                continue
            documents_sudo = self.env[model].sudo().browse(items.mapped('res_id'))
            names = {document.id: document.display_name for document in documents_sudo.exists()}
            for item in items:
                item.name = names.get(item.res_id, False)

    @api.depends('name')
    def _compute_display_name(self):
        for item in self:
            item.display_name = item.name

    def exists(self):
        """Return the items that are still there, found by their ids."""
        return self.sudo().search([('id', 'in', self.ids)]).with_env(self.env)

    # === ACTIONS === #

    def action_open(self):
        """Open the document; Odoo checks there whether this user may."""
        self.ensure_one()
        if not self.res_id:
            raise UserError(self.env._(
                "This item is no longer open, so there is nothing to show. Reload the list."
            ))
        return {
            'type': 'ir.actions.act_window',
            'res_model': self.res_model,
            'res_id': self.res_id,
            'view_mode': 'form',
            'views': [(False, 'form')],
        }
