"""企查查, through the whole agent, before a stub."""

import json

import pytest
from natives import CASES, bears, pass_days, quarantined, reset_breaker, serve
from stubs import faults
from stubs.companies import companies, company, pair
from stubs.qichacha import KEY, SECRET, Qichacha, card, shixin

from sync_agent.errors import ConfigError, ExitCode
from sync_agent.sources import settings_of
from sync_agent.sources.qichacha.model import APIS

COMPANY = company(1, 'CN')
CODE = COMPANY.usci
CARD = 'ECIV4/GetBasicDetailsByName'


@pytest.fixture
def qcc(desk, monkeypatch):
    found = serve(desk, monkeypatch, 'qichacha', Qichacha(companies(3, 'CN')),
                  secrets={'qichacha_key': KEY, 'qichacha_secret': SECRET},
                  key='qichacha-key', secret='qichacha-secret')
    found.sink.partners = [bound(COMPANY)]
    found.card = found.stub.cards[CODE]
    yield found
    found.bureau.stop()


def bound(one):
    return one.key(schemes=(), refs=[{'provider': 'qichacha', 'provider_ref': one.usci}])


def put(found, name, *items):
    found.stub.lists[APIS[name].path, CODE] = list(items)


def the_report(found):
    summary = found.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    (report,) = found.sink.reports
    return report


def paths(found):
    return [path.strip('/') for path in found.bureau.paths()]


def codes_of(report):
    return [issue['code'] for issue in report['issues']]


# === THE REPORT === #

def test_a_customer_is_asked_about_by_his_code_and_bound(qcc):
    qcc.sink.partners = [COMPANY.key(schemes=('usci',))]
    put(qcc, 'dishonest', shixin('1'))
    report = the_report(qcc)
    assert report['match']['method'] == 'identifier'
    assert (report['provider'], report['product'], report['provider_ref']) == (
        'qichacha', 'company', CODE)
    assert report['external_id'] == 'ECI2026112500000001'
    assert (report['as_of'], report['as_of_quality']) == ('2025-11-24', 'stated')
    assert report['residency'] == 'CN'
    assert 'raw' not in report
    assert report['completeness'] == 'complete'
    assert report['sections_present'] == ['identity', 'events', 'counters']
    assert report['subject'] == {
        'legal_name': COMPANY.name, 'country': 'CN', 'status': 'active',
        'status_raw': '存续(在营、开业、在册)', 'legal_form': '有限责任公司',
        'incorporation_date': str(COMPANY.founded), 'previous_names': [],
        'registered_capital': {'amount': '50000000', 'currency': 'CNY'}, 'paid_in_capital': None,
        'identifiers': [
            {'scheme': 'usci', 'value': CODE, 'valid': True},
            {'scheme': 'reg_no', 'value': COMPANY.reg_no, 'valid': None},
            {'scheme': 'other', 'value': f'k{COMPANY.number:031d}', 'valid': None}]}
    (event,) = report['events']
    assert {**event, 'key': ''} == {
        'key': '', 'kind': 'dishonest_debtor', 'severity': 'stop', 'status': 'open',
        'opened_on': '2025-01-01', 'case_no': '(2025)浙0106执1号', 'authority': '某某人民法院',
        'text': '全部未履行'}
    assert report['counters']['dishonest_debtor'] == {'count': 1}
    assert report['counters']['penalty'] == {'count': 0}
    assert {asked.query['searchKey'] for asked in qcc.bureau.asked} == {CODE}
    assert paths(qcc) == [CARD, *(api.path for api in APIS.values())]
    assert "王探" not in json.dumps(report, ensure_ascii=False)


@pytest.mark.parametrize('former', [['旧名有限公司'], [{'Name': '旧名有限公司', 'ChangeDate': ''}]])
def test_former_names_come_as_texts_or_as_objects(qcc, former):
    qcc.card['OriginalName'] = former
    assert the_report(qcc)['subject']['previous_names'] == [{'name': '旧名有限公司'}]


def test_no_result_is_an_answer_and_no_error(qcc):
    report = the_report(qcc)
    assert report['events'] == []
    assert all(counter == {'count': 0} for counter in report['counters'].values())
    assert qcc.stub.bill == {CARD: 1}


