from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..signals.settings import PERCENT, WEIGHTS, Settings
from ..tools.signal_checks import THRESHOLDS
from ..tools.signals import DEFINITIONS, EXPIRY_DAYS, LEVELS

#: What counts at least one; of the others 0 is a threshold too.
COUNTS = (
    'slower_invoices', 'broken', 'broken_days', 'dishonoured', 'dishonoured_days', 'order_count',
    'requests', 'request_days', 'owner_days', 'failed_contacts', 'reply_days', 'payers',
    'payer_days', 'change_days', 'expiry_days', 'watch_from', 'alert_from', 'stop_from',
)


def _default(name):
    """Return what a threshold is where nobody said otherwise; shares in percent."""
    value = getattr(THRESHOLDS, name)
    return float(value * 100) if name in PERCENT else value


class CreditSignalSetting(models.Model):
    """Where a company's danger signals begin, what each is worth, and where its levels begin.

    A company without a row has the defaults of `tools/signal_checks`.
    """

    _name = 'credit.signal.setting'
    _description = "Danger Signal Settings"
    _rec_name = 'company_id'

    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company.root_id,
        domain=[('parent_id', '=', False)], ondelete='cascade',
    )

    # === DS1 to DS10: `tools.signal_checks.Thresholds` === #
    slower_days = fields.Float(string="Days slower", default=_default('slower_days'))
    slower_seen = fields.Float(string="Still seen from", default=_default('slower_seen'))
    slower_invoices = fields.Integer(string="Invoices at least", default=_default('slower_invoices'))
    broken = fields.Integer(string="Broken promises", default=_default('broken'))
    broken_days = fields.Integer(string="Broken within days", default=_default('broken_days'))
    dishonoured = fields.Integer(string="Payments that came back", default=_default('dishonoured'))
    dishonoured_days = fields.Integer(
        string="Came back within days", default=_default('dishonoured_days'))
    order_times = fields.Float(string="Times an average month", default=_default('order_times'))
    order_count = fields.Integer(string="Orders a year at least", default=_default('order_count'))
    requests = fields.Integer(string="Wishes for more", default=_default('requests'))
    request_days = fields.Integer(string="Wished within days", default=_default('request_days'))
    owner_days = fields.Integer(
        string="One is enough, days after a change of owner", default=_default('owner_days'))
    failed_contacts = fields.Integer(
        string="Tries in a row that reached nobody", default=_default('failed_contacts'))
    reply_days = fields.Integer(
        string="Days without an answer to a letter", default=_default('reply_days'))
    payers = fields.Integer(string="New accounts", default=_default('payers'))
    payer_days = fields.Integer(string="New within days", default=_default('payer_days'))
    third_party = fields.Float(string="Paid by others, more than (%)", default=_default('third_party'))
    change_days = fields.Integer(string="Days that a change counts", default=_default('change_days'))
    returns = fields.Float(string="Returned or disputed (%)", default=_default('returns'))
    returns_seen = fields.Float(string="Still seen from (%)", default=_default('returns_seen'))
    returns_times = fields.Float(
        string="Times what it was before", default=_default('returns_times'))
    sales_left = fields.Float(
        string="Sales left of last year's, up to (%)", default=_default('sales_left'))
    sales_seen = fields.Float(string="Still seen up to (%)", default=_default('sales_seen'))

    # === Points and levels === #
    weight_ds1 = fields.Integer(string="Points DS1", default=DEFINITIONS['DS1'].weight)
    weight_ds2 = fields.Integer(string="Points DS2", default=DEFINITIONS['DS2'].weight)
    weight_ds3 = fields.Integer(string="Points DS3", default=DEFINITIONS['DS3'].weight)
    weight_ds4 = fields.Integer(string="Points DS4", default=DEFINITIONS['DS4'].weight)
    weight_ds5 = fields.Integer(string="Points DS5", default=DEFINITIONS['DS5'].weight)
    weight_ds6 = fields.Integer(string="Points DS6", default=DEFINITIONS['DS6'].weight)
    weight_ds7 = fields.Integer(string="Points DS7", default=DEFINITIONS['DS7'].weight)
    weight_ds8 = fields.Integer(string="Points DS8", default=DEFINITIONS['DS8'].weight)
    weight_ds9 = fields.Integer(string="Points DS9", default=DEFINITIONS['DS9'].weight)
    weight_ds10 = fields.Integer(string="Points DS10", default=DEFINITIONS['DS10'].weight)
    watch_from = fields.Integer(string="Watch from points", default=dict(LEVELS)['watch'])
    alert_from = fields.Integer(string="Alert from points", default=dict(LEVELS)['alert'])
    stop_from = fields.Integer(string="Stop from points", default=dict(LEVELS)['stop'])
    history_days = fields.Integer(
        string="Days of history needed", default=DEFINITIONS['DS1'].history,
        help="Customers whom we have known for fewer days have no signals of our own books.",
    )
    history_days_ds3 = fields.Integer(
        string="The same for payments that came back", default=DEFINITIONS['DS3'].history,
        help="0: a returned cheque of a new customer counts as well.",
    )
    expiry_days = fields.Integer(
        string="Counts for days after it was last seen", default=EXPIRY_DAYS,
        help="Courts and sanctions count until they are lifted.",
    )
    quiet_days = fields.Integer(
        string="Orders are not asked for days after the first look", default=Settings.quiet_days,
        help="Until then rule H08 is not checked: signals must show first that they do not cry"
        " wolf.",
    )

    _company_unique = models.UniqueIndex(
        '(company_id)', "This company has settings of danger signals: change those.")

    @api.constrains(*COUNTS)
    def _check_counts(self):
        for setting in self:
            for name in COUNTS:
                if setting[name] < 1:
                    raise ValidationError(self.env._(
                        "%(setting)s cannot be %(value)s. Give 1 or more.", value=setting[name],
                        setting=setting._fields[name]._description_string(self.env)))

    @api.constrains('watch_from', 'alert_from', 'stop_from')
    def _check_levels(self):
        for setting in self:
            if not setting.watch_from <= setting.alert_from <= setting.stop_from:
                raise ValidationError(self.env._(
                    "Levels begin in the order watch, alert, stop: %(watch)s, %(alert)s, %(stop)s"
                    " points do not.", watch=setting.watch_from, alert=setting.alert_from,
                    stop=setting.stop_from))

    @api.constrains(*WEIGHTS, 'history_days', 'history_days_ds3', 'quiet_days', *PERCENT)
    def _check_not_below_zero(self):
        for setting in self:
            for name in (*WEIGHTS, 'history_days', 'history_days_ds3', 'quiet_days', *PERCENT):
                if setting[name] < 0 or (name in PERCENT and setting[name] > 100):
                    raise ValidationError(self.env._(
                        "%(setting)s cannot be %(value)s.", value=setting[name],
                        setting=setting._fields[name]._description_string(self.env)))

    # === CRUD: logged, and everybody is looked at again === #

    @api.model_create_multi
    def create(self, vals_list):
        settings = super().create(vals_list)
        for setting in settings:
            usual = self.new({})
            names = [name for name, field in self._fields.items()
                     if field.store and name not in models.MAGIC_COLUMNS
                     and setting[name] != usual[name]]
            setting._log_setting(usual._plain(names), names)
        return settings

    def write(self, vals):
        names = [name for name in vals if name in self._fields]
        before = {setting.id: setting._plain(names) for setting in self}
        res = super().write(vals)
        for setting in self:
            setting._log_setting(before[setting.id], names)
        return res

    def _plain(self, names):
        return {name: self.sudo()[name] for name in names if name != 'company_id'}

    def _log_setting(self, before, names):
        """Log what changed; the next round looks at all customers by it."""
        after = self._plain(names)
        if after == before:
            return
        company_sudo = self.sudo().company_id
        self.env['credit.decision'].sudo()._log(
            'setting', company=company_sudo, payload={'what': 'signals', 'before': before,
                                                      'after': after})
        company_sudo.write({'credit_signals_on': False, 'credit_signals_upto': 0})

    @api.model
    def action_open(self):
        """Open the settings of the company one works in; made when they are saved first."""
        setting = self.search([('company_id', '=', self.env.company.root_id.id)], limit=1)
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Danger Signals"),
            'res_model': self._name, 'res_id': setting.id, 'view_mode': 'form',
            'views': [(False, 'form')],
        }
