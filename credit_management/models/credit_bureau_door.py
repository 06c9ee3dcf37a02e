from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.modules.module import get_manifest

from ..exceptions import BureauRefusal
from ..tools import bureau_lists as lists
from ..tools.bureau_reports import sealed
from ..tools.bureau_values import is_code


class CreditBureauReport(models.Model):
    """The agent's door: `docs/bureau_report_contract.md` says what goes in and what comes out."""

    _inherit = 'credit.bureau.report'

    def _check_sync(self):
        """Let the agent in, and nobody else: what it hands over is written in sudo mode."""
        group = 'credit_management.credit_management_group_bureau_sync'
        if not self.env.su and not self.env.user.has_group(group):
            raise AccessError(self.env._(
                "Bureau reports are handed in by the sync agent. Give its user the group"
                " 'Bureau Sync'."
            ))

    @api.model
    @api.readonly
    def capabilities(self):
        """Say which contract is spoken here, and for which bureaus."""
        self._check_sync()
        bureaus = self.env['credit.bureau']._of_company(self.env.company.root_id)
        return {
            'addon_version': get_manifest('credit_management')['version'],
            'contract_versions': list(lists.CONTRACT_VERSIONS),
            'max_batch': lists.MAX_BATCH,
            'bureaus': sorted(bureaus),
            'server_time': f'{fields.Datetime.now().isoformat()}Z',
        }

    @api.model
    @api.readonly
    def partner_keys(self, cursor=None, limit=500):
        """Give the customers whom bureaus may be asked about, oldest change first.

        :param cursor: ``{"write_date", "id"}`` of the answer before, or null for the first page
        :return: ``{"partners": [key], "cursor": … or null when this was the last page}``
        """
        self._check_sync()
        return self.env['credit.bureau.key'].sudo()._page(self.env.company.root_id, cursor, limit)

    @api.model
    def import_reports(self, batch_key, contract_version, reports):
        """Take in a batch of reports, all looked at before any is written.

        :return: one answer a report, in their order; the same `batch_key` again gives the same
            answers and writes nothing
        """
        self._check_sync()
        company_sudo = self.env.company.sudo().root_id
        batches_sudo = self.env['credit.bureau.batch'].sudo()
        self._check_call(batch_key, contract_version, reports)
        stored = batches_sudo._answers_of(company_sudo, batch_key)
        if stored is not None:
            return stored
        bureaus = self._bureaus_of(company_sudo, reports)
        batch_sudo = batches_sudo._open(company_sudo, batch_key, contract_version, len(reports))
        return self.env['credit.bureau.intake'].sudo()._take(
            company_sudo, batch_sudo, reports, bureaus
        )

    @api.model
    def _receive(self, batch_key, reports):
        """Take in reports that are made inside, sealing them first: samples, demo data."""
        return self.sudo().import_reports(batch_key, lists.CONTRACT_VERSIONS[-1], [
            sealed(report) for report in reports
        ])

    @api.model
    @api.readonly
    def batch_status(self, batch_key):
        """Say what became of a batch whose answer was lost."""
        self._check_sync()
        stored = self.env['credit.bureau.batch'].sudo()._answers_of(
            self.env.company.sudo().root_id, batch_key
        )
        return {'known': stored is not None, 'answers': stored or []}

    @api.model
    def record_run(self, run):
        """Enter a run of the agent, or how it went on; return its id."""
        self._check_sync()
        company_sudo = self.env.company.sudo().root_id
        return self.env['credit.bureau.run'].sudo()._record(company_sudo, run).id

    # === WHOLE CALLS THAT ARE REFUSED === #

    def _check_call(self, batch_key, contract_version, reports):
        if contract_version not in lists.CONTRACT_VERSIONS:
            raise BureauRefusal('contract_version', self.env._(
                "Version %(version)s of the report contract is not spoken here; write one of:"
                " %(versions)s.", version=contract_version,
                versions=', '.join(map(str, lists.CONTRACT_VERSIONS)),
            ))
        if not isinstance(batch_key, str) or not 0 < len(batch_key) <= 200:
            raise BureauRefusal('malformed', self.env._(
                "A batch needs a key of 1 to 200 characters."
            ))
        if not isinstance(reports, list):
            raise BureauRefusal('malformed', self.env._("Reports come as a list."))
        if len(reports) > lists.MAX_BATCH:
            raise BureauRefusal('batch_too_large', self.env._(
                "%(count)s reports in one batch; send at most %(most)s at once.",
                count=len(reports), most=lists.MAX_BATCH,
            ))

    def _bureaus_of(self, company, reports):
        """Return ``{code: bureau}``, or refuse the call over a bureau that nobody set up."""
        bureaus = self.env['credit.bureau']._of_company(company)
        named = {
            report['provider'] for report in reports
            if isinstance(report, dict) and is_code(report.get('provider'))
        }
        unknown = sorted(named - set(bureaus))
        if unknown:
            raise BureauRefusal('bureau_unknown', self.env._(
                "Nobody set up these bureaus: %(codes)s. Make or activate them under"
                " Credit, Configuration, Bureaus.", codes=', '.join(unknown)[:200],
            ))
        return bureaus
