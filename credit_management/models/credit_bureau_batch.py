import json

from odoo import api, fields, models
from odoo.tools import SQL


class CreditBureauBatch(models.Model):
    """The ledger of what the agent handed in: the same key again gives the answer of then."""

    _name = 'credit.bureau.batch'
    _description = "Bureau Batch"
    _order = 'id desc'
    _rec_name = 'batch_key'

    batch_key = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    user_id = fields.Many2one('res.users', readonly=True)
    contract_version = fields.Integer(readonly=True)
    report_count = fields.Integer(string="Reports", readonly=True)
    answers = fields.Text(readonly=True)
    summary = fields.Char(compute='_compute_summary')
    refused = fields.Char(
        compute='_compute_summary', help="Reports that were not stored, and why."
    )
    #: Gzip members of the raw payloads, one after the other; a report knows where its own lies.
    payload = fields.Binary(attachment=True, readonly=True, groups=fields.NO_ACCESS)

    _key_unique = models.UniqueIndex('(company_id, batch_key)')

    @api.depends('answers')
    def _compute_summary(self):
        for batch in self:
            answers = json.loads(batch.answers or '[]')
            counts = {}
            for answer in answers:
                counts[answer['outcome']] = counts.get(answer['outcome'], 0) + 1
            batch.summary = ', '.join(f'{count} {name}' for name, count in sorted(counts.items()))
            batch.refused = '; '.join(
                f"{answer['external_id'] or '?'}: {error['message']}"
                for answer in answers if answer['outcome'] == 'rejected' and not answer['id']
                for error in answer['errors'][:1]
            )[:1000]

    @api.model
    def _answers_of(self, company, batch_key):
        """Return the answers that were given to `batch_key`, or None when it is unknown."""
        self.env.cr.execute(SQL(
            "SELECT answers FROM credit_bureau_batch WHERE company_id = %s AND batch_key = %s",
            company.id, batch_key,
        ))
        row = self.env.cr.fetchone()
        return json.loads(row[0] or '[]') if row else None

    @api.model
    def _open(self, company, batch_key, contract_version, count):
        """Enter a batch in the ledger before anything of it is written.

        Another transaction that enters the same key meanwhile gives a serialization failure here,
        which Odoo answers by trying again; then the key is found.
        """
        self.env.cr.execute(SQL(
            "INSERT INTO credit_bureau_batch (company_id, batch_key, user_id, contract_version,"
            " report_count, create_uid, create_date, write_uid, write_date)"
            " VALUES (%(company)s, %(key)s, %(user)s, %(version)s, %(count)s, %(user)s,"
            " now() AT TIME ZONE 'UTC', %(user)s, now() AT TIME ZONE 'UTC')"
            " ON CONFLICT (company_id, batch_key) DO NOTHING RETURNING id",
            company=company.id, key=batch_key, user=self.env.uid, version=contract_version,
            count=count,
        ))
        return self.browse(self.env.cr.fetchone()[0])

    def _close(self, answers, blob):
        """Keep what was answered, and the raw payloads of what was stored."""
        self.ensure_one()
        self.answers = json.dumps(answers, ensure_ascii=False)
        if blob:
            self._store_payload(blob)

    def _store_payload(self, blob):
        self.ensure_one()
        attachments_sudo = self.env['ir.attachment'].sudo()
        attachments_sudo.search(self._payload_domain()).unlink()
        if blob:
            attachments_sudo.create({
                'name': f'bureau-{self.id}.gz', 'raw': blob, 'res_model': self._name,
                'res_id': self.id, 'res_field': 'payload', 'mimetype': 'application/gzip',
            })

    def _payload_blob(self):
        """Return the gzip members of this batch, for those who logged that they read one."""
        self.ensure_one()
        attachment = self.env['ir.attachment'].sudo().search(self._payload_domain(), limit=1)
        return attachment.raw or b''

    def _payload_domain(self):
        return [
            ('res_model', '=', self._name), ('res_id', '=', self.id), ('res_field', '=', 'payload')
        ]
