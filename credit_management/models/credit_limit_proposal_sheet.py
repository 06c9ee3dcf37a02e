from odoo import api, models
from odoo.exceptions import UserError

from ..report.xlsx import Book, Column, Currency
from .credit_sheet import shown

#: Lines that are read and written at a time.
BATCH = 2_000
#: What stands in the column of those who keep what they have.
KEPT = 'x'
#: Columns without which a spreadsheet is no such list.
FILLED_IN = ('customer', 'profile', 'limit', 'why')


class CreditLimitProposal(models.Model):
    """The list as a spreadsheet: out with every figure, in with a limit and a reason a customer."""

    _inherit = 'credit.limit.proposal'

    # === OUT === #

    def _columns(self):
        """Return the columns; people fill in the last three."""
        return [
            Column('customer', self.env._("Customer"), width=34),
            Column('profile', self.env._("Profile No."), 'integer', width=10),
            Column('sales', self.env._("Sales, 12 Months"), 'money'),
            Column('high_credit', self.env._("High Credit"), 'money'),
            Column('high_credit_date', self.env._("Peak Day"), 'date'),
            Column('term_days', self.env._("Agreed Days"), 'number'),
            Column('late_days', self.env._("Days Beyond Terms"), 'number'),
            Column('core_limit', self.env._("Odoo's Limit"), 'money'),
            Column('current', self.env._("Limit Now"), 'money'),
            Column('need', self.env._("From Purchases"), 'money'),
            Column('history', self.env._("From High Credit"), 'money'),
            Column('proposed_limit', self.env._("Proposed"), 'money'),
            Column('source', self.env._("Follows From")),
            Column('review_date', self.env._("Next Review"), 'date'),
            Column('limit', self.env._("Mine"), 'money'),
            Column('why', self.env._("Why"), width=44),
            Column('is_kept', self.env._("Leave"), width=8),
        ]

    def _read_columns(self):
        return [column for column in self._columns() if column.key in (*FILLED_IN, 'is_kept')]

    @api.model
    def _export_xlsx(self, target, company_id=None):
        """Write the list of a company to `target`."""
        self.check_access('read')
        proposal_sudo = self._of(self.env['credit.receivable']._root_asked(company_id))
        if not proposal_sudo:
            raise UserError(self.env._("No limits are proposed yet. Press Propose limits first."))
        proposal = proposal_sudo.with_env(self.env)
        currency = Currency(
            proposal_sudo.currency_id.name, proposal_sudo.currency_id.decimal_places)
        facts = [
            proposal_sudo.company_id.display_name, str(proposal_sudo.date), currency.name,
            self.env._("Change the columns Mine, Why and Leave (x: keeps what he has), and read the"
                       " file in again. Leave the other columns as they are."),
        ]
        with Book(target) as book:
            sheet = book.sheet(
                self.env._("Limits"), self.env._("Proposed limits"), facts, proposal._columns(),
                currency=currency)
            line_model = self.env['credit.limit.proposal.line']
            ids = line_model.search(proposal._lines()).ids
            for start in range(0, len(ids), BATCH):
                for line in line_model.browse(ids[start:start + BATCH]):
                    sheet.write(line._cells())
                line_model.invalidate_model()

    # === IN === #

    def _read_xlsx(self, content):
        """Return (changes, errors, unchanged rows) of a filled-in list; nothing is written.

        :return: ``[(row number, line, {field: value})]``, ``[(row number, customer, message)]``, int
        :raise UserError: when the file is no such list
        """
        self.ensure_one()
        lines = {
            line.profile_id.id: line
            for line in self.env['credit.limit.proposal.line'].search(self._lines())
        }
        changes, errors, same, seen = [], [], 0, {}
        rows = self.env['credit.sheet']._sheet_rows(
            content, lambda reader: self.with_env(reader.env)._read_columns(), FILLED_IN)
        for row in rows:
            line, message = self._line_of(row, lines, seen)
            values = None
            if line:
                values, message = line._values_read(row.values)
            if message:
                errors.append((row.number, str(row.values.get('customer') or ''), message))
            elif values:
                changes.append((row.number, line, values))
            else:
                same += 1
        return changes, errors, same

    def _line_of(self, row, lines, seen):
        """Return (line of a row, None), or (None, what is wrong)."""
        number, name = row.values.get('profile'), row.values.get('customer')
        line = lines.get(int(number)) if _is_whole(number) else None
        if not line:
            return None, self.env._(
                "Profile No. %(number)s is not in this list. Take the list out again, and copy your"
                " limits into it.", number='–' if number is None else shown(number))
        if str(name or '').strip() != (line.sudo().partner_id.display_name or '').strip():
            return None, self.env._(
                "Profile No. %(number)s is %(customer)s, but the row says %(text)s. Sort whole rows,"
                " and leave these two columns as they are.", number=line.profile_id.id,
                customer=line.sudo().partner_id.display_name, text=shown(name))
        first = seen.setdefault(line.id, row.number)
        if first != row.number:
            return None, self.env._(
                "%(customer)s is in row %(first)s already. Leave one of the two.",
                customer=line.sudo().partner_id.display_name, first=first)
        return line, None


class CreditLimitProposalLine(models.Model):
    _inherit = 'credit.limit.proposal.line'

    def _cells(self):
        """Return the row of the spreadsheet."""
        source = dict(self._fields['source']._description_selection(self.env))
        now = self.current_limit if self.current_mode == 'limited' else None
        return [
            self.sudo().partner_id.display_name, self.profile_id.id, self.sales, self.high_credit,
            self.high_credit_date or None, self.term_days if self.has_term else None,
            self.late_days if self.has_late else None, self.core_limit or None, now, self.need,
            self.history, self.proposed_limit, source[self.source], self.review_date or None,
            self.limit, self.why or None, KEPT if self.is_kept else None,
        ]

    def _values_read(self, cells):
        """Return (what a row of the spreadsheet changes, None), or (None, what is wrong)."""
        limit, fault = self.env['credit.sheet']._sheet_amount(self.env._("Mine"), cells['limit'])
        if fault:
            return None, fault
        why = cells['why']
        if why is not None and not isinstance(why, (str, int, float)):
            return None, self.env._(
                "Why is %(text)s. Write a sentence.", text=shown(why))
        read = {
            'limit': self.limit if limit is None else self.currency_id.round(limit),
            'why': '' if why is None else str(why),
            'is_kept': cells['is_kept'] is not None if 'is_kept' in cells else self.is_kept,
        }
        by_hand = self.currency_id.compare_amounts(read['limit'], self.proposed_limit) != 0
        if by_hand and not read['is_kept'] and not read['why']:
            return None, self.env._(
                "%(limit)s is proposed, the row says %(mine)s, and no reason. Say in the column Why,"
                " or put the proposed limit back.", limit=self._shown_limit(self.proposed_limit),
                mine=self._shown_limit(read['limit']))
        return {
            name: value for name, value in read.items() if value != (self[name] or type(value)())
        }, None

    def _shown_limit(self, limit):
        return self.currency_id.format(limit)


def _is_whole(value):
    if isinstance(value, str):
        return value.isascii() and value.isdigit() and len(value) < 16
    return not isinstance(value, bool) and isinstance(value, (int, float)) and (
        abs(value) < 1e15 and value == int(value))
