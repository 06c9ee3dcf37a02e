from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

#: Kinds of bureaus that are public registers.
_REGISTERS = ('register', 'validator')
#: Numbers that say who a company is, the best first.
_NUMBERS = ('usci', 'siren', 'reg_no', 'ein', 'lei', 'duns')


class CreditFile(models.Model):
    """What Odoo, bureaus and registers know of customers, fetched for a set of them."""

    _inherit = 'credit.file'

    @api.model
    def _fill(self, profiles):
        """Write what is known by itself into the files of `profiles`, and settle them."""
        files = self._of(profiles)
        for root, own in files.grouped('company_id').items():
            own._fill_known(root, self._known(root, own.profile_id))
        files._settle()
        return files

    @api.model
    def _known(self, root, profiles):
        """Return ``{profile id: {(code, source): (value, day)}}``; extend it, a query a kind."""
        found = {profile.id: {} for profile in profiles}
        today = root._credit_today()
        for part in (
            self._known_contact(profiles, today), self._known_numbers(profiles, today),
            self._known_bureaus(root, profiles), self._known_accounts(profiles),
            self._known_sales(root, profiles, today), self._known_conduct(profiles, today),
        ):
            for profile_id, values in part.items():
                found[profile_id] |= {key: pair for key, pair in values.items() if pair[0]}
        return found

    def _fill_known(self, root, known):
        """Write new values; of a figure the entry moves along, of a fact the old one stays."""
        points = self.env['credit.file.point']._by_code()
        entries = self.env['credit.file.entry'].sudo()
        have = {}
        for entry in entries.search(
                [('file_id', 'in', self.ids), ('is_automatic', '=', True)], order='as_of, id'):
            have[entry.file_id.id, entry.point_id.code, entry.source] = entry
        missing = []
        for file in self:
            for (code, source), (value, day) in known[file.profile_id.id].items():
                point, entry = points.get(code), have.get((file.id, code, source))
                if not point or entry and entry.value == value:
                    continue
                values = {'value': value, 'as_of': min(day, root._credit_today())}
                if entry and point.is_figure:
                    entry.write(values)
                else:
                    missing.append({
                        **values, 'file_id': file.id, 'point_id': point.id, 'source': source,
                        'is_automatic': True, 'confidence': 'high'})
        entries.create(missing)

    # === OUR OWN BOOKS === #

    @api.model
    def _known_contact(self, profiles, today):
        return {profile.id: {
            ('legal_name', 'erp'): (profile.partner_id.name, today),
            ('address', 'erp'): (', '.join(filter(None, (
                profile.partner_id.street, profile.partner_id.zip, profile.partner_id.city,
                profile.partner_id.country_id.code))), today),
            ('phone', 'erp'): (profile.partner_id.phone, today),
        } for profile in profiles}

    @api.model
    def _known_numbers(self, profiles, today):
        rows = self.env['credit.partner.identifier'].sudo().search(
            [('partner_id', 'in', profiles.partner_id.ids)])
        found = {}
        for profile in profiles:
            own = rows.filtered(lambda row, profile=profile: row.partner_id == profile.partner_id)
            number = next((row for scheme in _NUMBERS for row in own if row.scheme == scheme), None)
            tax = own.filtered(lambda row: row.scheme == 'vat')[:1]
            found[profile.id] = {
                ('registration_no', 'bureau' if row.source == 'bureau' else 'erp'): (
                    row.value, today) for row in (number,) if row}
            if tax:
                found[profile.id]['tax_no', 'erp'] = (tax.value, today)
        return found

    @api.model
    def _known_sales(self, root, profiles, today):
        """Return the invoiced amounts of a year and of the year before, and what became of them."""
        self.env['account.move'].flush_model()
        self.env.cr.execute(SQL(
            """SELECT bill.commercial_partner_id,
                      COALESCE(SUM(bill.amount_total_signed) FILTER (WHERE bill.date > %(year)s), 0),
                      COALESCE(SUM(bill.amount_total_signed) FILTER (WHERE bill.date <= %(year)s), 0),
                      COUNT(*) FILTER (WHERE bill.move_type = 'out_refund' AND bill.date > %(year)s)
                 FROM account_move bill
                WHERE bill.state = 'posted' AND bill.company_id = ANY(%(companies)s)
                  AND bill.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
                  AND bill.commercial_partner_id = ANY(%(partners)s)
                  AND bill.date > %(two)s AND bill.date <= %(today)s GROUP BY 1""",
            companies=self._companies(root), partners=profiles.partner_id.ids, today=today,
            year=today - relativedelta(months=12), two=today - relativedelta(months=24),
        ))
        found = {row[0]: row[1:] for row in self.env.cr.fetchall()}
        values = {}
        for profile in profiles:
            sales, before, returns = found.get(profile.partner_id.id, (0, 0, 0))
            values[profile.id] = {
                ('sales', 'erp'): (self._amount(sales, root.currency_id) if sales else None, today),
                ('growth', 'erp'): (
                    f'{100 * (float(sales) / float(before) - 1):+.0f} %' if before > 0 else None,
                    today),
                ('returns', 'erp'): (str(returns) if sales else None, today),
            }
        return values

    @api.model
    def _known_conduct(self, profiles, today):
        """Return disputes and broken promises of a year, and how each pays."""
        since = today - relativedelta(months=12)
        counts = {}
        for name, model, extra in (
            ('disputes', 'credit.dispute', []),
            ('broken_promises', 'credit.promise', [('state', 'in', ('broken', 'partial'))]),
        ):
            counts[name] = {profile.id: count for profile, count in self.env[model].sudo()._read_group(
                [('profile_id', 'in', profiles.ids), ('create_date', '>=', since), *extra],
                ['profile_id'], ['__count'])}
        return {profile.id: {
            **{(name, 'erp'): (str(own.get(profile.id, 0)) if profile.class_stage not in (
                False, 'prospect') else None, today) for name, own in counts.items()},
            ('days_late', 'erp'): (
                f'{profile.class_days:.0f}' if profile.class_payment else None, today),
        } for profile in profiles}

    # === BUREAUS, ACCOUNTS === #

    @api.model
    def _known_bureaus(self, root, profiles):
        """Return what the latest report of each kind of source says about who the customer is."""
        reports = self.env['credit.bureau.report'].sudo().search([
            ('company_id', '=', root.id), ('partner_id', 'in', profiles.partner_id.ids),
            ('state', '=', 'bound'), ('is_disputed', '=', False),
        ], order='as_of, id')
        told = {}
        for report in reports:
            source = 'registry' if report.bureau_id.kind in _REGISTERS else 'bureau'
            told.setdefault(report.partner_id.id, {}).update({
                (code, source): (value, report.as_of)
                for code, value in self._of_subject(report._data()['subject']).items() if value})
        return {profile.id: told.get(profile.partner_id.id, {}) for profile in profiles}

    @api.model
    def _of_subject(self, subject):
        address, staff = subject.get('address') or {}, subject.get('employees') or {}
        scope = [one.get('text') for one in subject.get('activity') or [] if one.get('text')]
        return {
            'legal_name': subject.get('legal_name'), 'legal_form': subject.get('legal_form'),
            'status': subject.get('status_raw') or subject.get('status'),
            'registered_on': subject.get('incorporation_date'),
            'registered_capital': self._money(subject.get('registered_capital')),
            'paid_in_capital': self._money(subject.get('paid_in_capital')),
            'staff': staff.get('range') or (str(staff['value']) if staff.get('value') else None),
            'address': ', '.join(filter(None, (
                *(address.get('lines') or []), address.get('postcode'), address.get('city'),
                address.get('country')))),
            'scope': '; '.join(scope)[:250],
        }

    @api.model
    def _known_accounts(self, profiles):
        """Return what the latest annual accounts say: the customer's word, or his auditor's."""
        latest = {}
        for accounts in self.env['credit.annual.accounts'].sudo().search(
                [('profile_id', 'in', profiles.ids)]):
            latest.setdefault(accounts.profile_id.id, accounts)
        return {profile_id: {
            (code, 'customer'): (value, accounts.year_end)
            for code, value in self._of_accounts(accounts).items()
        } for profile_id, accounts in latest.items()}

    @api.model
    def _of_accounts(self, accounts):
        told, currency = accounts._accounts(), accounts.currency_id
        assets, debts = (None if told.missing(name) else told.get(name)
                         for name in ('total_assets', 'total_liabilities'))
        return {
            'total_assets': None if assets is None else self._amount(assets, currency),
            'net_worth': None if assets is None or debts is None else self._amount(
                assets - debts, currency),
        }

    # === WORDS === #

    @api.model
    def _amount(self, amount, currency):
        """Return an amount as it is kept: in no language, so that everybody reads the same."""
        return f'{float(amount):,.0f} {currency.name}'

    @api.model
    def _money(self, money):
        if not money or money.get('amount') is None:
            return None
        return f"{float(money['amount']):,.0f} {money.get('currency') or ''}".strip()

    @api.model
    def _companies(self, root):
        return self.env['res.company'].sudo().with_context(active_test=False).search(
            [('id', 'child_of', root.id)]).ids
