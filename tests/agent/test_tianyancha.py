"""天眼查, through the whole agent, before a stub."""

import json

import pytest
from natives import CASES, bears, pass_days, quarantined, reset_breaker, serve
from stubs import faults
from stubs.companies import companies, company, pair
from stubs.tianyancha import TOKEN, Tianyancha, card, dishonest, shanghai

from sync_agent.errors import ConfigError, ExitCode
from sync_agent.sources import settings_of
from sync_agent.sources.privacy import without
from sync_agent.sources.tianyancha.model import APIS, USUAL

COMPANY = company(1, 'CN')
CODE = COMPANY.usci


@pytest.fixture
def tyc(desk, monkeypatch):
    found = serve(desk, monkeypatch, 'tianyancha', Tianyancha(companies(3, 'CN')),
                  '/services/open', {'tianyancha': TOKEN}, secret='tianyancha')
    found.sink.partners = [bound(COMPANY)]
    found.card = found.stub.cards[CODE]
    yield found
    found.bureau.stop()


def bound(one):
    return one.key(schemes=(), refs=[{'provider': 'tianyancha', 'provider_ref': one.usci}])


def put(found, name, *items):
    found.stub.lists[APIS[name].path, CODE] = list(items)


def the_report(found):
    summary = found.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    (report,) = found.sink.reports
    return report


def paths(found):
    return [path.removeprefix('/services/open/') for path in found.bureau.paths()]


def codes_of(report):
    return [issue['code'] for issue in report['issues']]


# === THE REPORT === #

def test_a_customer_is_asked_about_by_his_code_and_bound(tyc):
    tyc.sink.partners = [COMPANY.key(schemes=('usci',))]
    put(tyc, 'dishonest', dishonest('（2025）浙0106执1号'))
    report = the_report(tyc)
    assert report['match']['method'] == 'identifier'
    assert (report['provider'], report['product'], report['provider_ref']) == (
        'tianyancha', 'company', CODE)
    assert (report['as_of'], report['as_of_quality']) == ('2025-11-24', 'stated')
    assert report['residency'] == 'CN'
    assert 'raw' not in report
    assert report['completeness'] == 'complete'
    assert report['sections_present'] == ['identity', 'scores', 'events', 'counters']
    assert report['subject'] == {
        'legal_name': COMPANY.name, 'country': 'CN', 'status': 'active',
        'status_raw': '存续(在营、开业、在册)', 'incorporation_date': str(COMPANY.founded),
        'cessation_date': None, 'previous_names': [{'name': f'旧{COMPANY.name}'}],
        'registered_capital': {'amount': '778003200', 'currency': 'CNY'},
        'paid_in_capital': None, 'employees': {'range': '50-99人', 'value': 61},
        'identifiers': [{'scheme': 'usci', 'value': CODE, 'valid': True},
                        {'scheme': 'reg_no', 'value': COMPANY.reg_no, 'valid': None}]}
    assert report['scores'] == [{
        'code': 'tyc.percentile', 'dimension': 'overall', 'direction': 'higher_better',
        'raw': '8123', 'raw_min': '0', 'raw_max': '10000', 'state': 'rated'}]
    (event,) = report['events']
    assert {**event, 'key': ''} == {
        'key': '', 'kind': 'dishonest_debtor', 'severity': 'stop', 'status': 'open',
        'opened_on': '2025-01-01', 'authority': '某某人民法院', 'case_no': '(2025)浙0106执1号',
        'text': '有履行能力而拒不履行'}
    assert report['counters']['dishonest_debtor'] == {'count': 1}
    assert report['counters']['bankruptcy'] == {'count': 0}
    # Always by the code, which is one company's alone.
    assert {asked.query['keyword'] for asked in tyc.bureau.asked} == {CODE}
    assert paths(tyc) == ['ic/baseinfo/normal', *(APIS[name].path for name in USUAL)]


