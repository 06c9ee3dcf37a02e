"""Qichacha as public documentation and public client code describe it: tokens of the minute, statuses.

Which status it gives for a token that is refused is nobody's knowledge: here it is 108. Keys of the
lists but `ShixinCheck` are unverified.
"""

import hashlib
import time
from collections import Counter

from .companies import companies
from .server import Says

KEY, SECRET = 'qcc-key-12345678', 'qcc-secret-12345678'
#: A token is good for so many seconds before and after its time.
TOLERANCE = 300
HINTS = (f'key: {KEY}', f'secret: {SECRET}')


class Qichacha:
    def __init__(self, companies):
        self.cards = {company.usci: card(company) for company in companies}
        self.lists, self.hits = {}, []
        self.codes = {}
        self.clock = 0
        self.bill = Counter()
        self.orders, self.patience = {}, 1

    def __call__(self, asked):
        path, query = asked.path.strip('/'), asked.query
        if not self.knows(asked):
            return {'Status': '108', 'Message': "token验证失败", 'Result': None}
        if path in self.codes:
            return {'Status': self.codes[path], 'Message': "自定义", 'Result': None}
        if path == 'ReportBase/CreateReport':
            return self.order(asked)
        if path == 'ReportBase/GetReportInfo':
            return self.report(query['orderNo'])
        if path == 'ECIV4/GetBasicDetailsByName':
            return self.say(path, self.cards.get(query['searchKey']))
        if path == 'FuzzySearch/GetList':
            return self.say(path, self.hits)
        return self.page(path, query)

    def knows(self, asked):
        told = asked.headers.get('Timespan', '0')
        token = hashlib.md5(f'{KEY}{told}{SECRET}'.encode()).hexdigest().upper()  # noqa: S324
        return (asked.query.get('key') == KEY and asked.headers.get('Token') == token
                and abs(int(told) - time.time() - self.clock) < TOLERANCE)

    def page(self, path, query):
        size, number = int(query.get('pageSize', 20)), int(query.get('pageIndex', 1))
        assert size <= 20, "no page is larger"
        items = self.lists.get((path, query['searchKey']), [])
        part = items[(number - 1) * size:number * size]
        said = self.say(path, {'VerifyResult': 1, 'Data': part} if part else None)
        if part and 'pageSize' in query:
            said['Paging'] = {'PageSize': size, 'PageIndex': number, 'TotalRecords': len(items)}
        return said

    def say(self, path, result):
        if not result:
            return {'Status': '201', 'Message': "查询无结果", 'Result': None}
        self.bill[path] += 1
        return {'Status': '200', 'Message': "查询成功", 'Result': result,
                'OrderNumber': f'ECI2026112500{sum(self.bill.values()):06d}'}

    def order(self, asked):
        if asked.method != 'POST':
            return Says({}, 405)
        number = f'R{len(self.orders) + 1:06d}'
        self.orders[number] = self.patience
        self.bill['report'] += 1
        return {'Status': '200', 'Message': "ok", 'Result': {'OrderNo': number}}

    def report(self, number):
        ready = not self.orders[number]
        self.orders[number] = max(0, self.orders[number] - 1)
        return {'Status': '200', 'Message': "ok", 'Result': {
            'ReportStatus': '1' if ready else '0',
            'ReportUrl': 'https://reports.example/r.pdf' if ready else ''}}


def card(company, **values):
    return {
        'KeyNo': f'k{company.number:031d}', 'Name': company.name, 'No': company.reg_no,
        'BelongOrg': '某市场监督管理局', 'OperName': "王探", 'StartDate': f'{company.founded} 00:00:00',
        'EndDate': '', 'Status': '存续（在营、开业、在册）', 'CreditCode': company.usci,
        'RegistCapi': '5000万元人民币', 'RecCap': '', 'EconKind': '有限责任公司',
        'TermStart': f'{company.founded} 00:00:00', 'TeamEnd': '', 'OriginalName': [],
        'UpdatedDate': '2025-11-24 00:00:00', **values}


def shixin(number, **values):
    return {'Id': number, 'Liandate': '2025-01-01', 'Anno': f'（2025）浙0106执{number}号',
            'Executegov': '某某人民法院', 'Executestatus': '全部未履行', 'Publicdate': '2025-02-01',
            'Executeno': f'（2024）浙0106民初{number}号', **values}


def demo(count):
    """Return the bureau with the Chinese among so many companies, for `python -m tests.stubs`."""
    return Qichacha(company for company in companies(count) if company.country == 'CN')
