from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.signals import DEFINITIONS


class CreditSignal(models.Model):
    """A danger signal of a customer from one source: since when, how strong, who dealt with it.

    One row a customer, code and source; it ends and comes back in place, and what happened to it
    is told by `credit.signal.change`. Only the server writes it (`docs/operating/signals.md`).
    """

    _name = 'credit.signal'
    _description = "Danger Signal"
    _order = 'last_seen desc, id desc'
    _log_access = False
    _rec_name = 'code'

    profile_id = fields.Many2one(
        'credit.profile', string="Credit Page", required=True, readonly=True, ondelete='cascade')
    partner_id = fields.Many2one(
        related='profile_id.partner_id', string="Customer", store=True, index=True)
    officer_id = fields.Many2one(related='profile_id.user_id', string="Credit Officer")
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    code = fields.Selection(selection='_selection_code', required=True, readonly=True)
    source = fields.Selection(
        [('erp', "Own books"), ('bureau', "Bureau"), ('user', "A person")], required=True,
        readonly=True,
    )
    state = fields.Selection(
        [('active', "Active"), ('acknowledged', "Dealt with"), ('expired', "Over")], required=True,
        readonly=True, help="As of the last look at the customer.",
    )

    # === What was seen === #
    first_seen = fields.Date(required=True, readonly=True)
    last_seen = fields.Date(required=True, readonly=True)
    looked_on = fields.Date(required=True, readonly=True, help="When it was written last.")
    expires_on = fields.Date(
        string="Counts Until", readonly=True, help="Empty: until its cause is lifted.")
    lifted_on = fields.Date(readonly=True)
    test = fields.Char(readonly=True, help="Which of the signal's tests spoke.")
    value = fields.Float(digits=(16, 4), readonly=True)
    has_value = fields.Boolean(readonly=True)
    threshold = fields.Float(digits=(16, 4), readonly=True)
    is_stop = fields.Boolean(string="Stops by Itself", readonly=True)
    is_alert = fields.Boolean(string="Alerts by Itself", readonly=True)
    evidence = fields.Json(readonly=True, help="References to the documents behind it.")
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field='res_model', readonly=True)
    note = fields.Text(readonly=True, help="What the person saw who flagged it last.")

    # === What people did === #
    acknowledged_on = fields.Date(string="Dealt With On", readonly=True)
    acknowledged_by_id = fields.Many2one('res.users', string="Dealt With By", readonly=True)
    acknowledged_reason = fields.Char(string="Why It Needs No More", readonly=True)
    acknowledged_value = fields.Float(digits=(16, 4), readonly=True)
    has_acknowledged_value = fields.Boolean(readonly=True)
    overruled_until = fields.Date(
        readonly=True, help="Until this day, inclusive, its stop rests; what is new stops again.")
    overruled_by_id = fields.Many2one('res.users', readonly=True)
    overrule_evidence = fields.Text(string="Evidence of Overruling", readonly=True)
    overrule_about = fields.Json(readonly=True)

    # === Waiting for a person === #
    waits_since = fields.Datetime(readonly=True, help="Since when its alert is new to everybody.")

    _key_unique = models.UniqueIndex('(profile_id, code, source)')
    _living_idx = models.Index("(profile_id) WHERE state <> 'expired'")
    _waiting_idx = models.Index("(id) WHERE waits_since IS NOT NULL")

    @api.model
    def _selection_code(self):
        words = {
            'DS1': self.env._("Pays slower"),
            'DS2': self.env._("Breaks promises"),
            'DS3': self.env._("Payment came back"),
            'DS4': self.env._("Sudden large order"),
            'DS5': self.env._("Wants more credit"),
            'DS6': self.env._("Cannot be reached"),
            'DS7': self.env._("Others pay, new accounts"),
            'DS8': self.env._("Courts and sanctions"),
            'DS9': self.env._("New owners, people, address"),
            'DS10': self.env._("Business worsens"),
        }
        return [(code, f'{code} {words[code]}') for code in DEFINITIONS]

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._(
                "Danger signals are kept by the system. Deal with one by its buttons."))
        return super().write(vals)