def test_persons_are_left_out(tyc):
    put(tyc, 'dishonest', dishonest('A1'), dishonest('A2', type=0, iname="王探"))
    report = the_report(tyc)
    assert [event['case_no'] for event in report['events']] == ['A1']
    text = json.dumps(report, ensure_ascii=False)
    assert "王探" not in text
    assert '33010619800101001X' not in text
    # Nor do they lie in the agent's own store.
    with tyc.desk.state() as state:
        (row,) = state.database.rows('SELECT * FROM raw')
        kept = state.raw_store.get(row['hash']).decode()
    assert COMPANY.name in kept
    assert "王探" not in kept
    assert '33010619800101001X' not in kept


def test_figures_keep_all_their_digits_when_persons_are_dropped():
    data = b'{"a": {"iname": "x", "amount": 12345678901234567890.10}, "b": [1, null, true]}'
    assert without(data, frozenset({'iname'})) == (
        b'{"a":{"amount":12345678901234567890.10},"b":[1,null,true]}')
    assert without(b'{"b" : 1}', frozenset({'iname'})) == b'{"b" : 1}'


def test_no_data_is_an_answer_and_no_error(tyc):
    report = the_report(tyc)
    assert report['events'] == []
    assert all(counter == {'count': 0} for counter in report['counters'].values())
    assert tyc.stub.bill == {'ic/baseinfo/normal': 1}


def test_a_company_without_a_card_is_unknown_and_nothing_more_is_bought(tyc):
    tyc.stub.cards = {}
    assert tyc.run().exit_code == ExitCode.OK
    assert paths(tyc) == ['ic/baseinfo/normal']
    tyc.run()
    assert len(tyc.bureau.asked) == 1
    assert tyc.stub.bill == {}


@pytest.mark.parametrize(('said', 'status', 'issues'), [
    ('存续', 'active', []), ('在业', 'active', []), ('注销', 'dissolved', []),
    ('吊销', 'revoked', []), ('责令关闭', 'revoked', []), ('清算', 'liquidation', []),
    ('吊销，未注销', 'revoked', []), ('-', None, []), (None, None, []),
    ('冬眠', 'unknown', ['enum_drift'])])
def test_statuses(tyc, said, status, issues):
    tyc.card['regStatus'] = said
    report = the_report(tyc)
    assert report['subject']['status'] == status
    assert codes_of(report) == issues


@pytest.mark.parametrize(('said', 'meant'), [
    ('77800.32万人民币', {'amount': '778003200', 'currency': 'CNY'}),
    ('1,000万元', {'amount': '10000000', 'currency': 'CNY'}),
    ('2亿美元', {'amount': '200000000', 'currency': 'USD'}), ('-', None), ('', None), (None, None)])
def test_capital_has_its_unit_and_its_currency(tyc, said, meant):
    tyc.card['regCapital'] = said
    assert the_report(tyc)['subject']['registered_capital'] == meant


@pytest.mark.parametrize('founded', [
    shanghai(COMPANY.founded), str(shanghai(COMPANY.founded)), str(COMPANY.founded),
    f'{COMPANY.founded} 00:00:00', f'{COMPANY.founded} 00:00:00.0'])
def test_a_day_in_shanghai_is_that_day_however_it_is_written(tyc, founded):
    tyc.card['estiblishTime'] = founded
    report = the_report(tyc)
    assert report['subject']['incorporation_date'] == str(COMPANY.founded)
    assert codes_of(report) == []


@pytest.mark.parametrize('values', [
    {'cancelDate': 1735660800000}, {'revokeDate': 1735660800000},
    {'cancelDate': '-', 'revokeDate': 1735660800000}])
def test_a_company_ends_by_cancelling_or_by_revoking(tyc, values):
    tyc.card.update(values)
    assert the_report(tyc)['subject']['cessation_date'] == '2025-01-01'


def test_markup_in_names_is_not_part_of_them(tyc):
    tyc.card['name'] = f'<em>{COMPANY.name[:4]}</em>{COMPANY.name[4:]}'
    assert the_report(tyc)['subject']['legal_name'] == COMPANY.name


def test_the_card_of_another_company_is_set_aside(tyc):
    tyc.stub.cards[CODE] = card(company(2, 'CN'))
    assert tyc.run().exit_code == ExitCode.PARTIAL
    assert quarantined(tyc) == ['id_mismatch']


# === LISTS === #

