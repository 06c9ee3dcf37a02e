from odoo import models

from ..tools.deadlines import today_in
from ..tools.waves import has_begun


class CreditCheck(models.AbstractModel):
    """Whether one customer is held: his company's mode, and the wave that he waits for."""

    _inherit = 'credit.check'

    def _mode_of(self, company, row):
        """Return the mode in which a profile's row (`_rows`) is judged; the only place that says it.

        A customer whose wave has not begun is reported on in a company that enforces.
        """
        mode = company._credit_mode_now()
        return 'report' if mode == 'enforce' and self._waits(row) else mode

    @staticmethod
    def _waits(row):
        return bool(row.get('wave_id')) and not has_begun(row['wave_from'], today_in(row['zone']))