def test_a_company_without_a_card_is_unknown_and_nothing_more_is_bought(qcc):
    qcc.stub.cards = {}
    assert qcc.run().exit_code == ExitCode.OK
    qcc.run()
    assert paths(qcc) == [CARD]


@pytest.mark.parametrize('status', ['200', 200])
def test_a_status_is_a_text_and_a_figure_is_understood(qcc, status):
    qcc.faults.always(faults.edit(lambda document: document.update(Status=status) if
                                  document['Status'] == '200' else None), path='ECIV4')
    assert the_report(qcc)['subject']['legal_name'] == COMPANY.name


def test_a_new_state_of_a_company_is_unknown_and_said(qcc):
    qcc.card['Status'] = '冬眠'
    report = the_report(qcc)
    assert report['subject']['status'] == 'unknown'
    assert codes_of(report) == ['enum_drift']


def test_the_card_of_another_company_is_set_aside(qcc):
    qcc.stub.cards[CODE] = card(company(2, 'CN'))
    assert qcc.run().exit_code == ExitCode.PARTIAL
    assert quarantined(qcc) == ['id_mismatch']


def test_an_entry_that_was_removed_is_closed_under_the_same_key(qcc):
    entry = {'AddDate': '2025-03-01', 'AddReason': '未公示年报', 'AddOffice': '某局',
             'RemoveDate': '', 'RemoveReason': '', 'RemoveOffice': ''}
    put(qcc, 'abnormal', entry)
    before = the_report(qcc)['events'][0]
    put(qcc, 'abnormal', {**entry, 'RemoveDate': '2026-02-01'})
    qcc.card['UpdatedDate'] = '2025-12-24 00:00:00'
    pass_days(qcc, 31)
    qcc.run()
    after = qcc.sink.reports[-1]['events'][0]
    assert before['key'] == after['key']
    assert (before['status'], after['status'], after['closed_on']) == (
        'open', 'closed', '2026-02-01')


def test_pages_are_no_larger_than_allowed_and_no_more_than_wanted(qcc):
    put(qcc, 'dishonest', *(shixin(str(number)) for number in range(35)))
    put(qcc, 'penalty', *({'Id': f'p{number}', 'DocNo': f'P{number}'} for number in range(90)))
    report = the_report(qcc)
    kinds = [event['kind'] for event in report['events']]
    assert (kinds.count('dishonest_debtor'), kinds.count('penalty')) == (35, 60)
    assert report['counters']['penalty'] == {'count': 90}
    assert codes_of(report) == ['list_cut']


# === TOKENS AND THE CLOCK === #

@pytest.mark.parametrize(('clock', 'words'), [(4000, "behind"), (-4000, "ahead of")])
def test_a_clock_that_is_wrong_is_said(qcc, clock, words):
    qcc.stub.clock = qcc.bureau.clock = clock
    summary = qcc.run()
    assert summary.exit_code == ExitCode.AUTH
    assert "set the clock" in summary.messages[0]
    assert words in summary.messages[0]
    assert len(qcc.bureau.asked) == 1
    code, output, _errors = qcc.desk.command('check', '--live')
    assert code == ExitCode.AUTH
    assert "set the clock" in ' '.join(output.split())


def test_a_wrong_secret_ends_it_soon(qcc, monkeypatch):
    monkeypatch.setenv('CREDIT_SYNC_SECRET_QICHACHA_SECRET', 'wrong-secret')
    qcc.sink.partners = [bound(one) for one in companies(40, 'CN')]
    summary = qcc.run()
    assert summary.exit_code == ExitCode.QUOTA
    assert len(qcc.bureau.asked) < 10


def test_a_status_that_is_explained_is_what_it_means(qcc):
    qcc.stub.codes[CARD] = '108'
    qcc.source['codes'] = {'108': 'auth'}
    assert qcc.run().exit_code == ExitCode.AUTH
    assert len(qcc.bureau.asked) == 1


def test_a_list_that_the_contract_lacks_is_left_out_and_said_once(qcc):
    qcc.stub.codes[APIS['penalty'].path] = '999'
    qcc.source['codes'] = {'999': 'forbidden'}
    qcc.sink.partners = [bound(one) for one in companies(3, 'CN')]
    summary = qcc.run()
    assert len(summary.messages) == 1
    assert {report['completeness'] for report in qcc.sink.reports} == {'partial'}
    assert all('penalty' not in report['counters'] for report in qcc.sink.reports)


