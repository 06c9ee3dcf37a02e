import json
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..const import DECISION_KINDS
from ..tools import chain

_logger = logging.getLogger(__name__)


class CreditDecision(models.Model):
    """The append-only log. A line is written with the fact that it tells of, and linked into its
    chain (a profile's, else the company's) under the gate's lock; from then on it cannot change
    unnoticed. Links to records are outside the hash, so deleting a draft does not break a chain.
    """

    _name = 'credit.decision'
    _description = "Credit Decision"
    _order = 'date desc, id desc'
    _log_access = False
    _rec_name = 'kind'

    kind = fields.Selection(selection='_selection_kind', required=True, readonly=True)
    profile_id = fields.Many2one(
        'credit.profile', readonly=True, index='btree_not_null', ondelete='set null'
    )
    company_id = fields.Many2one('res.company', readonly=True, ondelete='set null')
    user_id = fields.Many2one('res.users', readonly=True, ondelete='set null')
    date = fields.Datetime(required=True, readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field='res_model', readonly=True)
    verdict = fields.Char(readonly=True)
    chain = fields.Char(required=True, readonly=True)
    payload = fields.Text(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    previous_hash = fields.Char(readonly=True)
    hash = fields.Char(readonly=True)
    is_sealed = fields.Boolean(compute='_compute_is_sealed')
    figures = fields.Text(compute='_compute_figures')

    _chain_unique = models.UniqueIndex('(chain, sequence) WHERE sequence IS NOT NULL')
    _document_idx = models.Index('(res_model, res_id, id)')
    # The last check of each order by the index alone: payloads are long.
    _last_check_idx = models.Index(
        "(res_id, id DESC) INCLUDE (verdict)"
        " WHERE res_model = 'sale.order' AND kind IN ('check', 'would_hold')"
    )
    _date_idx = models.Index('(date DESC, id DESC)')
    # A customer's story leaves out the checks that passed: there is one an order.
    _story_idx = models.Index("(profile_id, date) WHERE kind <> 'check'")
    # What would have been held, while a company only reports.
    _would_hold_idx = models.Index("(company_id, date) WHERE kind = 'would_hold'")
    _unsealed_idx = models.Index('(chain) WHERE hash IS NULL')

    @api.model
    def _selection_kind(self):
        labels = {
            'check': self.env._("Check passed"),
            'would_hold': self.env._("Would have been held"),
            'hold': self.env._("Held"),
            'refused_unsaved': self.env._("Refused, never saved"),
            'release': self.env._("Released"),
            'second_signature': self.env._("Second signature"),
            'reject': self.env._("Rejected"),
            'proposal': self.env._("Proposed to sales"),
            'cure': self.env._("Cured"),
            'cancel': self.env._("Withdrawn"),
            'escalate': self.env._("Passed on"),
            'limit': self.env._("Limit changed"),
            'standing': self.env._("Standing changed"),
            'profile': self.env._("Profile"),
            'policy': self.env._("Policy"),
            'setting': self.env._("Setting"),
            'pause': self.env._("Enforcement paused"),
            'merged': self.env._("Merged"),
            'component': self.env._("Exposure component added"),
            'export': self.env._("Log exported"),
            'bureau': self.env._("Bureau data"),
            'provision': self.env._("Provision"),
            'ceiling': self.env._("Receivables ceiling"),
            'aging_grade': self.env._("Aging grade"),
            'go_live': self.env._("Go-live"),
            'opening': self.env._("Opening limits"),
            'import': self.env._("Imported list"),
            'signal': self.env._("Danger signal"),
            'promise': self.env._("Promise to pay"),
            'dispute': self.env._("Dispute"),
            'case': self.env._("Collection case"),
            'contact_stop': self.env._("Stop list"),
            'interest': self.env._("Late interest"),
            'write_off': self.env._("Write-off"),
            'limit_request': self.env._("Limit request"),
            'mandate': self.env._("Mandate to an agency"),
            'handover': self.env._("Hand-over file"),
            'group': self.env._("Credit group"),
            'contract': self.env._("Contract"),
            'authorization': self.env._("Authorization"),
            'blacklist': self.env._("Blacklist"),
            'score': self.env._("Score"),
            'invoice_sent': self.env._("Invoice sent without proof"),
            'instrument': self.env._("Bill or cheque"),
            'security': self.env._("Security"),
            'fraud': self.env._("Fraud checklist"),
        }
        return [(kind, labels[kind]) for kind in DECISION_KINDS]

    @api.depends('hash')
    def _compute_is_sealed(self):
        for decision in self:
            decision.is_sealed = bool(decision.hash)

    @api.depends('payload')
    def _compute_figures(self):
        for decision in self:
            data = json.loads(decision.payload or '{}').get('data', {})
            decision.figures = '\n'.join(f'{key}: {value}' for key, value in sorted(data.items()))

    def _figures(self):
        """Return the figures of a logged check, as `tools.breaches.worsened` compares them."""
        self.ensure_one()
        return json.loads(self.payload)['data'].get('figures') or {}

    # === CRUD: append only === #

    def write(self, vals):
        raise UserError(self.env._("The decision log is append-only; a line is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The decision log is append-only; a line is never deleted."))

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Decisions are logged by what happens, not by hand."))

    # === WRITING === #

    def _log(self, kind, profile=None, company=None, payload=None, res_model=None, res_id=None,
             verdict=None):
        """Log a decision in the running transaction; it is linked into its chain after commit.

        `payload`: dict of plain values (codes and figures, never sentences).
        """
        company = company or (profile and profile.company_id) or self.env.company
        key = self._chain_key(profile.id if profile else None, company.root_id.id)
        self._insert(self.env.cr, kind, key, profile.id if profile else None, company.root_id.id,
                     payload or {}, res_model, res_id, verdict, self.env.uid)
        self._seal_after_commit(key)

    @staticmethod
    def _chain_key(profile_id, company_id):
        return f'profile:{profile_id}' if profile_id else f'company:{company_id}'

    def _insert(self, cr, kind, key, profile_id, company_id, payload, res_model=None, res_id=None,
                verdict=None, user_id=None):
        """Insert one unlinked line by SQL and return its id."""
        columns, _text = self._columns(
            kind, key, profile_id, company_id, payload, res_model, res_id, verdict, user_id
        )
        cr.execute(SQL(
            "INSERT INTO credit_decision (kind, profile_id, company_id, user_id, date, res_model,"
            " res_id, verdict, chain, payload) VALUES (%s) RETURNING id", columns,
        ))
        return cr.fetchone()[0]

    def _append(self, cr, key, position, kind, profile_id, company_id, payload, res_model=None,
                res_id=None, verdict=None, user_id=None):
        """Insert one line and link it at once: for those who hold the gate's lock on `cr`."""
        cr.execute(self._appending(
            key, position, kind, profile_id, company_id, payload, res_model, res_id, verdict,
            user_id,
        ))

    def _appending(self, key, position, kind, profile_id, company_id, payload, res_model=None,
                   res_id=None, verdict=None, user_id=None):
        """Return the SQL that inserts one line and links it.

        `position`: (sequence, head) as `credit.gate._lock` gave it.
        """
        columns, text = self._columns(
            kind, key, profile_id, company_id, payload, res_model, res_id, verdict, user_id
        )
        sequence, previous = position[0] + 1, position[1]
        line_hash = chain.digest(key, sequence, previous, text)
        return SQL(
            "WITH head AS (UPDATE credit_gate SET sequence = %s, head = %s WHERE key = %s)"
            " INSERT INTO credit_decision (kind, profile_id, company_id, user_id, date, res_model,"
            " res_id, verdict, chain, payload, sequence, previous_hash, hash)"
            " VALUES (%s, %s, %s, %s)",
            sequence, line_hash, key, columns, sequence, previous, line_hash,
        )

    def _columns(
        self, kind, key, profile_id, company_id, payload, res_model, res_id, verdict, user_id
    ):
        """Return the values of a line as SQL, and its canonical text."""
        now = fields.Datetime.now()
        text = chain.canonical({
            'version': chain.VERSION, 'kind': kind, 'date': now, 'user': user_id,
            'profile': profile_id, 'company': company_id, 'document': [res_model, res_id],
            'verdict': verdict, 'data': payload,
        })
        return SQL(
            "%s, %s, %s, %s, %s, %s, %s, %s, %s, %s",
            kind, profile_id or None, company_id, user_id or None, now, res_model or None,
            res_id or None, verdict or None, key, text,
        ), text

    def _seal(self, cr, key):
        """Link the unlinked lines of chain `key`, whose gate row `cr` has locked."""
        cr.execute(SQL(
            "SELECT id, payload FROM credit_decision WHERE chain = %s AND hash IS NULL"
            " ORDER BY id FOR UPDATE SKIP LOCKED", key,
        ))
        lines = cr.fetchall()
        if not lines:
            return
        cr.execute(SQL("SELECT sequence, head FROM credit_gate WHERE key = %s", key))
        sequence, head = cr.fetchone()
        for line_id, text in lines:
            sequence += 1
            previous, head = head, chain.digest(key, sequence, head, text)
            cr.execute(SQL(
                "UPDATE credit_decision SET sequence = %s, previous_hash = %s, hash = %s"
                " WHERE id = %s", sequence, previous, head, line_id,
            ))
        cr.execute(SQL(
            "UPDATE credit_gate SET sequence = %s, head = %s WHERE key = %s", sequence, head, key
        ))

    def _seal_after_commit(self, key):
        data = self.env.cr.postcommit.data.setdefault('credit_management.seal', set())
        if not data:
            self.env.cr.postcommit.add(self._seal_pending)
        data.add(key)

    def _seal_pending(self):
        keys = self.env.cr.postcommit.data.pop('credit_management.seal', set())
        for key in sorted(keys):
            try:
                self._seal_chain(key)
            except Exception:  # noqa: BLE001 - what was decided is committed; the cron tries again
                _logger.exception("chain %s could not be linked", key)

    def _seal_chain(self, key):
        """Link what chain `key` has not linked yet, in a transaction of its own."""
        gate = self.env['credit.gate']
        with gate._own_transaction() as cr:
            gate._lock(cr, [key], create=True)
            self._seal(cr, key)

    def _cron_seal(self):
        """Link lines whose process died between its commit and the linking."""
        cr = self.env.cr
        cr.execute("SELECT DISTINCT chain FROM credit_decision WHERE hash IS NULL")
        models = {'profile': 'credit.profile', 'company': 'res.company'}
        keys = {
            self.env[models[kind]].browse(int(number)): key for (key,) in cr.fetchall()
            for kind, number in [key.split(':')]
        }
        self.env['credit.failure']._in_turn(
            'seal', list(keys), lambda owner: self._seal_chain(keys[owner]))