def test_the_same_case_in_several_lists_is_several_events(tyc):
    put(tyc, 'dishonest', dishonest('X1'))
    put(tyc, 'executed', {'caseCode': 'X1', 'caseCreateTime': 1735660800000,
                          'execCourtName': '某法院', 'execMoney': '849348', 'pname': '某'})
    put(tyc, 'ended', {'caseCode': 'X1', 'caseFinalTime': 1738252800000, 'execMoney': '849348',
                       'noExecMoney': '100000', 'execCourtName': '某法院'})
    report = the_report(tyc)
    assert [(event['kind'], event['status']) for event in report['events']] == [
        ('dishonest_debtor', 'open'), ('execution', 'open'),
        # It holds what is over as well.
        ('execution_ended', 'unknown')]
    assert len({event['key'] for event in report['events']}) == 3
    assert [event.get('amount') for event in report['events']] == [None, '849348', '100000']
    assert report['events'][1]['currency'] == 'CNY'


def test_an_entry_that_was_removed_is_closed_under_the_same_key(tyc):
    entry = {'putDate': '2025-03-01', 'putReason': '通过登记的住所无法联系',
             'putDepartment': '某市场监督管理局', 'removeDate': '', 'removeReason': None}
    put(tyc, 'abnormal', entry)
    before = the_report(tyc)['events'][0]
    put(tyc, 'abnormal', {**entry, 'removeDate': '2026-02-01', 'removeReason': '已补报'})
    tyc.card['updateTimes'] += 86400000
    pass_days(tyc, 31)
    tyc.run()
    after = tyc.sink.reports[-1]['events'][0]
    assert before['key'] == after['key']
    assert (before['status'], after['status'], after['closed_on']) == (
        'open', 'closed', '2026-02-01')


def test_a_bankruptcy_is_said_though_nobody_says_what_its_items_hold(tyc):
    put(tyc, 'bankruptcy', {'whatever': 1}, {'whatever': 2})
    report = the_report(tyc)
    (event,) = report['events']
    assert (event['kind'], event['status'], event['severity'], event['text']) == (
        'bankruptcy', 'unknown', 'stop', '2 entries')
    assert report['counters']['bankruptcy'] == {'count': 2}


@pytest.mark.parametrize(('persons', 'role', 'severity'), [
    ([{'role': '被告', 'name': COMPANY.name}, {'role': '原告', 'name': '他'}], 'defendant', 'alert'),
    ([{'role': '原告', 'name': COMPANY.name}, {'role': '被告', 'name': '他'}], 'plaintiff', 'info'),
    ([{'role': '被上诉人', 'name': f'<em>{COMPANY.name}</em>'}], 'defendant', 'alert'),
    ([{'role': '上诉人', 'name': f'旧{COMPANY.name}'}], 'plaintiff', 'info'),
    ([{'role': '被告', 'name': '别人'}], 'other', 'alert')])
def test_in_a_lawsuit_the_role_decides(tyc, persons, role, severity):
    tyc.source.update(apis=['lawsuit'], quota={'pay_for_misses': True})
    put(tyc, 'lawsuit', {'id': 7, 'caseNo': 'L1', 'casePersons': persons, 'court': '某法院',
                         'judgeTime': '2025-05-06', 'caseMoney': '1,234.50', 'caseReason': '买卖'})
    (event,) = the_report(tyc)['events']
    assert (event['role'], event['severity'], event['amount']) == (role, severity, '1234.5')


def test_pages_are_no_larger_than_allowed_and_no_more_than_wanted(tyc):
    put(tyc, 'dishonest', *(dishonest(f'D{number}') for number in range(120)))
    put(tyc, 'executed', *({'caseCode': f'E{number}'} for number in range(90)))
    report = the_report(tyc)
    kinds = [event['kind'] for event in report['events']]
    assert kinds.count('dishonest_debtor') == 120
    assert kinds.count('execution') == 60
    assert report['counters']['execution'] == {'count': 90}
    assert codes_of(report) == ['list_cut']
    assert tyc.stub.bill['jr/dishonest/2.0'] == 3


# === MONEY === #