# === MONEY === #

def test_a_failure_in_the_middle_buys_nothing_again(qcc):
    qcc.faults.always(faults.status(503), path='TaxIllegalCheck')
    assert qcc.run().exit_code == ExitCode.SOURCE_UNREACHABLE
    qcc.faults.clear()
    reset_breaker(qcc)
    the_report(qcc)
    assert qcc.stub.bill == {CARD: 1}


def test_a_dry_run_buys_nothing(qcc):
    assert qcc.desk.dry_run().would_ask
    assert qcc.bureau.asked == []


# === SEARCH === #

def test_a_name_is_looked_for_only_where_that_is_wanted(qcc):
    head, branch = pair(2)
    qcc.sink.partners = [head.key(schemes=())]
    qcc.run()
    assert qcc.bureau.asked == []
    qcc.source['search'] = True
    qcc.stub.hits = [{'KeyNo': f'k{one.number}', 'Name': f'<em>{one.name}</em>',
                      'CreditCode': one.usci, 'StartDate': '2010-01-02', 'Status': '存续',
                      'No': one.reg_no, 'OperName': "王探"} for one in (head, branch)]
    with qcc.desk.state() as state:
        state.database.execute('DELETE FROM negative')
    summary = qcc.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    assert paths(qcc) == ['FuzzySearch/GetList']
    assert {report['subject']['legal_name'] for report in qcc.sink.reports} == {
        head.name, branch.name}
    assert all(report['match']['partner_id'] is None for report in qcc.sink.reports)


# === REPORTS THAT ARE ORDERED === #

@pytest.fixture
def ordering(qcc):
    qcc.source['reports'] = ['report_base']
    return qcc


def pass_time(found, seconds):
    with found.desk.state() as state:
        state.database.execute('UPDATE async_order SET poll_at = poll_at - ?', (seconds,))


def test_a_report_is_ordered_once_and_asked_for_until_it_is_there(ordering):
    ordering.run()
    for _poll in range(2):
        pass_time(ordering, 121)
        ordering.run()
    assert paths(ordering).count('ReportBase/CreateReport') == 1
    assert paths(ordering).count('ReportBase/GetReportInfo') == 2
    assert ordering.stub.bill['report'] == 1
    (report,) = [report for report in ordering.sink.reports if report['product'] == 'report_base']
    assert report['subject']['legal_name'] == COMPANY.name
    assert codes_of(report) == ['name_withheld']
    with ordering.desk.state() as state:
        assert state.orders.count() == 0


def test_an_order_whose_answer_is_lost_is_never_made_again_and_told_to_somebody(ordering):
    ordering.faults.at(faults.cut, path='CreateReport')
    assert ordering.run().exit_code == ExitCode.SOURCE_UNREACHABLE
    pass_time(ordering, 121)
    summary = ordering.run()
    assert summary.exit_code == ExitCode.PARTIAL
    assert any("see in your account" in message for message in summary.messages)
    assert ordering.stub.bill['report'] == 1


# === FAULTS === #

@pytest.mark.parametrize(('fault', 'code', 'comes_later'), CASES)
def test_faults(qcc, fault, code, comes_later):
    bears(qcc, fault, code, comes_later)


@pytest.mark.parametrize('result', [None, '', {}, {'VerifyResult': 0, 'Data': None},
                                    {'VerifyResult': 0, 'Data': []}])
def test_an_empty_list_is_empty_however_it_is_written(qcc, result):
    qcc.faults.always(faults.says({'Status': '200', 'Message': 'ok', 'Result': result}),
                      path='ShixinCheck')
    assert the_report(qcc)['counters']['dishonest_debtor'] == {'count': 0}


def test_check_asks_about_nobody_and_finds_nothing(qcc):
    code, output, errors = qcc.desk.command('check', '--live')
    assert code == 0, errors
    assert "key and secret are good" in output
    assert qcc.stub.bill == {}


@pytest.mark.parametrize('values', [{'apis': ['horoscope']}, {'reports': ['x']}, {'max_pages': 0}])
def test_slips_of_the_configuration(values):
    with pytest.raises(ConfigError):
        settings_of('q', {'type': 'qichacha', 'provider': 'qichacha', 'key': 'k',
                          'secret': 's', **values})
