from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.limits import histogram
from .credit_limit_proposal import DECIDED, LARGEST


class CreditLimitProposal(models.Model):
    """What the step of go-live and the list show of proposed limits."""

    _inherit = 'credit.limit.proposal'

    @api.model
    def get_page(self, company_id=None):
        """Return what is proposed for a company and how far it is applied, or None.

        :return: ``{"id", "state", "date", "currency_id", "months", "uplift", "tolerated_days",
            "smallest_limit", "core_first", "customers", "decided", "total", "kept", "by_hand",
            "applied", "refused", "left", "stuck", "reason", "signed_by", "signed_at",
            "bars": [{"from", "to", "count", "amount"}]}``
        """
        self.check_access('read')
        root_sudo = self.env['credit.receivable']._root_asked(company_id)
        proposal_sudo = self._of(root_sudo)
        if not proposal_sudo:
            return None
        return {
            'id': proposal_sudo.id, 'state': proposal_sudo.state,
            'date': fields.Date.to_string(proposal_sudo.date),
            'currency_id': proposal_sudo.currency_id.id,
            'reason': proposal_sudo.reason or None,
            'signed_by': proposal_sudo.signed_by_id.name or None,
            'signed_at': fields.Datetime.to_string(proposal_sudo.signed_at) or None,
            **{name: proposal_sudo[name] for name in self._rules_of_users()},
            **proposal_sudo._counts(), 'bars': proposal_sudo._bars(),
        }

    def _counts(self):
        """Return how many lines there are of each kind, by one query."""
        names = ('customers', 'decided', 'total', 'kept', 'by_hand', 'applied', 'refused', 'left',
                 'stuck')
        [row] = self.env['credit.exposure']._read(None, SQL(
            """SELECT COUNT(*), COUNT(*) FILTER (WHERE NOT is_kept),
                      COALESCE(SUM("limit") FILTER (WHERE NOT is_kept), 0)::float8,
                      COUNT(*) FILTER (WHERE is_kept),
                      COUNT(*) FILTER (WHERE is_by_hand AND NOT is_kept),
                      COUNT(*) FILTER (WHERE state IN ('applied', 'stuck')),
                      COUNT(*) FILTER (WHERE state = 'refused'),
                      COUNT(*) FILTER (WHERE state = 'todo' AND note IS NOT NULL),
                      COUNT(*) FILTER (WHERE state = 'stuck')
                 FROM credit_limit_proposal_line WHERE proposal_id = %s""", self.id,
        ))
        return dict(zip(names, row, strict=True))

    def _bars(self):
        """Return how the limits are spread that are decided on."""
        rows = self.env['credit.exposure']._read(None, SQL(
            """SELECT "limit"::float8, COUNT(*) FROM credit_limit_proposal_line
                WHERE proposal_id = %s AND NOT is_kept GROUP BY 1""", self.id,
        ))
        bars = histogram(limit for limit, count in rows for _number in range(count))
        return [
            {'from': low, 'to': high, 'count': count, 'amount': amount}
            for low, high, count, amount in bars
        ]

    # === ACTIONS === #

    def action_lines(self, kind=None, low=None, high=None):
        """Return the action that opens the list.

        :param str kind: ``largest``, ``by_hand``, ``kept``, ``refused``; None: all
        :param low, high: of the limit, as `bars` have them
        """
        self.ensure_one()
        self.check_access('read')
        kinds = {
            'largest': Domain('rank', '<=', LARGEST), 'by_hand': Domain('is_by_hand', '=', True),
            'kept': Domain('is_kept', '=', True), 'refused': Domain('note', '!=', False),
        }
        asked, domain = self.env['credit.asked'], Domain.TRUE
        if kind is not None:
            domain = kinds[asked._choice('kind', kind, tuple(kinds))]
        if high is not None:
            low = asked._number('low', low, 0, 1e15)
            high = asked._number('high', high, 0, 1e16)
            domain &= DECIDED & Domain('limit', '>=', low) & Domain('limit', '<', high)
        action = self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_limit_proposal_line_action')
        return {**action, 'domain': list(self._lines(domain)), 'context': {
            'credit_proposal_id': self.id}}

    def action_backtest(self):
        """Try the proposed limits on past orders; return the screen of the back-test."""
        self.ensure_one()
        self._check_manager()
        self.check_access('read')
        rows = self.env['credit.exposure']._read(None, SQL(
            """SELECT profile_id, "limit"::float8 FROM credit_limit_proposal_line
                WHERE proposal_id = %s AND NOT is_kept""", self.id,
        ))
        self.env['credit.backtest'].start(
            company_id=self.sudo().company_id.id, limits_from='given', limits=dict(rows) or None)
        return self.env['ir.actions.client']._for_xml_id('credit_management.credit_backtest_action')
