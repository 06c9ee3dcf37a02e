from odoo import api, fields, models
from odoo.exceptions import UserError

#: What is written of a change.
COLUMNS = (
    'profile_id', 'company_id', 'date', 'day', 'code', 'source', 'kind', 'before', 'after',
    'has_before', 'has_after', 'level_before', 'level', 'is_first', 'user_id', 'note',
)
LEVELS = [('normal', "Normal"), ('watch', "Watch"), ('alert', "Alert"), ('stop', "Stop")]


class CreditSignalChange(models.Model):
    """What happened to danger signals and to a customer's level, day by day: append-only.

    `before` and `after`: the signal's value, or the customer's score where his level changed.
    """

    _name = 'credit.signal.change'
    _description = "Danger Signal Change"
    _order = 'id desc'
    _log_access = False
    _rec_name = 'kind'

    profile_id = fields.Many2one(
        'credit.profile', string="Credit Page", required=True, readonly=True, ondelete='cascade')
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one('res.company', required=True, readonly=True)
    date = fields.Datetime(string="Noted At", required=True, readonly=True)
    day = fields.Date(required=True, readonly=True, help="The company's day that was looked at.")
    code = fields.Selection(
        selection=lambda self: self.env['credit.signal']._selection_code(), string="Signal",
        readonly=True,
    )
    source = fields.Selection(
        [('erp', "Own books"), ('bureau', "Bureau"), ('user', "A person")], readonly=True)
    kind = fields.Selection(
        [
            ('new', "New"), ('back', "Back"), ('worse', "Worse"), ('better', "Better"),
            ('expired', "Over"), ('acknowledged', "Dealt with"), ('flagged', "Flagged"),
            ('lifted', "Taken back"), ('overruled', "Stop overruled"), ('level', "Level"),
        ],
        required=True, readonly=True,
    )
    before = fields.Float(digits=(16, 4), readonly=True)
    after = fields.Float(digits=(16, 4), readonly=True)
    has_before = fields.Boolean(readonly=True)
    has_after = fields.Boolean(readonly=True)
    level_before = fields.Selection(LEVELS, readonly=True)
    level = fields.Selection(LEVELS, readonly=True)
    is_first = fields.Boolean(
        readonly=True, help="Noted on the company's first night: it was so before anybody looked.")
    user_id = fields.Many2one('res.users', string="By", readonly=True)
    note = fields.Text(readonly=True)

    _profile_idx = models.Index('(profile_id, id DESC)')
    _news_idx = models.Index('(company_id, date)')
    _level_idx = models.Index("(profile_id, date DESC) WHERE kind = 'level'")

    # === WRITING: by SQL, many at a time === #

    @api.model
    def _append(self, rows):
        """Note changes; `rows` are dicts of fields, `before` and `after` None where unknown."""
        for row in rows:
            row['has_before'] = row.get('before') is not None
            row['has_after'] = row.get('after') is not None
        self.env.cr.execute_values(
            f"INSERT INTO credit_signal_change ({', '.join(COLUMNS)}) VALUES %s"  # noqa: S608
            " RETURNING id", [tuple(row.get(name) for name in COLUMNS) for row in rows],
            page_size=1000,
        )
        self.invalidate_model()

    # === CRUD: append only === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("Changes are noted by what happens, not by hand."))
        return super().create(vals_list)

    def write(self, vals):
        raise UserError(self.env._(
            "The history of signals is append-only; a line never changes."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._(
            "The history of signals is append-only; no line is deleted."))