@pytest.mark.parametrize('name', [name for name, api in APIS.items() if api.charges_misses])
def test_what_costs_money_for_nothing_needs_a_word(name):
    values = {'type': 'tianyancha', 'provider': 'tianyancha', 'secret': 't', 'apis': [name]}
    with pytest.raises(ConfigError, match="pay_for_misses"):
        settings_of('t', values)
    settings_of('t', {**values, 'quota': {'pay_for_misses': True}})


def test_each_list_has_its_price_and_a_cap_stops_in_the_middle(tyc):
    tyc.source['quota'] = {'run_calls': 4, 'currency': 'CNY',
                           'prices': {'card': '0.15', 'dishonest': '0.20'}}
    summary = tyc.run()
    assert summary.exit_code == ExitCode.QUOTA
    assert tyc.sink.reports == []
    with tyc.desk.state() as state:
        assert str(state.ledger.spent('tianyancha', 'day').cost) == '0.35'
    for _run in range(2):
        tyc.run()
    assert len(tyc.sink.reports) == 1
    # Nothing was asked for twice.
    assert len(paths(tyc)) == len(set(paths(tyc))) == 10
    with tyc.desk.state() as state:
        assert state.database.value("SELECT count(*) FROM raw WHERE product LIKE '@%'") == 0


def test_a_failure_in_the_middle_buys_nothing_again(tyc):
    put(tyc, 'dishonest', dishonest('D1'))
    tyc.faults.always(faults.status(503), path='mr/abnormal')
    assert tyc.run().exit_code == ExitCode.SOURCE_UNREACHABLE
    assert tyc.sink.reports == []
    tyc.faults.clear()
    reset_breaker(tyc)
    the_report(tyc)
    assert tyc.stub.bill == {'ic/baseinfo/normal': 1, 'jr/dishonest/2.0': 1}
    assert paths(tyc).count('jr/zhixinginfo/2.0') == 1


def test_parts_that_are_too_old_are_bought_anew(tyc):
    tyc.faults.always(faults.status(503), path='mr/abnormal')
    tyc.run()
    tyc.faults.clear()
    reset_breaker(tyc)
    pass_days(tyc, 2)
    the_report(tyc)
    assert tyc.stub.bill == {'ic/baseinfo/normal': 2}


def test_a_dry_run_buys_nothing(tyc):
    summary = tyc.desk.dry_run()
    assert summary.would_ask
    assert tyc.bureau.asked == []


def test_a_list_that_the_contract_lacks_is_left_out_and_said_once(tyc):
    tyc.stub.forbidden = {'mr/abnormal/2.0'}
    tyc.sink.partners = [bound(one) for one in companies(3, 'CN')]
    summary = tyc.run()
    assert len(summary.messages) == 1
    assert "mr/abnormal/2.0" in summary.messages[0]
    assert len(tyc.sink.reports) == 3
    assert {report['completeness'] for report in tyc.sink.reports} == {'partial'}
    assert all('abnormal_operation' not in report['counters'] for report in tyc.sink.reports)


def test_a_code_that_nobody_explained_stops_when_it_comes_for_everybody(tyc):
    tyc.stub.codes['ic/baseinfo/normal'] = 300006
    tyc.sink.partners = [bound(one) for one in companies(40, 'CN')]
    summary = tyc.run()
    assert summary.exit_code == ExitCode.QUOTA
    assert len(tyc.bureau.asked) < 10
    assert any("codes" in message for message in summary.messages)


def test_a_code_that_is_explained_is_what_it_means(tyc):
    tyc.stub.codes['ic/baseinfo/normal'] = 300006
    tyc.source['codes'] = {'300006': 'quota'}
    assert tyc.run().exit_code == ExitCode.QUOTA
    assert len(tyc.bureau.asked) == 1


# === SEARCH === #

def test_a_name_is_looked_for_only_where_that_is_wanted(tyc):
    head, branch = pair(2)
    tyc.sink.partners = [head.key(schemes=())]
    tyc.run()
    assert tyc.bureau.asked == []
    tyc.source['search'] = True
    tyc.stub.hits = [
        {'name': f'<em>{one.name}</em>', 'creditCode': one.usci, 'regStatus': '存续',
         'estiblishTime': '2010-01-02 00:00:00.0', 'id': one.number} for one in (head, branch)]
    tyc.stub.hits.append({'name': "无码公司", 'creditCode': '-', 'id': 9})
    summary = tyc.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    assert paths(tyc) == ['search/2.0']
    assert tyc.bureau.asked[0].query == {'word': head.name, 'pageSize': '20', 'pageNum': '1'}
    assert {report['subject']['legal_name'] for report in tyc.sink.reports} == {
        head.name, branch.name}
    assert all(report['match']['partner_id'] is None for report in tyc.sink.reports)


