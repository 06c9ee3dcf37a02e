from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ..receivables import balance
from ..tools.ceiling import GREEN, RED, alert


class CreditCeilingWatch(models.Model):
    """The band a company was in at the last look, and what people were told since it was green.

    One row a company, written by the nightly look and when a plan is approved. Releases and limits
    read it: adding up all receivables for each of them would be too slow.
    """

    _name = 'credit.ceiling.watch'
    _description = "Watch on Receivables"
    _rec_name = 'company_id'

    company_id = fields.Many2one('res.company', required=True, readonly=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    band = fields.Selection(
        selection=lambda self: self.env['credit.ceiling.alert']._selection_band(), readonly=True
    )
    told = fields.Selection(
        selection=lambda self: self.env['credit.ceiling.alert']._selection_band(), readonly=True,
        help="The last band that people were told of; green arms it again.",
    )
    ar = fields.Monetary(string="Receivables", readonly=True)
    ceiling = fields.Monetary(readonly=True)
    has_ceiling = fields.Boolean(readonly=True)
    looked_at = fields.Datetime(readonly=True)

    _company_unique = models.UniqueIndex('(company_id)')

    # === LOOKING === #

    @api.model
    def _cron_look(self):
        """Look at every company with a plan, each in a transaction of its own."""
        self.env['credit.failure']._in_turn('ceiling', self._watched(), self._look)

    @api.model
    def _watched(self):
        """Return the root companies that ever had an approved plan."""
        plans = self.env['credit.ceiling.plan'].sudo()._read_group(
            [('state', '=', 'approved')], ['company_id']
        )
        return self.env['res.company'].union(*(company for (company,) in plans))

    @api.model
    def _look(self, root):
        """Determine the band of today; note a crossing, tell people of one for the worse."""
        figures = self._figures(root.sudo())
        watch = self._of(root)
        watch.lock_for_update()
        watch.invalidate_recordset()
        before, told = watch.band or None, watch.told or None
        news = alert(told, figures['band'])
        watch.write({
            **{name: figures[name] for name in ('band', 'ar', 'ceiling', 'has_ceiling')},
            'told': False if figures['band'] == GREEN else news or told,
            'looked_at': fields.Datetime.now(),
        })
        if figures['band'] != (before or GREEN):
            self._note_crossing(root, before, figures, news)
        return watch

    @api.model
    def _of(self, root):
        """Return the row of a company; two at once make one."""
        self.env.cr.execute(SQL(
            "INSERT INTO credit_ceiling_watch (company_id) VALUES (%s) ON CONFLICT DO NOTHING",
            root.id,
        ))
        return self.sudo().search([('company_id', '=', root.id)])

    @api.model
    def _figures(self, root_sudo):
        """Return today's receivables and ceiling, as they are stored."""
        ceiling_model, day = self.env['credit.ceiling'].sudo(), root_sudo._credit_today()
        receivable = self.env['credit.receivable']
        planned = ceiling_model._planned(root_sudo, day.year)
        ceiling = ceiling_model._ceiling(planned, day)
        [(owed,)] = receivable._rows(balance.open_sum(receivable._question(root_sudo, day)))
        told = ceiling_model._told(root_sudo, owed, ceiling, planned)
        return {
            'day': day, 'band': told['band'], 'ar': told['ar'], 'ceiling': told['ceiling'] or 0.0,
            'has_ceiling': told['ceiling'] is not None, 'plan_id': planned.plan.id,
            'missing': ','.join(f'{year}-{month:02}' for year, month in ceiling.missing),
        }

    @api.model
    def _note_crossing(self, root, before, figures, news):
        people = root.sudo().credit_ceiling_user_ids.filtered('active') if news else (
            self.env['res.users']
        )
        alert_sudo = self.env['credit.ceiling.alert'].sudo().create({
            **figures, 'company_id': root.id, 'date': fields.Datetime.now(), 'before': before,
            'user_ids': [(6, 0, people.ids)],
        })
        self.env['credit.decision'].sudo()._log('ceiling', company=root, payload={
            'what': 'band crossed', 'before': before, 'after': figures['band'],
            'receivables': figures['ar'],
            'ceiling': figures['ceiling'] if figures['has_ceiling'] else None,
            'plan': figures['plan_id'] or None, 'missing': figures['missing'] or None,
            'told': people.ids,
        })
        alert_sudo._tell()

    # === WHAT IT SAYS === #

    @api.model
    def _over(self, company):
        """Return the row of `company` while its receivables are over their ceiling, or nothing."""
        return self.sudo().search([
            ('company_id', '=', company.sudo().root_id.id), ('band', '=', RED),
        ])

    def _reason(self):
        """Say why decisions take one level more."""
        self.ensure_one()
        owed, ceiling = self._short_pair(self.currency_id, self.ar, self.ceiling)
        return self.env._(
            "receivables are over their ceiling: %(owed)s of %(ceiling)s", owed=owed,
            ceiling=ceiling,
        )

    @api.model
    def _short_pair(self, currency, *amounts):
        """Print amounts in millions or thousands, with the decimals that tell them apart."""
        unit = next((unit for unit in (1_000_000, 1_000) if max(map(abs, amounts)) >= unit), 1)
        for digits in range(2, 9):
            texts = [formatLang(self.env, amount / unit, digits=digits) for amount in amounts]
            if len(set(texts)) == len({currency.round(amount) for amount in amounts}):
                break
        return [self._in_unit(text, unit) for text in texts]

    @api.model
    def _in_unit(self, text, unit):
        if unit == 1_000_000:
            return self.env._("%(number)sm", number=text)
        return self.env._("%(number)sk", number=text) if unit == 1_000 else text
