"""Tianyancha as public documentation and public client code describe it: a token, codes, pages, bills.

Keys of the card and of `jr/dishonest` are documented; those of the other lists are unverified.
"""

import calendar
from collections import Counter

from .companies import companies
from .server import Says

TOKEN = 'tyc-token-12345678'
#: They cost money even when they find nothing.
ALWAYS = ('jr/lawSuit/3.0', 'mr/ownTax/2.0')
SHANGHAI_MIDNIGHT = 8 * 3600
HINTS = ('base_url ends with /services/open', f'secret: {TOKEN}')


class Tianyancha:
    def __init__(self, companies):
        self.cards = {company.usci: card(company) for company in companies}
        #: (path, code of the company) -> items
        self.lists = {}
        self.forbidden, self.codes = set(), {}
        self.hits = []
        self.bill = Counter()
        #: uuid -> how often it must be asked for before the report is there
        self.orders, self.patience = {}, 2

    def __call__(self, asked):
        if asked.headers.get('Authorization') != TOKEN:
            return Says({'error_code': 300002, 'reason': "账号失效"}, 401)
        path = asked.path.removeprefix('/services/open/')
        if path in self.codes:
            return {'error_code': self.codes[path], 'reason': "自定义"}
        if path in self.forbidden:
            return {'error_code': 300005, 'reason': "无权限访问此api"}
        if path.startswith('report/'):
            return self.report(path, asked.query['uuid'])
        if path == 'search/2.0':
            return self.say(path, {'items': self.hits, 'total': len(self.hits)} if self.hits else None)
        keyword = asked.query['keyword']
        if path == 'ic/baseinfo/normal':
            return self.say(path, self.cards.get(keyword))
        return self.say(path, self.page(path, keyword, asked.query))

    def page(self, path, keyword, query):
        size, number = int(query['pageSize']), int(query['pageNum'])
        assert size <= (50 if path == 'jr/dishonest/2.0' else 20), "no page is larger"
        items = self.lists.get((path, keyword), [])
        part = items[(number - 1) * size:number * size]
        return {'items': part, 'total': len(items)} if part else None

    def say(self, path, result):
        if result is not None or path in ALWAYS:
            self.bill[path] += 1
        if result is None:
            return {'error_code': 300000, 'reason': "无数据", 'result': None}
        return {'error_code': 0, 'reason': "ok", 'result': result}

    def report(self, path, uuid):
        if uuid not in self.orders:
            self.orders[uuid] = self.patience
            self.bill[path] += 1
        elif self.orders[uuid]:
            self.orders[uuid] -= 1
        ready = not self.orders[uuid]
        return {'error_code': 0, 'reason': "ok",
                'result': 'https://reports.example/r.pdf' if ready else None}


def card(company, **values):
    return {
        'id': 1000 + company.number, 'name': company.name, 'creditCode': company.usci,
        'regNumber': company.reg_no, 'orgNumber': '-', 'taxNumber': company.usci,
        'regStatus': '存续（在营、开业、在册）', 'regCapital': '77800.32万人民币',
        'regCapitalCurrency': '人民币', 'actualCapital': '-',
        'estiblishTime': shanghai(company.founded), 'fromTime': shanghai(company.founded),
        'toTime': None, 'cancelDate': None, 'revokeDate': None, 'legalPersonName': "王探",
        'historyNameList': [f'旧{company.name}'], 'staffNumRange': '50-99人',
        'socialStaffNum': 61, 'percentileScore': 8123, 'updateTimes': 1763985600000, **values}


def dishonest(case, **values):
    return {
        'iname': '某某公司', 'cardnum': '33010619800101001X', 'courtname': '某某人民法院',
        'areaname': '浙江', 'casecode': case, 'gistid': f'{case}-依据', 'gistunit': '某某人民法院',
        'regdate': 1735660800000, 'publishdate': 1738252800000, 'duty': '支付货款',
        'performance': '全部未履行', 'disrupttypename': '有履行能力而拒不履行',
        'businessentity': "王探", 'type': 1, **values}


def shanghai(day):
    """Return a day as the bureau writes it: the instant of its beginning in Shanghai."""
    return (calendar.timegm(day.timetuple()) - SHANGHAI_MIDNIGHT) * 1000


def demo(count):
    """Return the bureau with the Chinese among so many companies, for `python -m tests.stubs`."""
    return Tianyancha(company for company in companies(count) if company.country == 'CN')
