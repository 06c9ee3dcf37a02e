from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditCeilingAlert(models.Model):
    """A crossing of a band of the ceiling: what it was, and who was told. Append-only."""

    _name = 'credit.ceiling.alert'
    _description = "Ceiling Alert"
    _order = 'date desc, id desc'
    _log_access = False
    _rec_name = 'band'

    company_id = fields.Many2one('res.company', required=True, readonly=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    date = fields.Datetime(required=True, readonly=True)
    day = fields.Date(required=True, readonly=True, help="The company's day that was looked at.")
    before = fields.Selection(selection='_selection_band', readonly=True)
    band = fields.Selection(selection='_selection_band', required=True, readonly=True)
    ar = fields.Monetary(string="Receivables", readonly=True)
    ceiling = fields.Monetary(readonly=True)
    has_ceiling = fields.Boolean(readonly=True)
    missing = fields.Char(
        string="Without a Plan", readonly=True, help="Months that were needed, as year-month."
    )
    plan_id = fields.Many2one('credit.ceiling.plan', readonly=True, ondelete='set null')
    user_ids = fields.Many2many('res.users', string="Told", readonly=True)

    _company_idx = models.Index('(company_id, date DESC, id DESC)')

    @api.model
    def _selection_band(self):
        names = {
            'green': self.env._("Below"),
            'amber': self.env._("Near"),
            'red': self.env._("Over"),
            'unknown': self.env._("No ceiling"),
        }
        return list(names.items())

    # === CRUD: append only === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("Alerts are written when a band is crossed, not by hand."))
        return super().create(vals_list)

    def write(self, vals):
        raise UserError(self.env._("The alert log is append-only; a line is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The alert log is append-only; a line is never deleted."))

    # === WORDS === #

    def _told(self):
        """Return the line as plain JSON."""
        self.ensure_one()
        return {
            'id': self.id, 'date': fields.Datetime.to_string(self.date),
            'day': self.day.isoformat(), 'before': self.before or None, 'band': self.band,
            'ar': self.ar, 'ceiling': self.ceiling if self.has_ceiling else None,
            'told': self.user_ids.mapped('name'), 'text': self._text(),
        }

    def _text(self):
        """Say what happened in one sentence."""
        self.ensure_one()
        watch = self.env['credit.ceiling.watch']
        if not self.has_ceiling:
            return self.env._(
                "Receivables have no ceiling: there is no approved plan for %(months)s.",
                months=', '.join(self._missing_names()) or self.day.year,
            )
        owed, ceiling = watch._short_pair(self.currency_id, self.ar, self.ceiling)
        if self.band == 'red':
            return self.env._(
                "Receivables are over their ceiling: %(owed)s of %(ceiling)s", owed=owed,
                ceiling=ceiling,
            )
        if self.band == 'amber':
            return self.env._(
                "Receivables are near their ceiling: %(owed)s of %(ceiling)s", owed=owed,
                ceiling=ceiling,
            )
        return self.env._(
            "Receivables are below their ceiling again: %(owed)s of %(ceiling)s", owed=owed,
            ceiling=ceiling,
        )

    def _missing_names(self):
        plan = self.env['credit.ceiling.plan']
        return [
            plan._month_name(*map(int, month.split('-')))
            for month in filter(None, (self.missing or '').split(','))
        ]

    def _tell(self):
        """Tell each person once, in his language, by mail or inbox as he prefers."""
        self.ensure_one()
        for user in self.user_ids:
            alert = self.with_context(lang=user.lang or self.env.lang)
            self.env['mail.thread'].message_notify(
                partner_ids=user.partner_id.ids, subject=alert._text(), body=alert._body(),
                email_layout_xmlid='mail.mail_notification_light', force_email_lang=user.lang,
            )

    def _body(self):
        link = f'{self.get_base_url()}/odoo/action-credit_management.credit_ceiling_action'
        then = {
            'red': self.env._(
                "From now on releases and limit increases take one level of authority more."
            ),
            'unknown': self.env._("Nobody watches receivables until the plan is there."),
        }.get(self.band, '')
        return Markup('<p>%s · %s</p><p>%s</p><p><a href="%s">%s</a></p>') % (
            self.company_id.name, self._text(), then, link, self.env._("Open the ceiling"),
        )
