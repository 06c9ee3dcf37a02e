from collections import defaultdict
from fractions import Fraction

from odoo import fields, models
from odoo.exceptions import UserError

from ..receivables import provisions, tie
from ..tools.exact import exact, total
from ..tools.provisions import expected_loss, insured_loss, insured_part


class CreditProvision(models.Model):
    """How an allowance is computed: one query for all claims, whatever the number of customers."""

    _inherit = 'credit.provision'

    ledger_amount = fields.Monetary(
        string="Receivables in the Ledger", readonly=True, copy=False,
        help="Balance of the receivable accounts on that day, credits included.",
    )

    def action_compute(self):
        """Compute the allowance by each table of rates, as the next version."""
        self.check_access('write')
        for sheet in self:
            if sheet.state not in ('draft', 'computed'):
                sheet._inputs_change()
            sheet._compute_all()
        return True

    def _compute_all(self):
        matrices = self.matrix_id | self.comparison_ids
        matrices._check_ready()
        self.cover_ids._check_not_alone()  # two customers may have become one since
        asked, version = self._asked(), self.version + 1
        results_sudo = self.env['credit.provision.result'].sudo().create([
            self._computed(matrix, asked, version) for matrix in matrices
        ])
        matrices._use()
        self._note_editor()
        self.sudo().write({
            'state': 'computed', 'version': version,
            'result_id': results_sudo.filtered('is_main').id, 'computed_at': fields.Datetime.now(),
            'computed_by_id': self.env.uid, 'ledger_amount': self._ledger(asked),
        })
        self._compute_booked()
        self._log('computed')

    def _asked(self):
        return self.env['credit.receivable']._question(self.company_id.sudo(), self.date)

    def _ledger(self, asked):
        rows = self.env['credit.receivable']._rows(tie.ledger(asked))
        return sum(balance for _account, balance in rows)

    # === ONE TABLE OF RATES === #

    def _computed(self, matrix, asked, version):
        """Return the values of a result: rows, their sums, and what was measured."""
        schedules, measured = matrix._schedules(asked, self.company_id)
        cells = self._cells(matrix, asked, schedules)
        rows, reimbursement = self._age_rows(matrix, schedules, cells)
        rows += self._individual_rows(cells) + self._unbilled_rows(matrix)
        return {
            'provision_id': self.id, 'matrix_id': matrix.id, 'version': version,
            'date': self.date, 'is_main': matrix == self.matrix_id,
            'computed_at': fields.Datetime.now(), 'computed_by_id': self.env.uid,
            'open_amount': float(cells.gross), 'unallocated': float(cells.unallocated),
            'deducted': float(cells.deducted),
            'reimbursement': self.currency_id.round(float(reimbursement or 0)),
            **self._sums(rows),
            **({'month_ends': measured.month_ends, 'sold': measured.sold,
                'late_births': list(measured.late_births)} if measured else {}),
            'row_ids': [
                fields.Command.create({'sequence': number, **row})
                for number, row in enumerate(rows, start=1)
            ],
        }

    def _sums(self, rows):
        """Return the sums by kind. Each row is rounded, so that they add up as they are shown."""
        def added(kind=None):
            return float(total(
                row['allowance'] for row in rows
                if row['has_allowance'] and kind in (None, row['kind'])
            ))

        known = all(row['has_allowance'] for row in rows)
        return {
            'portfolio': added('age'), 'individual': added('individual'),
            'contract_assets': added('unbilled'), 'has_total': known,
            'total': added() if known else 0.0,
        }

    def _cells(self, matrix, asked, schedules):
        """Return the `Cells` of what is open by segment and age, insured and lone customers apart."""
        alone = self.individual_ids.partner_id | self.cover_ids.partner_id
        return Cells(self.env['credit.receivable']._rows(provisions.claims(
            asked, [schedule.part for schedule in schedules], matrix.basis, alone.ids,
            matrix.credits == 'deduct',
        )))

    # === BY AGE === #

    def _age_rows(self, matrix, schedules, cells):
        """Return (values of the rows by age, what the insurer bears beside the allowance)."""
        individual_ids = set(self.individual_ids.partner_id.ids)
        keys = [
            (schedule, number)
            for schedule in schedules for number in range(len(schedule.rates))
        ]
        applied = self._applied_rates(schedules)
        insured, reimbursement = self._insured(matrix, keys, applied, cells)
        rows = []
        for place, (schedule, number) in enumerate(keys):
            part, amount = schedule.part.number, Fraction(0)
            for partner_id, found in cells.amounts[part, number].items():
                amount += found if partner_id not in individual_ids else 0
            own = amount - (insured[place] if matrix.insured == 'inside' else 0)
            loss = expected_loss([own], [applied[place]]).allowance
            rows.append({
                'kind': 'age', 'segment': schedule.name, 'basis': matrix.basis,
                **self._age_of(schedule.part.first_days, number),
                **self._amounts(amount, loss), 'insured_amount': float(insured[place]),
                **self._rates(schedule.rates[number], schedule.factor, applied[place]),
            })
        return rows, reimbursement

    @staticmethod
    def _applied_rates(schedules):
        """Return loss rate × forward factor of each age, as the pure core caps it."""
        return [
            row.rate for schedule in schedules
            for row in expected_loss([0] * len(schedule.rates), schedule.rates, schedule.factor).rows
        ]

    def _insured(self, matrix, keys, applied, cells):
        """Return (insured amount of each age, what the insurer bears beside, None if unknown)."""
        amounts, reimbursement = [Fraction(0)] * len(keys), Fraction(0)
        for cover in self.cover_ids:
            own = [
                cells.amounts[schedule.part.number, number].get(cover.partner_id.id, Fraction(0))
                for schedule, number in keys
            ]
            gross = total(own)
            covered = insured_part(gross, cover.buyer_limit, cover.share)
            found = insured_loss(own, applied, covered, matrix.insured)
            part = covered / gross if gross else Fraction(0)
            amounts = [sum_ + amount * part for sum_, amount in zip(amounts, own, strict=True)]
            known = found.reimbursement is not None and reimbursement is not None
            reimbursement = reimbursement + found.reimbursement if known else None
        return amounts, reimbursement

    @staticmethod
    def _age_of(first_days, number):
        is_last = number + 1 == len(first_days)
        return {
            'first_day': first_days[number], 'is_last': is_last,
            'last_day': 0 if is_last else first_days[number + 1] - 1,
        }

    def _amounts(self, amount, allowance):
        """Return the values of an amount and its allowance; None is unknown."""
        return {
            'amount': float(amount or 0), 'has_amount': amount is not None,
            'allowance': self.currency_id.round(float(allowance or 0)),
            'has_allowance': allowance is not None,
        }

    @staticmethod
    def _rates(rate, factor, applied):
        return {
            'rate': float(rate or 0), 'has_rate': rate is not None, 'factor': factor,
            'applied_rate': float(applied or 0),
        }

    # === ONE BY ONE === #

    def _individual_rows(self, cells):
        rows = []
        for line in self.individual_ids:
            amount = cells.of(line.partner_id.id)
            allowance = line._allowance(amount)
            rate = allowance / amount if amount else Fraction(0)
            rows.append({
                'kind': 'individual', 'partner_id': line.partner_id.id,
                **self._amounts(amount, allowance), **self._rates(rate, 1.0, rate),
            })
        return rows

    def _unbilled_rows(self, matrix):
        if not matrix.counts_unbilled:
            return []
        amount = self._unbilled()
        factor = matrix.forward_factor if matrix.kind == 'ecl' else 1.0
        [row] = expected_loss([amount or 0], [matrix.unbilled_rate], factor).rows
        return [{
            'kind': 'unbilled',
            **self._amounts(amount, None if amount is None else row.allowance),
            **self._rates(matrix.unbilled_rate, factor, row.rate),
        }]

    def _unbilled(self):
        """Return what is delivered and not invoiced: as said on the sheet, or of today; else None."""
        if self.knows_unbilled:
            if self.unbilled_amount < 0:
                raise UserError(self.env._(
                    "What is delivered and not invoiced cannot be below zero. Correct it."
                ))
            return exact(self.unbilled_amount)
        if self.date != self.company_id.sudo()._credit_today():
            return None
        answer = self.env['credit.aging.report'].get_unbilled(self.company_id.id)
        return max(exact(answer['totals']['total']), Fraction(0))


class Cells:
    """What is open by (segment, age), by customer where one was asked for; else under None."""

    def __init__(self, rows):
        self.amounts = defaultdict(lambda: defaultdict(Fraction))
        self.unallocated, self.deducted = Fraction(0), Fraction(0)
        for part, partner_id, bucket, amount, deducted in rows:
            if bucket < 0:
                self.unallocated += exact(amount)
            else:
                self.amounts[part, bucket][partner_id] += exact(amount)
                self.deducted += exact(deducted)

    @property
    def gross(self):
        return self.deducted + total(
            amount for cell in self.amounts.values() for amount in cell.values()
        )

    def of(self, partner_id):
        """Return what is open of one customer, whatever its age."""
        return total(cell[partner_id] for cell in self.amounts.values() if partner_id in cell)
