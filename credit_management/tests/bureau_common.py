from datetime import timedelta

from .bureau_samples import report, subject
from .common import GROUPS, CreditCommon


class BureauCommon(CreditCommon):
    """A company that receives reports, an agent's user, and a customer bound to one subject."""

    REF = 'DE-1'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What the demo data brought.
        for model in ('event', 'match', 'report', 'run', 'binding'):
            cls.env[f'credit.bureau.{model}'].search([]).unlink()
        cls.env['credit.partner.identifier'].search([]).unlink()
        cls.agent = cls._user('bob', f'{GROUPS}bureau_sync')
        cls.bureau = cls.env.ref('credit_management.credit_bureau_creditsafe')
        cls.customer.country_id = cls.env.ref('base.de')
        cls.today = cls.company._credit_today()
        cls.door = cls.env['credit.bureau.report'].with_user(cls.agent)
        cls._binding(cls.customer, cls.REF)

    @classmethod
    def _binding(cls, partner, ref, bureau=None):
        return cls.env['credit.bureau.binding'].create({
            'company_id': cls.company.id, 'bureau_id': (bureau or cls.bureau).id,
            'provider_ref': ref, 'partner_id': partner.id, 'subject_name': partner.name,
        })

    @classmethod
    def _day(cls, days=0):
        """Return the day `days` ago as the contract writes it."""
        return (cls.today - timedelta(days=days)).isoformat()

    @classmethod
    def _report(cls, days=0, **values):
        """Return a report on the bound customer, `days` old."""
        values.setdefault('subject', subject())
        values.setdefault('ref', cls.REF)
        return report(as_of=cls._day(days), **values)

    def push(self, *reports, key=None):
        """Hand in one batch as the agent; return its answers."""
        self._batch = getattr(self, '_batch', 0) + 1
        answers = self.door.import_reports(
            batch_key=key or f'{self.id()}-{self._batch}', contract_version=1, reports=list(reports)
        )
        self.env.invalidate_all()
        return answers

    def outcomes(self, *reports, **options):
        return [answer['outcome'] for answer in self.push(*reports, **options)]

    def stored(self, answer):
        return self.env['credit.bureau.report'].browse(answer['id'])

    def codes(self, answer):
        return [error['code'] for error in answer['errors']]

    def events(self, partner=None):
        return self.env['credit.bureau.event'].search([
            ('partner_id', '=', (partner or self.customer).id)
        ])
