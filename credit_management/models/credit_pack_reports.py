from odoo import api, models


class CreditPack(models.Model):
    """The reports of the pack: nine of a credit department, those that have records by now.

    A later part adds one by extending `_reports` with ``code: (collect, show)``: `collect()` returns
    plain values of the month-end `self.date`, or None while there are none; `show(values)` a
    `report.pack.Section` in the reader's language. Its code is one of `_nine`.
    """

    _inherit = 'credit.pack'

    @api.model
    def _nine(self):
        """Return ``{code: name}`` of the reports of a credit department, in their order."""
        return {
            'control': self.env._("Receivables under control"),
            'aging': self.env._("Aging analysis"),
            'dso': self.env._("DSO analysis"),
            'receivable_forecast': self.env._("Receivables forecast"),
            'cash_forecast': self.env._("Cash forecast"),
            'disputes': self.env._("Proposals on disputes"),
            'collection': self.env._("Monthly collection"),
            'reconciliation': self.env._("Receivables and general ledger"),
            'decisions': self.env._("Holds and releases"),
        }

    def _reports(self):
        """Return ``{code: (collect, show)}`` of the reports that have records."""
        return {}

    def _contents(self):
        """Return ``[(name, what there is of it)]`` of the nine, for the cover."""
        self.ensure_one()
        there, known = self.figures or {}, self._reports()
        return [
            (name, self.env._("in this pack") if code in there
             else self.env._("no data for this month") if code in known
             else self.env._("not in this pack: its records are not kept yet"))
            for code, name in self._nine().items()
        ]
