from odoo import api, fields, models

from ..tools import bureau_lists as lists
from ..tools import chain


class CreditBureauScale(models.Model):
    """What the values of one kind of score mean: ends, direction, bands to our grades.

    The table has a version, which every derived grade keeps; a changed table has the next one.
    """

    _name = 'credit.bureau.scale'
    _description = "Credit Bureau Scale"
    _order = 'bureau_id, code, id'
    _rec_name = 'name'

    bureau_id = fields.Many2one('credit.bureau', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='bureau_id.company_id', store=True, index=True)
    name = fields.Char(required=True)
    code = fields.Char(required=True, help="The code of the score in the reports.")
    dimension = fields.Selection('_selection_dimension', required=True)
    minimum = fields.Float(help="Best or worst, as the direction says.")
    maximum = fields.Float()
    direction = fields.Selection(
        [('higher_better', "Higher is better"), ('lower_better', "Lower is better")],
        default='higher_better', required=True,
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    is_verified = fields.Boolean(
        string="Verified", help="The table was compared with the bureau's own documentation."
    )
    table_text = fields.Text(readonly=True, copy=False, help="The table of this version.")
    source = fields.Char(help="Where the table comes from.")
    band_ids = fields.One2many('credit.bureau.band', 'scale_id', string="Bands", copy=True)
    bands = fields.Char(compute='_compute_bands', string="Bands in Short")

    _code_unique = models.UniqueIndex(
        '(bureau_id, code)', "This bureau already has a scale for this score."
    )
    _ends = models.Constraint(
        'CHECK (minimum <= maximum)', "The maximum of a scale is not below its minimum."
    )

    @api.model
    def _selection_dimension(self):
        labels = {
            'failure': self.env._("Failure"),
            'delinquency': self.env._("Late payment"),
            'payment_behaviour': self.env._("Payment behaviour"),
            'overall': self.env._("Overall"),
            'tax': self.env._("Tax rating"),
            'administrative': self.env._("Administrative rating"),
            'insurer': self.env._("Insurer's grade"),
        }
        return [(name, labels[name]) for name in lists.DIMENSIONS]

    # === COMPUTE === #

    @api.depends('band_ids.grade', 'band_ids.lower', 'band_ids.upper', 'band_ids.texts')
    def _compute_bands(self):
        for scale in self:
            scale.bands = ' · '.join(
                f'{band._grade_label()} {band._range_label()}' for band in scale.band_ids
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        scales = super().create(vals_list)
        for scale in scales:
            scale.table_text = chain.canonical(scale._table_values())
        return scales

    def write(self, vals):
        res = super().write(vals)
        if 'table_text' not in vals:
            self._in_force()
        return res

    # === BUSINESS === #

    def _table_values(self):
        """Return the table as `tools.bureau_scales` takes it."""
        self.ensure_one()
        return {
            'minimum': self.minimum, 'maximum': self.maximum, 'direction': self.direction,
            'bands': [band._values() for band in self.band_ids],
        }

    def _in_force(self):
        """Return ``{(bureau id, code): (scale id, version, table)}``; a changed table is the next.

        Bands may be edited one by one: what counts is the table when it is saved or used next.
        """
        found = {}
        for scale in self:
            table = scale._table_values()
            text = chain.canonical(table)
            if text != scale.table_text:
                before = scale.table_text
                scale.write({'table_text': text, 'version': scale.version + 1})
                scale._log_table(before, text)
            found[scale.bureau_id.id, scale.code] = (scale.id, scale.version, table)
        return found

    def _log_table(self, before, after):
        self.ensure_one()
        self.env['credit.decision'].sudo()._log(
            'setting', company=self.company_id or self.env.company, payload={
                'what': f'{self.bureau_id.code} {self.code}', 'version': self.version,
                'before': {'table': before}, 'after': {'table': after},
            },
        )

    def action_recompute(self):
        """Derive the scores of these scales anew: raw values stay, grades follow the table."""
        self.check_access('write')
        scores = self.env['credit.bureau.score'].sudo().search([
            ('bureau_id', 'in', self.bureau_id.ids), ('code', 'in', self.mapped('code')),
        ])
        scores._derive()
        scores._tell_profiles()
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {'type': 'success', 'message': self.env._(
                "%(count)s scores were graded by the table of today.", count=len(scores)
            )},
        }
