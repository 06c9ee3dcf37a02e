from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..report.months import month_name

#: Previews are looked at and thrown away.
PREVIEW_DAYS = 2


class CreditPack(models.Model):
    """The manager's pack of a month: its figures as they were when it was made, and its files.

    Figures are plain values, without a language; pages and sheets are made of them in the reader's.
    So a pack that was sent can be printed again, and says the same.
    """

    _name = 'credit.pack'
    _description = "Manager's Pack"
    _order = 'date desc, id desc'

    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='cascade')
    currency_id = fields.Many2one(related='company_id.currency_id')
    date = fields.Date(string="Month-end", required=True, readonly=True)
    version = fields.Integer(required=True, readonly=True, default=1)
    kind = fields.Selection(
        selection=[('preview', "Preview"), ('schedule', "By schedule"), ('hand', "Sent by hand")],
        required=True, readonly=True,
    )
    made_at = fields.Datetime(string="Made On", readonly=True)
    user_id = fields.Many2one('res.users', string="Made By", readonly=True)
    figures = fields.Json(readonly=True)
    failed = fields.Char(readonly=True, help="Why it could not be made; the next run tries again.")
    delivery_ids = fields.One2many('credit.pack.delivery', 'pack_id', readonly=True)
    attachment_ids = fields.One2many(
        'ir.attachment', 'res_id', string="Files", readonly=True,
        domain=[('res_model', '=', 'credit.pack')],
    )
    state = fields.Selection(
        selection=[('preview', "Preview"), ('failed', "Failed"), ('waiting', "Being sent"),
                   ('sent', "Sent")],
        compute='_compute_state',
    )

    _scheduled_unique = models.UniqueIndex("(company_id, date) WHERE kind = 'schedule'")
    _preview_idx = models.Index("(create_date) WHERE kind = 'preview'")
    _company_date_idx = models.Index('(company_id, date)')

    # === COMPUTE === #

    @api.depends_context('lang')
    @api.depends('date')
    def _compute_display_name(self):
        for pack in self:
            pack.display_name = self.env._(
                "Credit pack %(month)s", month=pack._month_name(pack.date)) if pack.date else ''

    @api.depends('kind', 'failed', 'delivery_ids.sent_at')
    def _compute_state(self):
        for pack in self:
            waits = not pack.figures or pack.delivery_ids.filtered(lambda line: not line.sent_at)
            pack.state = (
                'preview' if pack.kind == 'preview' else 'failed' if pack.failed
                else 'waiting' if waits else 'sent'
            )

    def _month_name(self, day):
        return month_name(self.env, day)

    # === MAKING === #

    @api.model
    def _last_month_end(self, root):
        today = root._credit_today()
        return today - timedelta(days=today.day)

    @api.model
    def _make(self, root_sudo, kind):
        """Return a new pack of the last month-end, with its figures."""
        day = self._last_month_end(root_sudo)
        version = self.sudo().search_count([
            ('company_id', '=', root_sudo.id), ('date', '=', day), ('kind', '!=', 'preview')]) + 1
        pack_sudo = self.sudo().create({
            'company_id': root_sudo.id, 'date': day, 'version': version, 'kind': kind,
            'user_id': self.env.uid,
        })
        pack_sudo._collect()
        return pack_sudo

    def _collect(self):
        """Keep the figures of every report that has data, the same whoever asks."""
        self.ensure_one()
        asked = self.env['credit.overview']._asked(self.company_id).env
        self.with_env(asked).write({
            'figures': {
                code: figures
                for code, (collect, _show) in self.with_env(asked)._reports().items()
                if (figures := collect()) is not None
            },
            'made_at': fields.Datetime.now(), 'failed': False,
        })

    def _sections(self):
        """Return the reports of the pack as `report.pack.Section`, in the language of the context."""
        self.ensure_one()
        reports = self._reports()
        return [
            reports[code][1](self.figures[code])
            for code in self._nine() if code in (self.figures or {}) and code in reports
        ]

    # === ACTIONS === #

    @api.model
    def action_preview(self):
        """Make the pack as it would be sent now, and show it; nobody gets it, nothing is kept."""
        self._check_group('officer')
        root_sudo = self.env['credit.receivable']._root_asked()
        pack = self.browse(self._make(root_sudo, 'preview').id)
        return pack.action_print()

    @api.model
    def action_send_now(self):
        """Make the pack anew and send it to whoever subscribed to it."""
        self._check_group('manager')
        root_sudo = self.env['credit.receivable']._root_asked()
        if not self._readers(root_sudo):
            raise UserError(self.env._(
                "Nobody gets the pack of %(company)s. Name its readers in Settings › Credit ›"
                " Manager's pack; each needs a mail address and a credit role.",
                company=root_sudo.name,
            ))
        pack_sudo = self._make(root_sudo, 'hand')
        pack_sudo._address()
        self.env.ref('credit_management.credit_pack_cron').sudo()._trigger()
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {'type': 'success', 'message': self.env._(
                "%(pack)s is on its way to %(names)s.", pack=self.browse(pack_sudo.id).display_name,
                names=', '.join(pack_sudo.delivery_ids.user_id.mapped('name')),
            )},
        }

    def action_print(self):
        self.ensure_one()
        self.check_access('read')
        self._check_made()
        return self.env.ref('credit_management.credit_pack_report').report_action(self, config=False)

    def action_spreadsheet(self):
        self.ensure_one()
        self.check_access('read')
        self._check_made()
        return {
            'type': 'ir.actions.act_url', 'target': 'download',
            'url': f'/credit_management/pack/{self.id}/xlsx',
        }

    def _check_made(self):
        """Refuse a pack whose figures could not be collected."""
        if not self.made_at:
            raise UserError(self.env._(
                "%(pack)s has no figures: %(reason)s. The schedule tries again every day; a credit"
                " manager makes it anew with Send now.", pack=self.display_name,
                reason=self.failed or self.env._("it was never made"),
            ))

    @api.model
    def _check_group(self, group):
        if self.env.user.has_group(f'credit_management.credit_management_group_{group}'):
            return
        raise AccessError(
            self.env._("Only a credit manager can do this. Ask one of them.") if group == 'manager'
            else self.env._("Only a credit officer can do this. Ask one of them.")
        )

    @api.autovacuum
    def _gc_previews(self):
        limit = fields.Datetime.now() - timedelta(days=PREVIEW_DAYS)
        self.search([('kind', '=', 'preview'), ('create_date', '<', limit)], limit=1000).unlink()
