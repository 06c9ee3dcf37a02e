import re
from base64 import b64encode

from .common import CreditCommon
from .test_statement_portal import PIXEL


class ApplicationCommon(CreditCommon):
    """A link for an applicant, and how his browser saves and signs; goes with `HttpCase`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.england = cls.env.ref('base.uk')
        wizard = cls.env['credit.application.send'].with_user(cls.sales).create({
            'legal_name': "Quarry Lane Ltd", 'email': 'ann@quarry.example', 'lang': 'en_US'})
        wizard.action_send()
        cls.application = cls.env['credit.application'].search([], limit=1, order='id desc')
        cls.token = cls.application.sudo().access_token
        cls.path = cls.application._path

    FIELDS = {
        'legal_name': "Quarry Lane Ltd", 'registration_no': '7654321', 'street': "2 Quarry Lane",
        'zip': 'LS1', 'city': "Leeds", 'contact_name': "Ann Quarry", 'email': 'ann@quarry.example',
        'wished_limit': '20,000', 'wished_days': '30', 'consent': '1', 'website': 'quarry.example',
        'firm_0': "Stone Supply", 'limit_0': '15000', 'terms_0': '30',
    }

    def _open(self, token=None):
        return self.url_open(f'{self.path}?access_token={token or self.token}')

    def _post(self, files=None, **values):
        csrf = re.search(r'csrf_token: "([^"]+)"', self._open().text)[1]
        line = self.application.line_ids.filtered(lambda one: one.point_id.code == 'legal_rep')
        answer = self.url_open(f'{self.path}/save', data={
            'csrf_token': csrf, 'access_token': self.token, **self.FIELDS,
            'country_id': str(self.england.id), f'point_{line.id}': "Ann Quarry", **values,
        }, files=files)
        self.env.invalidate_all()
        return answer

    def _sign(self, token=None):
        answer = self.make_jsonrpc_request(
            f'{self.path}/sign?access_token={token or self.token}',
            {'name': "Ann Quarry", 'signature': b64encode(PIXEL).decode()})
        self.env.invalidate_all()
        return answer
