from odoo import api, models

from ..models.credit_sheet import shown
from ..report.xlsx import Column
from .credit_import import Parsed, Template
from .credit_import_limits import MANAGER, _day, _text


class CreditImport(models.TransientModel):
    """Credit groups: a row a member, with what the group as a whole may owe in one of them."""

    _inherit = 'credit.import'

    @api.model
    def _templates(self):
        return {**super()._templates(), 'groups': Template(
            self.env._("Credit groups"), MANAGER, self.env._(
                "One row a member: the group's name and the customer. The pool stands in one row of the"
                " group, or in all alike; without one the members' limits together are the pool. A"
                " group whose name is new is made, and is in force at once."),
        )}

    @api.model
    def _columns_groups(self):
        return [
            Column('group', self.env._("Group"), width=28),
            Column('currency', self.env._("Currency"), width=10),
            Column('pool', self.env._("Pool"), 'money'),
            Column('until', self.env._("Valid Until"), 'date', width=13),
            Column('customer', self.env._("Customer"), width=34),
            Column('vat', self.env._("Tax ID"), width=18),
            Column('ref', self.env._("Reference"), width=14),
            Column('most', self.env._("Most of the Pool"), 'money'),
            Column('share', self.env._("Share (%)"), 'number', width=11),
            Column('why', self.env._("Belongs Because"), width=34),
        ]

    @api.model
    def _required_groups(self):
        return 'group', 'customer'

    def _filled_groups(self):
        members = self.env['credit.group.member'].search([
            ('company_id', '=', self.company_id.id), ('date_to', '=', False)])
        for member in members.sorted(lambda one: (one.group_id.name, one.id)):
            group, partner_sudo = member.group_id, member.sudo().profile_id.partner_id
            yield [
                group.name, group.currency_id.name,
                group.pool_limit if group.limit_mode == 'amount' else None, group.valid_until or None,
                partner_sudo.name, partner_sudo.vat or None, partner_sudo.ref or None,
                member.sub_limit or None, round(100 * member.share, 6) or None, member.why or None,
            ]

    # === ROWS === #

    def _parsed_groups(self, rows):
        customers, seen = self._customers_named(rows), {}
        known = self._known_groups(rows, customers)
        return [
            self._parsed_member(row, found, known, seen)
            for row, found in zip(rows, customers, strict=True)
        ]

    def _known_groups(self, rows, customers):
        """Return what there is of the groups, profiles and members that rows name."""
        profiles = self.env['credit.profile'].search([
            ('company_id', '=', self.company_id.id),
            ('partner_id', 'in', sorted({one.id for found in customers for one in found}))])
        groups = self.env['credit.group'].search([('state', '!=', 'ended')])
        members_sudo = self.env['credit.group.member'].sudo().search(
            [('profile_id', 'in', profiles.ids), ('date_to', '=', False)])
        codes = {_text(row.values.get('currency')).upper() for row in rows}
        return {
            'profiles': {profile.partner_id.id: profile for profile in profiles},
            'groups': groups.grouped(lambda group: group.name.strip().casefold()),
            'members': {member.profile_id.id: member for member in members_sudo},
            'currencies': {one.name: one for one in self.env['res.currency'].search(
                [('name', 'in', list(codes))])},
            'said': {},
        }

    def _parsed_member(self, row, found, known, seen):
        """Return what a row means: the group's part first, then the member's."""
        name, customer = _text(row.values.get('group')), _text(row.values.get('customer'))
        label = f'{name}: {customer}' if name else customer
        group, fault = self._named_group(name, known)
        fault = fault or self._against_customer(row, customer, found, seen)
        profile = None if fault else known['profiles'].get(found.id)
        fault = fault or self._against_member(name, profile, known)
        terms, fault = ({}, fault) if fault else self._group_terms(row, name, group, known)
        part, fault = ({}, fault) if fault else self._part_values(row)
        if fault:
            return Parsed(row.number, label, message=fault)
        member = known['members'].get(profile.id)
        part = {key: value for key, value in part.items() if not member or value != member[key]}
        if not terms and member and not part:
            return Parsed(row.number, label)
        return Parsed(row.number, label, self._member_words(name, group, terms, member, part), {
            'name': name, 'group': group.id if group else None, 'terms': terms,
            'profile': profile.id, 'member': member.id if member else None, 'part': part})

    def _named_group(self, name, known):
        if not name:
            return None, self.env._("Say which group it is: its name.")
        groups = known['groups'].get(name.casefold())
        if not groups:
            return None, None
        if len(groups) > 1:
            return None, self.env._(
                "%(count)s groups are called so. Give them different names first.",
                count=len(groups))
        return groups, None

    def _against_member(self, name, profile, known):
        """Return why a customer cannot be a member of the group `name`, or None."""
        if not profile:
            return self.env._(
                "He has no credit profile here. Read in his limit first, or leave the row out.")
        member = known['members'].get(profile.id)
        if member and member.group_id.name.strip().casefold() != name.casefold():
            return self.env._(
                "He is in group %(group)s. Take him out of it first.", group=member.group_id.name)
        return None

    def _group_terms(self, row, name, group, known):
        """Return (what is new of the group by this row, None), or (None, what is wrong)."""
        terms, fault = self._terms_of(row, group, known)
        if fault:
            return None, fault
        first, said = known['said'].setdefault(name.casefold(), (row.number, {}))
        for key, value in terms.items():
            if said.setdefault(key, value) != value:
                return None, self.env._(
                    "Row %(first)s says otherwise of this group. Leave pool, currency and end in one"
                    " of its rows.", first=first)
        if group:
            return {key: value for key, value in terms.items() if value != group[key]}, None
        return terms, None

    def _terms_of(self, row, group, known):
        """Return (fields of the group that the row names, None), or (None, what is wrong)."""
        amount, fault = self._sheet_amount(self.env._("Pool"), row.values.get('pool'))
        code, until = _text(row.values.get('currency')).upper(), row.values.get('until')
        day = None if until is None else _day(until)
        currency = known['currencies'].get(code)
        if not fault and amount == 0:
            fault = self.env._("A pool of 0 gives nobody anything. Leave it empty, or write an amount.")
        if not fault and until is not None and not day:
            fault = self.env._("%(text)s is no date. Write it like 2027-03-31.", text=shown(until))
        if not fault and day and day < self.company_id.sudo()._credit_today():
            fault = self.env._(
                "%(day)s is over. Put a day from today on, or leave it empty.", day=str(day))
        if not fault and code and not currency:
            fault = self.env._("There is no active currency %(code)s.", code=code)
        if not fault and group and currency and currency != group.currency_id:
            fault = self.env._(
                "The group counts in %(currency)s. Leave it so, or change it in the group.",
                currency=group.currency_id.name)
        if fault:
            return None, fault
        terms = {} if amount is None else {'limit_mode': 'amount', 'pool_limit': amount}
        if day:
            terms['valid_until'] = day
        return {**terms, **({'currency_id': currency} if currency else {})}, None

    def _part_values(self, row):
        """Return (what a member may take of the pool, None), or (None, what is wrong)."""
        most, fault = self._sheet_amount(self.env._("Most of the Pool"), row.values.get('most'))
        share, why = row.values.get('share'), _text(row.values.get('why'))
        if fault:
            return None, fault
        if share is not None and (
            isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 100
        ):
            return None, self.env._(
                "%(text)s is no share. Write a number from 0 to 100, in per cent.", text=shown(share))
        part = {} if most is None else {'sub_limit': most}
        if share is not None:
            part['share'] = round(share / 100, 8)
        return {**part, **({'why': why} if why else {})}, None

    def _member_words(self, name, group, terms, member, part):
        """Return what a row changes, in one line."""
        words = [] if group else [self.env._("new group")]
        if group and group.state == 'draft':
            words.append(self.env._("comes into force"))
        if 'pool_limit' in terms:
            currency = terms.get('currency_id') or (
                group.currency_id if group else self.company_id.sudo().currency_id)
            words.append(self.env._("pool %(amount)s", amount=currency.format(terms['pool_limit'])))
        if 'valid_until' in terms:
            words.append(self.env._("until %(day)s", day=str(terms['valid_until'])))
        if not member:
            words.append(self.env._("joins"))
        if part.get('sub_limit'):
            words.append(self.env._("at most %(amount)s", amount=f'{part["sub_limit"]:,.2f}'))
        if part.get('share'):
            words.append(self.env._("share %(share)s %%", share=f'{100 * part["share"]:g}'))
        return ', '.join(words) or self.env._("reason")

    # === TAKEN, TAKEN BACK === #

    def _take_groups(self, values):
        """Write one row with the rights of whoever reads the list in; return what to take back."""
        reason, taken = self.reason.strip(), []
        terms = {**values['terms']}
        if terms.get('currency_id'):
            terms['currency_id'] = terms['currency_id'].id
        group = self._group_to_take(values, terms, reason, taken)
        members = self.env['credit.group.member'].with_context(credit_reason=reason)
        if values['member']:
            member = members.browse(values['member'])
            before = {name: member[name] for name in values['part']}
            if values['part']:
                member.write(values['part'])
                taken.append([member._name, member.id, before, values['part']])
        else:
            member = members.create({
                'group_id': group.id, 'profile_id': values['profile'], **values['part']})
            taken.append([member._name, member.id, None, {}])
        # Where more is given by request only, somebody else puts a listed group into force.
        if group.state == 'draft' and not self.company_id.sudo().credit_limit_by_request:
            group.action_approve()
        return taken

    def _group_to_take(self, values, terms, reason, taken):
        """Return the group of a row: there, made by an earlier row, or made now."""
        group = self.env['credit.group'].browse(values['group']) if values['group'] else self.env[
            'credit.group'].search([('name', '=ilike', values['name']), ('state', '!=', 'ended'),
                                    ('company_id', '=', self.company_id.id)])
        if not group:
            group = group.create({
                'name': values['name'], 'company_id': self.company_id.id, 'limit_mode': 'members',
                'currency_id': self.company_id.sudo().currency_id.id, **terms})
            taken.append([group._name, group.id, None, {}])
        elif terms:
            before = {name: group._snapshot([name])[name] for name in terms}
            group.write({**terms, 'limit_reason': reason})
            taken.append([group._name, group.id, before, group._snapshot(list(terms))])
        return group

    @api.model
    def _untake_groups(self, changes, reason):
        """Take back what a list did: members leave, groups that it made end, pools are as before.

        :raises UserError: a pool was decided otherwise since; nothing is taken back then
        """
        for model, record_id, before, after in reversed(changes):
            record = self.env[model].browse(record_id).exists()
            if before is None and model == 'credit.group.member':
                record._leave(reason)
            elif before is None:
                if not record.member_ids:
                    record.action_end()
            elif record:
                self._untake_values(record, before, after, reason)

    def _untake_values(self, record, before, after, reason):
        now = {name: record[name] for name in after}
        now = {name: value.id if isinstance(value, models.BaseModel) else (
            str(value) if name == 'valid_until' and value else value or None)
            for name, value in now.items()}
        self._check_untouched(record, now, {name: value or None for name, value in after.items()})
        values = {name: value or False for name, value in before.items()}
        if record._name == 'credit.group':
            values['limit_reason'] = reason
        record.with_context(credit_reason=reason).write(values)
