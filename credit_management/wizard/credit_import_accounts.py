from odoo import Command, api, models

from ..models.credit_sheet import shown
from ..report.xlsx import Column
from ..tools.annual_accounts import ENTRIES, Z_MODELS, sheet_faults
from .credit_import import Parsed, Template
from .credit_import_limits import MANAGER, _day, _text

#: In what a list counts: ones, thousands, ten thousands (万元), millions.
UNITS = (1, 1_000, 10_000, 1_000_000)
#: Entries that may be below 0.
SIGNED = frozenset({'retained_earnings', 'ebit', 'profit', 'interest'})


class CreditImport(models.TransientModel):
    """Annual accounts of customers: a row a year, up to three years of each."""

    _inherit = 'credit.import'

    @api.model
    def _templates(self):
        return {**super()._templates(), 'accounts': Template(
            self.env._("Annual accounts of customers"), MANAGER, self.env._(
                "A row a customer and year, the last three years at most. An empty cell is not known,"
                " which is not 0. Unit is 1, 1000, 10000 or 1000000. Equity is for the check alone:"
                " assets are debts and equity together. A year that is there already is replaced."),
        )}

    @api.model
    def _columns_accounts(self):
        names = dict(self.env['credit.annual.accounts.line']._selection_entry())
        return [
            Column('customer', self.env._("Customer"), width=34),
            Column('vat', self.env._("Tax ID"), width=18),
            Column('ref', self.env._("Reference"), width=14),
            Column('year_end', self.env._("Year Ended"), 'date', width=13),
            Column('currency', self.env._("Currency"), width=10),
            Column('unit', self.env._("Unit"), 'number', width=10),
            Column('kind', self.env._("Firm"), width=14),
            Column('source', self.env._("Source"), width=18),
            *(Column(entry, names[entry], 'number', width=16) for entry in ENTRIES),
            Column('equity', self.env._("Equity (Check)"), 'number', width=16),
        ]

    @api.model
    def _required_accounts(self):
        return 'customer', 'year_end', 'total_assets'

    def _filled_accounts(self):
        kinds = dict(self.env['credit.annual.accounts']._selection_kind())
        accounts = self.env['credit.annual.accounts'].search(
            [('company_id', '=', self.company_id.id)], order='profile_id, year_end DESC')
        for each in accounts:
            partner_sudo, known = each.sudo().profile_id.partner_id, each._accounts()
            yield [
                partner_sudo.name, partner_sudo.vat or None, partner_sudo.ref or None, each.year_end,
                each.currency_id.name, 1, kinds[each.kind], each.source or None,
                *(getattr(known, entry) for entry in ENTRIES), None]

    # === ROWS === #

    def _parsed_accounts(self, rows):
        customers = self._customers_named(rows)
        profiles = {profile.partner_id.id: profile for profile in self.env['credit.profile'].search([
            ('company_id', '=', self.company_id.id),
            ('partner_id', 'in', sorted({one.id for found in customers for one in found}))])}
        known = {
            'profiles': profiles, 'seen': {},
            'there': {(each.profile_id.id, each.year_end): each for each in self.env[
                'credit.annual.accounts'].search(
                    [('profile_id', 'in', [profile.id for profile in profiles.values()])])},
            'currencies': {one.name: one for one in self.env['res.currency'].search([])},
            'kinds': {text.casefold(): kind for text, kind in (
                *((name, kind) for kind, name in
                  self.env['credit.annual.accounts']._selection_kind()),
                *((kind, kind) for kind in Z_MODELS))},
        }
        return [self._parsed_year(row, found, known)
                for row, found in zip(rows, customers, strict=True)]

    def _parsed_year(self, row, found, known):
        name = _text(row.values.get('customer'))
        # Three rows of a customer are three years, not one row three times.
        fault = self._against_customer(row, name, found, {})
        profile = None if fault else known['profiles'].get(found.id)
        if not fault and not profile:
            fault = self.env._(
                "He has no credit profile here. Read in his limit first, or leave the row out.")
        head, fault = ({}, fault) if fault else self._year_head(row, known)
        entries, fault = ({}, fault) if fault else self._year_entries(row, head.pop('unit'))
        if fault:
            return Parsed(row.number, name, message=fault)
        first = known['seen'].setdefault((profile.id, head['year_end']), row.number)
        if first != row.number:
            return Parsed(row.number, name, message=self.env._(
                "This year of the customer is in row %(first)s already. Leave one of the two.",
                first=first))
        there = known['there'].get((profile.id, head['year_end']))
        if there and self._same_year(there, head, entries):
            return Parsed(row.number, name)
        return Parsed(
            row.number, name, self._year_words(there, head, entries),
            {'profile': profile.id, 'accounts': there.id if there else None, 'head': head,
             'entries': entries})

    def _year_head(self, row, known):
        """Return (day, currency, unit, kind and source of a row, None), or (None, what is wrong)."""
        company_sudo, value = self.company_id.sudo(), row.values.get('year_end')
        day, today = value is not None and _day(value), self.company_id.sudo()._credit_today()
        code, unit = _text(row.values.get('currency')).upper(), row.values.get('unit')
        kind = known['kinds'].get((_text(row.values.get('kind')) or 'private').casefold())
        currency = known['currencies'].get(code) if code else company_sudo.currency_id
        fault = None
        if not day:
            fault = self.env._("%(text)s is no date. Write it like 2027-03-31.", text=shown(value))
        elif day > today:
            fault = self.env._(
                "The year ends on %(day)s, so there are no accounts of it yet.", day=str(day))
        elif day.year < today.year - 4:
            fault = self.env._(
                "%(day)s is too long ago: the last three years are read in.", day=str(day))
        elif not currency:
            fault = self.env._("There is no active currency %(code)s.", code=code)
        elif unit is not None and unit not in UNITS:
            fault = self.env._(
                "%(text)s is no unit. Write 1, 1000, 10000 or 1000000.", text=shown(unit))
        elif not kind:
            fault = self.env._(
                "%(text)s is no kind of firm. Write one of: %(kinds)s.",
                text=shown(row.values.get('kind')), kinds=', '.join(Z_MODELS))
        if fault:
            return None, fault
        return {'year_end': day, 'currency_id': currency.id, 'unit': int(unit or 1), 'kind': kind,
                'source': _text(row.values.get('source')) or False}, None

    def _year_entries(self, row, unit):
        """Return (``{entry: amount}`` in ones, None), or (None, what is wrong)."""
        columns = {column.key: column.title for column in self._columns_accounts()}
        entries = {}
        for entry in (*ENTRIES, 'equity'):
            value = row.values.get(entry)
            is_negative = isinstance(value, (int, float)) and not isinstance(value, bool) and (
                value < 0 and entry in SIGNED | {'equity'})
            amount, fault = self._sheet_amount(columns[entry], -value if is_negative else value)
            if fault:
                return None, fault
            if amount is not None:
                entries[entry] = (-amount if is_negative else amount) * unit
        equity = entries.pop('equity', None)
        if faults := sheet_faults(entries, equity):
            return None, self._sheet_fault_words(*faults[0], columns)
        return entries, None

    def _sheet_fault_words(self, code, part, whole, names):
        if code == 'more':
            return self.env._(
                "%(part)s is more than %(whole)s", part=names[part], whole=names[whole])
        return self.env._(
            "Assets are not debts and equity together: %(part)s and %(whole)s. Check the three"
            " figures.", part=f'{part:,.2f}', whole=f'{whole:,.2f}')

    def _same_year(self, there, head, entries):
        known = there._accounts()
        return all(
            getattr(known, entry) == entries.get(entry) for entry in ENTRIES
        ) and there.currency_id.id == head['currency_id'] and there.kind == head['kind'] and (
            (there.source or False) == head['source'])

    def _year_words(self, there, head, entries):
        words = self.env._("replaces %(day)s", day=head['year_end']) if there else self.env._(
            "new year %(day)s", day=head['year_end'])
        return self.env._("%(year)s, %(count)s of %(all)s entries", year=words, count=len(entries),
                          all=len(ENTRIES))

    # === TAKEN, TAKEN BACK === #

    def _take_accounts(self, values):
        """Write one year with the rights of whoever reads the list in; return what to take back."""
        accounts = self.env['credit.annual.accounts'].browse(values['accounts'])
        before = self._year_plain(accounts) if accounts else None
        lines = [Command.clear(), *(
            Command.create({'entry': entry, 'amount': values['entries'].get(entry) or 0.0,
                            'is_known': entry in values['entries']}) for entry in ENTRIES)]
        if accounts:
            accounts.write({**values['head'], 'line_ids': lines})
        else:
            accounts = accounts.create(
                {**values['head'], 'profile_id': values['profile'], 'line_ids': lines})
        return [[accounts._name, accounts.id, before, self._year_plain(accounts)]]

    @api.model
    def _year_plain(self, accounts):
        """Return a year as plain values, as JSON keeps them."""
        return {
            'year_end': str(accounts.year_end), 'currency_id': accounts.currency_id.id,
            'kind': accounts.kind, 'source': accounts.source or False,
            'entries': {line.entry: line.amount for line in accounts.line_ids if line.is_known},
        }

    @api.model
    def _untake_accounts(self, changes, reason):
        """Take back years that a list brought; what was there before is there again.

        :raises UserError: a year was changed since; nothing is taken back then
        """
        for model, record_id, before, after in reversed(changes):
            accounts = self.env[model].browse(record_id).exists()
            if not accounts:
                continue
            self._check_untouched(accounts, self._year_plain(accounts), after)
            if before is None:
                accounts.unlink()
                continue
            entries = before.pop('entries')
            accounts.write({**before, 'line_ids': [Command.clear(), *(
                Command.create({'entry': entry, 'amount': entries.get(entry) or 0.0,
                                'is_known': entry in entries}) for entry in ENTRIES)]})
