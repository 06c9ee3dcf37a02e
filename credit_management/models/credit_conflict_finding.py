from odoo import api, fields, models
from odoo.tools import SQL

#: Kinds of findings; part of a row's id.
ROLES, DID, GONE = range(3)
#: Room for deeds, companies and people in a row's id.
DEEDS, COMPANIES, USERS = 16, 4096, 2 ** 20


class CreditConflictFinding(models.Model):
    """Who has two duties that exclude each other, who did both on one record, who left and kept
    his roles. Read from roles and records of now; nothing is kept.
    """

    _name = 'credit.conflict.finding'
    _description = "Finding of Conflicting Duties"
    _auto = False
    _order = 'kind, date desc, user_id, conflict_id, id'
    _rec_name = 'user_id'

    kind = fields.Selection(
        selection=[('did', "Did both"), ('roles', "Has both roles"), ('gone', "Left, has roles")],
        readonly=True,
    )
    conflict_id = fields.Many2one('credit.conflict', readonly=True)
    user_id = fields.Many2one(
        'res.users', string="Person", readonly=True, context={'active_test': False})
    company_id = fields.Many2one('res.company', readonly=True)
    date = fields.Datetime(readonly=True, help="When it was done; of roles there is no day.")
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field='res_model', readonly=True)
    document = fields.Char(readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    roles = fields.Char(compute='_compute_roles', compute_sudo=True)

    _depends = {
        'credit.conflict': ['active', 'deed', 'first_group_ids', 'second_group_ids'],
        'res.users': ['active', 'group_ids', 'company_ids', 'company_id'],
        'res.groups': ['implied_ids'], 'credit.hold': ['state', 'decided_by_id', 'requester_id'],
    }

    @property
    def _table_query(self):
        deeds = self._deeds()
        return SQL(
            """SELECT found.*, root.currency_id FROM (%s) found
                 JOIN res_company root ON root.id = found.company_id""",
            SQL(" UNION ALL ").join([
                self._both_roles(), self._gone(),
                *(self._did(number, code, query)
                  for number, (code, query) in enumerate(deeds.items())),
            ]),
        )

    # === ROLES === #

    def _roles_of(self):
        """Return SQL of (uid, gid): the roles of people who may log in, implied ones included."""
        return SQL(
            """WITH RECURSIVE held(uid, gid) AS (
                   SELECT own.uid, own.gid FROM res_groups_users_rel own
                     JOIN res_users person ON person.id = own.uid AND person.active
                          AND NOT person.share AND person.id <> 1
                    UNION
                   SELECT held.uid, implied.hid FROM held
                     JOIN res_groups_implied_rel implied ON implied.gid = held.gid
               ) SELECT uid, gid FROM held""")

    def _both_roles(self):
        return SQL(
            """SELECT ((pair.conflict_id::bigint * %(users)s + pair.uid) * %(companies)s + root.id)
                          * 4 + %(kind)s AS id,
                      'roles' AS kind, pair.conflict_id, pair.uid AS user_id,
                      root.id AS company_id, NULL::timestamp AS date, NULL AS res_model,
                      NULL::int AS res_id, NULL AS document, NULL::numeric AS amount
                 FROM (SELECT DISTINCT matrix.id AS conflict_id, one.uid
                         FROM credit_conflict matrix
                         JOIN credit_conflict_first_group_rel a ON a.credit_conflict_id = matrix.id
                         JOIN credit_conflict_second_group_rel b ON b.credit_conflict_id = matrix.id
                         JOIN (%(roles)s) one ON one.gid = a.res_groups_id
                         JOIN (%(roles)s) other ON other.gid = b.res_groups_id
                              AND other.uid = one.uid
                        WHERE matrix.active) pair
                 JOIN res_company_users_rel works ON works.user_id = pair.uid
                 JOIN res_company root ON root.id = works.cid AND root.parent_id IS NULL""",
            users=USERS, companies=COMPANIES, kind=ROLES, roles=self._roles_of(),
        )

    def _gone(self):
        """Return people who may not log in any more, and have a role in credit or an authority."""
        return SQL(
            """SELECT (person.id::bigint * %(companies)s + root.id) * 4 + %(kind)s, 'gone', NULL::int,
                      person.id, root.id, NULL::timestamp, 'res.users', person.id, person.login,
                      NULL::numeric
                 FROM res_users person
                 JOIN res_company home ON home.id = person.company_id
                 JOIN res_company root ON root.id = split_part(home.parent_path, '/', 1)::int
                WHERE NOT person.active AND person.id <> 1 AND (
                       EXISTS (SELECT 1 FROM res_groups_users_rel own
                                WHERE own.uid = person.id AND own.gid = ANY(%(groups)s))
                       OR EXISTS (SELECT 1 FROM credit_authority line
                                   WHERE line.user_id = person.id
                                     AND (line.date_to IS NULL OR line.date_to >= %(today)s)))""",
            companies=COMPANIES, kind=GONE, groups=self._credit_groups().ids,
            today=self.env['res.company']._credit_today_sql(SQL("root.id")),
        )

    @api.model
    def _credit_groups(self):
        privilege = self.env.ref('credit_management.credit_management_privilege')
        return self.env['res.groups'].sudo().search([('privilege_id', '=', privilege.id)])

    # === DEEDS === #

    def _did(self, number, code, query):
        """Return findings of one deed; `query` has the columns of `_deeds`."""
        return SQL(
            """SELECT (done.row::bigint * %(deeds)s + %(number)s) * 4 + %(kind)s, 'did', matrix.id,
                      done.user_id, done.company_id, done.date, done.res_model, done.res_id,
                      done.document, done.amount::numeric
                 FROM (%(query)s) done
                 JOIN credit_conflict matrix ON matrix.deed = %(code)s AND matrix.active""",
            deeds=DEEDS, number=number, kind=DID, query=query, code=code,
        )

    @api.model
    def _deeds(self):
        """Return ``{code of credit.conflict: SQL}``, each of (row, user_id, company_id, date,
        res_model, res_id, document, amount in company currency); the order is part of ids.
        """
        return {
            'sell_release': self._sell_release(), 'request_approve': self._request_approve(),
            'bank_pay': self._bank_pay(), 'import_limits': self._import_limits(),
            'write_off': self._write_off(), 'own_authority': self._own_authority(),
        }

    def _sell_release(self):
        return SQL(
            """SELECT hold.id AS row, hold.decided_by_id AS user_id, hold.company_id,
                      hold.decided_at AS date, 'credit.hold' AS res_model, hold.id AS res_id,
                      hold.name AS document, hold.amount
                 FROM credit_hold hold LEFT JOIN sale_order sold ON sold.id = hold.order_id
                WHERE hold.state = 'released' AND (
                      hold.decided_by_id IN (hold.requester_id, sold.user_id, sold.create_uid)
                   OR EXISTS (SELECT 1 FROM credit_hold_excluded_user_rel made
                               WHERE made.credit_hold_id = hold.id
                                 AND made.res_users_id = hold.decided_by_id))""")

    def _request_approve(self):
        return SQL(
            """SELECT yes.id AS row, yes.user_id, yes.company_id, yes.date,
                      'credit.limit.request' AS res_model, asked.id AS res_id,
                      asked.name AS document, asked.requested_limit AS amount
                 FROM credit_limit_approval yes
                 JOIN credit_limit_request asked ON asked.id = yes.request_id
                WHERE yes.user_id IN (asked.requester_id, asked.editor_id)""")

    def _bank_pay(self):
        """Money out to an account that whoever pays had entered himself; not of our own."""
        return SQL(
            """SELECT paid.id AS row, paid.create_uid AS user_id, root.id AS company_id,
                      paid.create_date AS date, 'account.payment' AS res_model, paid.id AS res_id,
                      paid.name AS document, ABS(paid.amount_company_currency_signed) AS amount
                 FROM account_payment paid
                 JOIN res_partner_bank account ON account.id = paid.partner_bank_id
                      AND account.create_uid = paid.create_uid
                 JOIN res_company home ON home.id = paid.company_id
                 JOIN res_company root ON root.id = split_part(home.parent_path, '/', 1)::int
                WHERE paid.payment_type = 'outbound' AND paid.state IN ('in_process', 'paid')
                  AND paid.create_uid <> 1""")

    def _import_limits(self):
        return SQL(
            """SELECT list.id AS row, list.user_id, list.company_id, list.date,
                      'credit.import.taken' AS res_model, list.id AS res_id,
                      COALESCE(list.filename, list.template) AS document, NULL::numeric AS amount
                 FROM credit_import_taken list
                WHERE list.template = 'limits' AND list.state = 'taken' AND list.user_id <> 1""")

    def _write_off(self):
        return SQL(
            """SELECT gone.id * 2 + said.place AS row, said.user_id, gone.company_id, said.date,
                      'credit.write.off' AS res_model, gone.id AS res_id, gone.name AS document,
                      gone.amount
                 FROM credit_write_off gone
                CROSS JOIN LATERAL (VALUES
                      (0, gone.first_approver_id, gone.first_approved_at),
                      (1, gone.second_approver_id, gone.second_approved_at)
                ) AS said(place, user_id, date)
                WHERE said.user_id IN (gone.requester_id, gone.editor_id, gone.create_uid)""")

    def _own_authority(self):
        return SQL(
            """SELECT line.id AS row, line.user_id, line.company_id, line.write_date AS date,
                      'credit.authority' AS res_model, line.id AS res_id,
                      'L' || line.level AS document, line.max_excess AS amount
                 FROM credit_authority line
                WHERE line.user_id IN (line.create_uid, line.write_uid)""")

    # === WORDS === #

    @api.depends('user_id', 'conflict_id')
    def _compute_roles(self):
        """Name the roles that the finding is about, as the person has them."""
        credit = self._credit_groups()
        for finding in self:
            conflict = finding.conflict_id
            wanted = conflict.first_group_ids | conflict.second_group_ids if conflict else credit
            held = finding.user_id.all_group_ids & wanted if finding.kind != 'did' else wanted[:0]
            finding.roles = ' · '.join(held.mapped('full_name'))

    def action_open(self):
        """Open the record, or the person; Odoo checks there whether this user may."""
        self.ensure_one()
        if self.kind != 'did':
            return self.user_id.get_formview_action()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()

    @api.model
    def action_export(self):
        return {
            'type': 'ir.actions.act_url', 'target': 'download',
            'url': '/credit_management/conflicts.xlsx',
        }
