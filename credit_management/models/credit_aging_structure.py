from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, models

from ..receivables import sums
from ..receivables.as_of import open_lines
from ..receivables.buckets import UNALLOCATED
from ..receivables.grouping import by_group
from ..tools.aging import OLD_DAYS, Aged, Bucket
from ..tools.aging_structure import hhi, largest, largest_share, structure
from ..tools.exact import ratio, rounded, total

#: Month-ends side by side; at most so many.
MONTHS, MOST_MONTHS = 12, 24
#: So many groups have a row of their own.
LARGEST, MOST_ROWS = 10, 1000


class CreditAgingReport(models.Model):
    """How receivables are made up by age, month after month, and on whom they rest."""

    _inherit = 'credit.aging.report'

    @api.model
    @api.readonly
    def get_structure(self, as_of=None, company_id=None, basis='due', months=MONTHS):
        """Return the shares of the age bands on a day, their change, and month-ends before it.

        A month-end that was kept or rebuilt is read by its sums, any other day by its lines.

        :param as_of: ISO date; default the company's today
        :param int company_id: as in `get_aging`
        :param basis: of the bands: ``due`` or ``posting``; what is late counts by due date always
        :param int months: number of month-ends
        :return: the answer of `docs/api.md`
        """
        self.check_access('read')
        receivable = self.env['credit.receivable']
        root_sudo = receivable._root_asked(company_id)
        day, bands = receivable._day_asked(as_of, root_sudo), root_sudo._credit_buckets(basis)
        count = self.env['credit.asked']._whole('months', months, 1, MOST_MONTHS)
        known = self._known_days(root_sudo, day, bands)
        now = known.get(day) or self._measured_day(root_sudo, day, bands)
        compared = {
            'month': known.get(day.replace(day=1) - timedelta(days=1)),
            'year': known.get(day + relativedelta(years=-1, day=31)),
        }
        shown = sorted(known)[-count:]
        return {
            'as_of': day.isoformat(), 'company_id': root_sudo.id, 'basis': basis,
            'currency': root_sudo.currency_id.name, 'currency_id': root_sudo.currency_id.id,
            'buckets': self._bands(bands), 'now': self._day_answer(now),
            'months': [self._day_answer(known[month]) for month in shown],
            'compared': {
                name: found and self._day_answer(found) for name, found in compared.items()},
            'rows': self._changes(root_sudo, bands, now, compared),
        }

    # === DAYS === #

    @api.model
    def _known_days(self, root_sudo, day, bands):
        """Return ``{day: figures}`` of the month-ends until `day` that have sums."""
        months = self.env['credit.receivable.snapshot']._month_ends(
            root_sudo, since=day + relativedelta(months=-MOST_MONTHS - 1, day=1), until=day)
        measured = months._measured(bands)
        return {
            month.date: self._figures(bands, month.date, *measured[month.id], {
                'customers': month.customer_count, 'claims': month.claims,
                'largest': month.largest_amount, 'largest_5': month.largest_5_amount,
                'largest_10': month.largest_10_amount, 'hhi': month.hhi or None,
            }, month) for month in months
        }

    @api.model
    def _measured_day(self, root_sudo, day, bands):
        """Return the figures of a day that has no sums, from its lines."""
        receivable, rounded_money = self.env['credit.receivable'], root_sudo.currency_id.round
        lines = open_lines(receivable._question(root_sudo, day))
        [(_count, _amount, customers, *concentration, hhi_found, own, late)] = receivable._rows(
            sums.measure(lines, day, bands))
        claims, first, five, ten = (rounded_money(value or 0.0) for value in concentration)
        unallocated, total_amount, *amounts = map(
            rounded_money, own or [0.0] * (2 + len(bands.rows())))
        return self._figures(bands, day, (unallocated, total_amount, amounts), late or [0.0] * 3, {
            'customers': customers, 'claims': claims, 'largest': first, 'largest_5': five,
            'largest_10': ten, 'hhi': hhi_found,
        })

    @api.model
    def _figures(self, bands, day, own, late, concentration, month=None):
        unallocated, total_amount, amounts = own
        return {
            'day': day, 'month': month, 'total': total_amount, 'late': late,
            'concentration': concentration,
            'aged': Aged(
                tuple(Bucket(*row) for row in bands.rows()), tuple(amounts), unallocated),
        }

    # === ANSWER === #

    @api.model
    def _day_answer(self, found):
        """Return one day as JSON; shares are parts of one, None where nothing is owed."""
        late, old, weighted = found['late']
        aged, who, month = found['aged'], found['concentration'], found['month']
        return {
            'date': found['day'].isoformat(), 'kind': month.kind if month else 'live',
            'snapshot_id': month.id if month else None,
            'amounts': list(aged.amounts), 'shares': [rounded(share, 6) for share in aged.shares],
            'unallocated': aged.unallocated, 'total': found['total'], 'claims': who['claims'],
            'late_share': rounded(ratio(late, who['claims']), 6),
            'old_share': rounded(ratio(old, who['claims']), 6),
            'late_days': rounded(ratio(weighted, late), 2), 'customers': who['customers'],
            **{f'{name}_share': rounded(ratio(who[name], who['claims']), 6)
               for name in ('largest', 'largest_5', 'largest_10')},
            'hhi': rounded(who['hhi'], 2),
        }

    @api.model
    def _changes(self, root_sudo, bands, now, compared):
        """Return a row a band: what it is now, and how much more than on the days `compared`."""
        names = dict(self._bucket_names(bands))
        rows = [{
            'code': row.code, 'name': names[row.code], 'amount': float(row.amount),
            'share': rounded(row.share, 6),
        } for row in structure(now['aged'])]
        for name, before in compared.items():
            changes = structure(now['aged'], before['aged']) if before else [None] * len(rows)
            for row, change in zip(rows, changes, strict=True):
                row[name] = change and {
                    'amount': root_sudo.currency_id.round(float(change.amount_change)),
                    'share': rounded(change.share_change, 6),
                }
        return rows

    # === ON WHOM IT RESTS === #

    @api.model
    @api.readonly
    def get_concentration(self, as_of=None, company_id=None, group_by='partner', count=LARGEST):
        """Return the groups with the largest claims on a day, and how much rests on them.

        Parameters are those of `get_aging`; ages are by due date.

        :return: ``{"as_of", "company_id", "currency_id", "group_by", "claims", "groups", "hhi",
            "largest_5_share", "rows": [{"key", "name", "amount", "share", "late_amount",
            "late_share"}], "others": {"count", "amount", "share"}}``
        """
        self.check_access('read')
        receivable = self.env['credit.receivable']
        root_sudo = receivable._root_asked(company_id)
        day, money = receivable._day_asked(as_of, root_sudo), root_sudo.currency_id.round
        self._check_group(group_by)
        count = self.env['credit.asked']._whole('count', count, 1, MOST_ROWS)
        found = {key: (name, sums) for key, name, sums in receivable._rows(by_group(
            receivable._question(root_sudo, day), group_by, root_sudo._credit_buckets('due')))}
        claims = {key: sum(filter(None, sums[2:])) for key, (_name, sums) in found.items()}
        claims = {key: amount for key, amount in claims.items() if amount > 0}
        whole, ranked = total(claims.values()), largest(claims, count)
        rest = whole - total(amount for _key, amount, _share in ranked)
        names = self._names(group_by, [(key, found[key][0]) for key, _amount, _share in ranked])
        return {
            'as_of': day.isoformat(), 'company_id': root_sudo.id, 'group_by': group_by,
            'currency_id': root_sudo.currency_id.id, 'claims': money(float(whole)),
            'groups': len(claims), 'hhi': rounded(hhi(claims.values()), 2),
            'largest_5_share': rounded(largest_share(claims, 5), 6),
            'rows': [{
                'key': key or None, 'name': found[key][0] or names.get(key),
                **self._group_answer(found[key][1], money, amount, share),
            } for key, amount, share in ranked],
            'others': {'count': len(claims) - len(ranked), 'amount': money(float(rest)),
                       'share': rounded(ratio(rest, whole), 6)},
        }

    @api.model
    def _group_answer(self, sums, money, amount, share):
        late = money(sum(filter(None, sums[3:])))
        return {
            'amount': money(float(amount)), 'share': rounded(share, 6), 'late_amount': late,
            'late_share': rounded(ratio(late, amount), 6),
        }

    # === WHAT STANDS BEHIND A FIGURE === #

    @api.model
    def open_band(self, code=None, as_of=None, company_id=None, basis='due', snapshot_id=None):
        """Return the action that lists the lines of a figure of `get_structure`.

        :param code: of a band, or ``unallocated``, ``claims``, ``late`` (by due date), ``old`` (more
            than 90 days late); None for all lines
        :param snapshot_id: the month-end the figure was read from; its lines if they were kept
        """
        self.check_access('read')
        receivable = self.env['credit.receivable']
        root_sudo = receivable._root_asked(company_id)
        day, bands = receivable._day_asked(as_of, root_sudo), root_sudo._credit_buckets(basis)
        names = {**dict(self._bucket_names(bands)), **self._part_names()}
        asked = self.env['credit.asked']
        if code:
            asked._choice('code', code, names)
        month = self.env['credit.receivable.snapshot'].browse(
            asked._id('snapshot_id', snapshot_id)).exists()
        if month and month.company_id == root_sudo and month.kind == 'kept':
            action = month.action_open_lines()
        else:
            action = self._action_on(root_sudo, day, basis)
        if code:
            action['domain'] = [*action['domain'], *self._band_domain(bands, code, day)]
            action['name'] = self.env._("%(age)s on %(day)s", age=names[code], day=day)
        return action

    @api.model
    def _part_names(self):
        return {
            'claims': self.env._("Claims"), 'late': self.env._("Overdue"),
            'old': self.env._("More than 90 days overdue"),
        }

    @api.model
    def _band_domain(self, bands, code, day):
        """Return the domain of the lines in a band, by dates: kept lines have no ages."""
        if code == UNALLOCATED:
            return [('open_amount', '<', 0)]
        parts = {
            **{own: (bands.basis, first, last) for own, first, last in bands.rows()},
            'claims': ('due', None, None), 'late': ('due', 1, None), 'old': ('due', OLD_DAYS + 1, None),
        }
        basis, first, last = parts[code]
        name, domain = 'date_due' if basis == 'due' else 'date', [('open_amount', '>', 0)]
        # By posting date nothing is younger than the day itself.
        if first:
            domain.append((name, '<=', day - timedelta(days=first)))
        if last is not None:
            domain.append((name, '>=', day - timedelta(days=last)))
        return domain
