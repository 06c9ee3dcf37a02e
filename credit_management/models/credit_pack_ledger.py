from dateutil.relativedelta import relativedelta
from odoo import models

from ..receivables import movements
from ..report.months import SHORT, month_name
from ..report.pack import Chart, Column, Figure, Section


class CreditPack(models.Model):
    """Two reports of the pack: monthly collection, and receivables against the general ledger."""

    _inherit = 'credit.pack'

    def _reports(self):
        return {
            **super()._reports(), 'collection': (self._collect_collection, self._show_collection),
            'reconciliation': (self._collect_reconciliation, self._show_reconciliation),
        }

    def _collect_collection(self):
        """Return what was booked in each of the last twelve months, from the ledger."""
        receivable = self.env['credit.receivable']
        since = self.date.replace(day=1) - relativedelta(months=11)
        asked = receivable._question(self.company_id, self.date)
        booked = {}
        for month, kind, balance in receivable._rows(movements.by_month(asked, since)):
            booked.setdefault(month, {})[kind] = balance
        opening, rows = sum(booked.pop(None, {}).values()), []
        for number in range(12):
            month = since + relativedelta(months=number)
            own = {kind: booked.get(month, {}).get(kind, 0) for kind in movements.KINDS}
            closing = opening + sum(own.values())
            rows.append({'month': month.isoformat(), **{
                name: self.currency_id.round(float(amount))
                for name, amount in {'opening': opening, **own, 'closing': closing}.items()
            }})
            opening = closing
        return {'rows': rows}

    def _show_collection(self, values):
        rows = [
            [month_name(self.env, row['month'], SHORT), row['opening'],
             row['invoiced'], row['credited'], row['received'], row['other'], row['closing']]
            for row in values['rows']
        ]
        columns = [
            Column('month', self.env._("Month"), width=14),
            Column('opening', self.env._("Opening"), 'money'),
            Column('invoiced', self.env._("Invoiced"), 'money', total=True),
            Column('credited', self.env._("Credit notes"), 'money', total=True),
            Column('received', self.env._("Received"), 'money', total=True),
            Column('other', self.env._("Other entries"), 'money', total=True),
            Column('closing', self.env._("Closing"), 'money'),
        ]
        last = values['rows'][-1]
        return Section(
            'collection', self._nine()['collection'], columns, rows,
            figures=[Figure(self.env._("Received in the month"), -last['received']),
                     Figure(self.env._("Invoiced in the month"), last['invoiced'])],
            notes=[self.env._(
                "From the receivable accounts, by accounting date: opening plus the four columns is"
                " closing. Received is what bank, cash and payment entries took off."
            )],
            chart=Chart([
                month_name(self.env, row['month'], SHORT, False) for row in values['rows']
            ], [
                (columns[2].title, [row[2] for row in rows], '#7c93b2'),
                (columns[4].title, [-row[4] for row in rows], '#9fc9a8'),
            ], name=self.env._("Invoiced and received")),
        )

    def _collect_reconciliation(self):
        tie = self.env['credit.aging.report'].check_tie(self.date, self.company_id.id)
        return {
            'accounts': [[row['name'], row['open'], row['ledger'], row['difference']]
                         for row in tie['accounts']],
            'ties': tie['ties'], 'unexplained': tie['unexplained'], 'lines': tie['line_count'],
        }

    def _show_reconciliation(self, values):
        return Section(
            'reconciliation', self._nine()['reconciliation'], [
                Column('name', self.env._("Account"), width=40),
                Column('open', self.env._("Open lines"), 'money', total=True),
                Column('ledger', self.env._("General ledger"), 'money', total=True),
                Column('difference', self.env._("Difference"), 'money', total=True),
            ], values['accounts'],
            figures=[] if values['ties'] else [
                Figure(self.env._("Lines that differ"), values['lines'], 'integer'),
                Figure(self.env._("Unexplained"), values['unexplained']),
            ],
            notes=[self.env._("The open lines tie to the general ledger.") if values['ties']
                   else self.env._("The open lines do not tie to the general ledger.")],
            empty=self.env._("Nothing was booked on receivable accounts."),
        )
