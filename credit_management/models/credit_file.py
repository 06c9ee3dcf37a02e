from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.customer_files import ASKED, got_worse, refresh_date, state_of
from .credit_file_point import GROUPS

#: What people say of a file; all else is the server's.
INPUTS = {'is_key', 'own_role', 'sponsor_id', 'entry_ids', 'reference_ids'}


class CreditFile(models.Model):
    """All that is known of a customer: point by point, who said it, when, and who checked it."""

    _name = 'credit.file'
    _description = "Credit File"
    _order = 'refresh_date, id'
    _rec_name = 'profile_id'

    profile_id = fields.Many2one(
        'credit.profile', string="Customer", required=True, readonly=True, ondelete='cascade')
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Contact")
    company_id = fields.Many2one(related='profile_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    class_stage = fields.Selection(related='profile_id.class_stage')
    is_key = fields.Boolean(
        string="Key Customer", help="Whoever takes a large part of the sales is one by himself.")
    own_role = fields.Selection(
        '_selection_role', string="Role by Hand", help="Empty: what Odoo makes of it.")
    sponsor_id = fields.Many2one(
        'res.users', domain=[('share', '=', False)],
        help="Of a key customer: who in the management stands for him.")
    entry_ids = fields.One2many('credit.file.entry', 'file_id', string="Entries")

    made_on = fields.Date(readonly=True)
    looked_at = fields.Date(string="Looked at On", readonly=True)
    looked_at_by_id = fields.Many2one('res.users', readonly=True)
    danger_then = fields.Char(readonly=True)
    refresh_date = fields.Date(
        readonly=True, help="By grade: A and B yearly, C half-yearly, D and E quarterly; at once"
        " when the danger grows.")
    is_due = fields.Boolean(readonly=True)
    asked_count = fields.Integer(string="Points Asked For", readonly=True)
    known_count = fields.Integer(string="Points Known", readonly=True)
    completeness = fields.Float(string="Complete (%)", readonly=True, digits=(5, 1))
    disputed_count = fields.Integer(string="Disputed Entries", readonly=True)
    sheet = fields.Html(compute='_compute_sheet', sanitize=False)
    missing = fields.Char(compute='_compute_sheet')

    _profile_unique = models.UniqueIndex('(profile_id)', "This customer has a credit file already.")
    _due_idx = models.Index('(id) WHERE is_due')
    _refresh_idx = models.Index('(company_id, refresh_date)')

    @api.model
    def _selection_role(self):
        return [
            ('end_user', self.env._("End user")), ('dealer', self.env._("Dealer or agent")),
            ('parent', self.env._("Group parent")), ('branch', self.env._("Branch")),
            ('project', self.env._("Project owner")), ('government', self.env._("Government")),
        ]

    # === CRUD === #

    def write(self, vals):
        if not self.env.su and set(vals) - INPUTS:
            raise UserError(self.env._(
                "A file's dates and figures follow from its entries. Change those instead."))
        res = super().write(vals)
        if 'own_role' in vals or 'is_key' in vals:
            for root, files in self.sudo().grouped('company_id').items():
                self.env['credit.profile'].sudo()._classify(root, files.profile_id)
                files._settle()
        return res

    @api.model
    def _of(self, profiles):
        """Return the files of `profiles`, made where they are not there yet."""
        if not profiles:
            return self.sudo().browse()
        self.flush_model(['profile_id'])
        self.env.cr.execute(SQL(
            """INSERT INTO credit_file (profile_id, company_id, made_on, create_uid, create_date,
                                        write_uid, write_date)
               SELECT p.id, p.company_id, %s, %s, now() AT TIME ZONE 'UTC', %s,
                      now() AT TIME ZONE 'UTC'
                 FROM credit_profile p
                WHERE p.id = ANY(%s) ORDER BY p.id
               ON CONFLICT (profile_id) DO NOTHING""",
            self.env['res.company']._credit_today_sql(SQL("p.company_id")), self.env.uid,
            self.env.uid, profiles.ids,
        ))
        profiles.invalidate_recordset(['credit_file_ids'], flush=False)
        return self.sudo().search([('profile_id', 'in', profiles.ids)])

    # === WHAT COUNTS, HOW MUCH IS KNOWN, WHEN AGAIN === #

    def _settle(self):
        """Say which entries count, how complete the files are, and when they are due."""
        for root, files in self.sudo().grouped('company_id').items():
            today = root._credit_today()
            files._settle_entries(today)
            files._settle_figures(today)

    def _settle_entries(self, today):
        entries = self.env['credit.file.entry']
        entries.flush_model()
        self.env.cr.execute(SQL(
            """SELECT file_id, point_id, id, source, as_of, expires_on,
                      COALESCE(is_disputed, FALSE), state
                 FROM credit_file_entry WHERE file_id = ANY(%s)""", self.ids))
        points, before = {}, {}
        for file_id, point_id, number, *word, state in self.env.cr.fetchall():
            points.setdefault((file_id, point_id), []).append((number, *word))
            before[number] = state
        now = {}
        for words in points.values():
            now |= state_of(words, today)
        moved = {number: state for number, state in now.items() if state != before[number]}
        if moved:
            self.env.cr.execute(SQL(
                "UPDATE credit_file_entry e SET state = found.state"
                " FROM unnest(%s::int[], %s::varchar[]) found(id, state) WHERE e.id = found.id",
                list(moved), list(moved.values())))
            entries.invalidate_model(['state'], flush=False)

    def _settle_figures(self, today):
        asked_of = {stage: self.env['credit.file.point'].search([(mark, '=', True)]).ids
                    for stage, mark in ASKED.items()}
        counts = self._counts(asked_of)
        for file in self:
            known, disputed = counts.get(file.id, (0, 0))
            profile = file.profile_id
            asked = len(asked_of[profile.class_stage or 'prospect'])
            day = refresh_date(
                profile.grade, file.looked_at, file.made_on or today, file.id)
            if got_worse(profile.danger_level, file.danger_then):
                day = min(day, today)
            values = {
                'asked_count': asked, 'known_count': known, 'disputed_count': disputed,
                'completeness': 100.0 * known / asked if asked else 0.0, 'refresh_date': day,
                'is_due': bool(profile.active and (day <= today or disputed)),
            }
            changed = {name: value for name, value in values.items() if file[name] != value}
            if changed:
                file.write(changed)

    def _counts(self, asked):
        """Return ``{file id: (points with a value that counts, disputed entries)}``.

        :param asked: ``{stage: ids of the points that are asked for}``
        """
        by_stage = self.grouped(lambda file: file.profile_id.class_stage or 'prospect')
        found = {}
        for stage, files in by_stage.items():
            self.env.cr.execute(SQL(
                """SELECT file_id,
                          COUNT(*) FILTER (WHERE state = 'current' AND point_id = ANY(%s)),
                          COUNT(*) FILTER (WHERE state = 'disputed')
                     FROM credit_file_entry WHERE file_id = ANY(%s) GROUP BY 1""",
                asked[stage], files.ids))
            found |= {file_id: tuple(counts) for file_id, *counts in self.env.cr.fetchall()}
        return found

    def _points(self):
        """Return the points that are asked for of this customer."""
        self.ensure_one()
        mark = ASKED[self.sudo().profile_id.class_stage or 'prospect']
        return self.env['credit.file.point'].search([(mark, '=', True)])

    # === SHOWN === #

    @api.depends('entry_ids.state', 'entry_ids.value', 'profile_id.class_stage')
    @api.depends_context('lang')
    def _compute_sheet(self):
        for file in self:
            groups = file._groups()
            file.sheet = self.env['ir.qweb']._render('credit_management.credit_file_sheet', {
                'file': file, 'groups': groups, 'words': file._words()})
            file.missing = ', '.join(
                row['point'].name for group in groups for row in group['rows']
                if row['is_asked'] and not row['entry']) or False

    def _words(self):
        """Return the words of sources, states and confidence in the reader's language."""
        entries = self.env['credit.file.entry']
        return {name: dict(entries._fields[name]._description_selection(self.env))
                for name in ('source', 'state', 'confidence')}

    def _groups(self):
        """Return the file as it is read: ``[{name, rows: [{point, is_asked, entry, others}]}]``."""
        self.ensure_one()
        asked, entries = self._points(), self.entry_ids.grouped('point_id')
        names = dict(self.env['credit.file.point']._selection_group_code())
        points = (asked | self.entry_ids.point_id).sorted(lambda one: (one.sequence, one.id))
        none, groups = self.env['credit.file.entry'], []
        for code in GROUPS:
            rows = []
            for point in points.filtered(lambda one, code=code: one.group_code == code):
                own = entries.get(point, none)
                current = own.filtered(lambda entry: entry.state == 'current')
                rows.append({
                    'point': point, 'is_asked': point in asked, 'entry': current,
                    'others': own.filtered(lambda entry: entry.state not in ('current', 'past')),
                    'before': own.filtered(lambda entry: entry.state == 'past')[:1],
                })
            if rows:
                groups.append({'code': code, 'name': names[code], 'rows': rows})
        return groups

    # === ACTIONS === #

    def action_looked_at(self):
        """Note that the file was gone through today; it comes again by its grade."""
        self.check_access('write')
        for file_sudo in self.sudo():
            if file_sudo.disputed_count:
                raise UserError(self.env._(
                    "%(count)s entries are disputed. Say of each what is right first.",
                    count=file_sudo.disputed_count))
            file_sudo.write({
                'looked_at': file_sudo.company_id._credit_today(),
                'looked_at_by_id': self.env.uid,
                'danger_then': file_sudo.profile_id.danger_level,
            })
            file_sudo.profile_id.message_post(body=self.env._(
                "Credit file gone through: %(share)s %% complete.",
                share=round(file_sudo.completeness)))
        self._settle()
        return True

    def action_fill(self):
        """Fetch anew what Odoo and the bureaus know."""
        self.check_access('write')
        for root, files in self.sudo().grouped('company_id').items():
            self.env['credit.profile'].sudo()._classify(root, files.profile_id)
            self._fill(files.profile_id)
        return True
