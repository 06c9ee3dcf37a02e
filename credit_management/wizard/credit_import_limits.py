from datetime import date, datetime

from odoo import api, models

from ..models.credit_sheet import shown
from ..report.xlsx import Column
from .credit_import import Parsed, Template

MANAGER = 'credit_management.credit_management_group_manager'
#: What a column of the list writes.
DATES = {'valid_until': 'limit_valid_until', 'review': 'review_date'}


class CreditImport(models.TransientModel):
    """Limits of customers: named by tax ID, by reference, or by the name alone if that is enough."""

    _inherit = 'credit.import'

    @api.model
    def _templates(self):
        return {**super()._templates(), 'limits': Template(
            self.env._("Limits of customers"), MANAGER, self.env._(
                "Fill in the new limit, its last day or the next review. An empty cell leaves what is"
                " there. A customer who has no credit profile gets one."),
        )}

    @api.model
    def _columns_limits(self):
        return [
            Column('customer', self.env._("Customer"), width=34),
            Column('vat', self.env._("Tax ID"), width=18),
            Column('ref', self.env._("Reference"), width=14),
            Column('now', self.env._("Limit Now"), 'money'),
            Column('limit', self.env._("New Limit"), 'money'),
            Column('valid_until', self.env._("Valid Until"), 'date', width=13),
            Column('review', self.env._("Next Review"), 'date', width=13),
        ]

    @api.model
    def _required_limits(self):
        return 'customer', 'limit'

    def _filled_limits(self):
        profiles = self.env['credit.profile'].search(
            [('company_id', '=', self.company_id.id)], order='partner_id')
        for profile in profiles:
            partner_sudo = profile.sudo().partner_id
            now = profile.credit_limit if profile.limit_mode == 'limited' else None
            yield [partner_sudo.name, partner_sudo.vat or None, partner_sudo.ref or None, now,
                   None, None, None]

    # === ROWS === #

    def _parsed_limits(self, rows):
        customers, seen = self._customers_named(rows), {}
        profiles = {
            profile.partner_id.id: profile for profile in self.env['credit.profile'].with_context(
                active_test=False).search([
                ('company_id', '=', self.company_id.id), ('merged_into_id', '=', False),
                ('partner_id', 'in', sorted({one.id for found in customers for one in found})),
            ])
        }
        return [
            self._parsed_limit(row, found, profiles, seen)
            for row, found in zip(rows, customers, strict=True)
        ]

    def _parsed_limit(self, row, found, profiles, seen):
        name = _text(row.values.get('customer'))
        message = self._against_customer(row, name, found, seen)
        values, fault = ({}, message) if message else self._limit_values(row)
        if fault:
            return Parsed(row.number, name, message=fault)
        profile = profiles.get(found.id)
        if profile and not profile.active:
            return Parsed(row.number, name, message=self.env._(
                "His credit profile is archived. Restore it first, or leave the row out."))
        values = {
            field: value for field, value in values.items()
            if not profile or value != profile[field]
            or field == 'credit_limit' and profile.limit_mode != 'limited'
        }
        if not values:
            return Parsed(row.number, name)
        if not profile and 'credit_limit' not in values:
            return Parsed(row.number, name, message=self.env._(
                "He has no credit profile yet, so the row needs a new limit."))
        return Parsed(
            row.number, name, self._limit_words(profile, values),
            {'partner': found.id, 'profile': profile.id if profile else None, **values})

    def _against_customer(self, row, name, found, seen):
        """Return why a row names nobody in particular, or None."""
        if not found:
            return self.env._(
                "No customer has this tax ID, reference or name. Take them from the contact.")
        if len(found) > 1:
            return self.env._(
                "%(count)s customers are called so. Put the tax ID or the reference beside it.",
                count=len(found))
        if name and found.name.strip().casefold() != name.casefold():
            return self.env._(
                "Tax ID or reference are those of %(customer)s. Sort whole rows, or mend the name.",
                customer=found.name)
        first = seen.setdefault(found.id, row.number)
        return None if first == row.number else self.env._(
            "This customer is in row %(first)s already. Leave one of the two.", first=first)

    def _customers_named(self, rows):
        """Return the customers that each row may mean: one query for all rows."""
        asked = {
            key: {text for row in rows if (text := _text(row.values.get(column)))}
            for key, column in (('vat', 'vat'), ('ref', 'ref'), ('name', 'customer'))
        }
        partners = self.env['res.partner'].search([
            ('parent_id', '=', False), ('company_id', 'in', [False, self.company_id.id]),
            '|', '|', ('vat', 'in', list(asked['vat'])), ('ref', 'in', list(asked['ref'])),
            ('name', 'in', list(asked['name'])),
        ])
        index = {key: partners.grouped(key) for key in asked}
        nobody = self.env['res.partner']
        found = []
        for row in rows:
            texts = [(key, _text(row.values.get(column)))
                     for key, column in (('vat', 'vat'), ('ref', 'ref'), ('name', 'customer'))]
            key, text = next(((key, text) for key, text in texts if text), ('name', ''))
            found.append(index[key].get(text, nobody) if text else nobody)
        return found

    def _limit_values(self, row):
        """Return (what a row says, None), or (None, what is wrong)."""
        limit, fault = self._sheet_amount(self.env._("New Limit"), row.values.get('limit'))
        if fault:
            return None, fault
        values = {} if limit is None else {
            'limit_mode': 'limited', 'credit_limit': self.company_id.sudo().currency_id.round(limit)}
        today = self.company_id.sudo()._credit_today()
        for column, field in DATES.items():
            value = row.values.get(column)
            if value is None:
                continue
            day = _day(value)
            if not day:
                return None, self.env._(
                    "%(text)s is no date. Write it like 2027-03-31.", text=shown(value))
            if day < today:
                return None, self.env._(
                    "%(day)s is over. Put a day from today on, or leave it empty.", day=str(day))
            values[field] = day
        return values, None

    def _limit_words(self, profile, values):
        """Return what a row changes, in one line."""
        fields, parts = self.env['credit.profile']._fields, []
        for name, value in values.items():
            if name == 'limit_mode':
                continue
            before = profile[name] if profile else False
            if name == 'credit_limit':
                currency = self.company_id.sudo().currency_id
                mode = profile and profile.limit_mode != 'limited'
                modes = dict(fields['limit_mode']._description_selection(self.env))
                before = modes[profile.limit_mode] if mode else profile and currency.format(before)
                value = currency.format(value)
            parts.append(self.env._(
                "%(what)s: %(before)s → %(after)s", what=fields[name]._description_string(self.env),
                before=before or self.env._("none"), after=value))
        return '; '.join(parts)

    def _take_limits(self, values):
        """Write one row with the rights of whoever reads the list in."""
        values = {**values, 'limit_reason': self.reason.strip()}
        partner_id, profile_id = values.pop('partner'), values.pop('profile')
        profiles = self.env['credit.profile'].with_context(tracking_disable=True)
        if profile_id:
            profiles.browse(profile_id).write(values)
        else:
            profiles.create({
                'partner_id': partner_id, 'company_id': self.company_id.id, **values})


def _text(value):
    return '' if value is None else str(value).strip()


def _day(value):
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