# === REPORTS THAT ARE ORDERED === #

@pytest.fixture
def ordering(tyc):
    tyc.source['reports'] = ['report_pro']
    tyc.sink.partners = [bound(COMPANY)]
    return tyc


def pass_time(found, seconds):
    with found.desk.state() as state:
        state.database.execute('UPDATE async_order SET poll_at = poll_at - ?', (seconds,))


def ordered(found):
    return [asked.query for asked in found.bureau.asked if 'report/' in asked.path]


def test_a_report_is_ordered_once_and_asked_for_until_it_is_there(ordering):
    ordering.run()
    assert len(ordered(ordering)) == 1
    assert ordered(ordering)[0]['name'] == COMPANY.name
    assert len(ordered(ordering)[0]['uuid']) == 32
    ordering.run()
    assert len(ordered(ordering)) == 1, "not too early"
    for _poll in range(2):
        pass_time(ordering, 121)
        ordering.run()
    assert len({query['uuid'] for query in ordered(ordering)}) == 1
    assert ordering.stub.bill['report/company/pro'] == 1
    (report,) = [report for report in ordering.sink.reports if report['product'] == 'report_pro']
    assert report['subject']['legal_name'] == COMPANY.name
    assert codes_of(report) == ['name_withheld']
    assert report['match']['method'] == 'mapping'
    with ordering.desk.state() as state:
        assert state.orders.count() == 0


def test_an_order_whose_answer_is_lost_is_asked_for_and_not_made_again(ordering):
    ordering.faults.at(faults.cut, path='report/')
    summary = ordering.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    for _poll in range(2):
        pass_time(ordering, 121)
        ordering.run()
    assert ordering.stub.bill['report/company/pro'] == 1
    assert any(report['product'] == 'report_pro' for report in ordering.sink.reports)


# === FAULTS === #

@pytest.mark.parametrize(('fault', 'code', 'comes_later'), CASES)
def test_faults(tyc, fault, code, comes_later):
    bears(tyc, fault, code, comes_later)


def test_a_wrong_token_is_shown_once(tyc, monkeypatch):
    monkeypatch.setenv('CREDIT_SYNC_SECRET_TIANYANCHA', 'wrong-token')
    tyc.sink.partners = [bound(one) for one in companies(40, 'CN')]
    summary = tyc.run()
    assert summary.exit_code == ExitCode.AUTH
    assert len(tyc.bureau.asked) == 1


def test_an_answer_without_a_code_costs_nothing_more(tyc):
    tyc.faults.at(faults.says({'result': {}}))
    assert tyc.run().exit_code == ExitCode.PARTIAL
    assert len(tyc.bureau.asked) == 1


@pytest.mark.parametrize('result', [None, '', {}, {'items': None}, {'items': []}, {'total': 0}])
def test_an_empty_list_is_empty_however_it_is_written(tyc, result):
    tyc.faults.always(faults.says({'error_code': 0, 'reason': 'ok', 'result': result}),
                      path='jr/dishonest')
    report = the_report(tyc)
    assert report['counters']['dishonest_debtor'] == {'count': 0}


def test_check_asks_about_nobody_and_costs_nothing(tyc):
    code, output, errors = tyc.desk.command('check', '--live')
    assert code == 0, errors
    assert "the token is good" in output
    assert tyc.stub.bill == {}


@pytest.mark.parametrize('values', [{'apis': ['horoscope']}, {'reports': ['x']}, {'max_pages': 0},
                                    {'codes': {'1': 'shrug'}}])
def test_slips_of_the_configuration(values):
    with pytest.raises(ConfigError):
        settings_of('t', {
            'type': 'tianyancha', 'provider': 'tianyancha', 'secret': 't', **values})
