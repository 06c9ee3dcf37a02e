"""Pictures of the screens for `docs/screenshots`, taken from a running demo server.

    python3 -m dev run -- python -m tests.e2e.screenshots http://127.0.0.1:8069 DATABASE [name …]
"""

import base64
import json
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import requests
import websocket

FOLDER = Path(__file__).resolve().parents[2] / 'docs' / 'screenshots'
CHROMES = ('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable')
DESK, PHONE = (1366, 768), (412, 880)
#: A phone's page that is longer than its screen.
TALL_PHONE = (412, 1500)
SECONDS = 40
HOLD = ('credit.hold', [('profile_id.partner_id.name', '=', 'Acme Trade'), ('state', '=', 'open')])
STORY = '.o_credit_timeline_lines .o_credit_timeline_day'
#: The overview when no tile is being worked out any more.
OVERVIEW = ".o_credit_page_body:has(.o_credit_card):not(:has([aria-busy='true']))"
#: The screen DSO with its chart and its table.
DSO = '.o_credit_dso:has(canvas):has(.o_credit_dso_table tbody tr)'
PROFILE = ('credit.profile', [('partner_id.name', '=', 'Acme Trade')])
SHEET = ('credit.provision', [('company_id.name', '=', 'Demo Ltd')])
#: A receivable that is followed; a plan must have begun and a night have gone by.
RPM_ITEM = ('credit.rpm.item', [('partner_id.name', '=', 'Heath Builders'), ('state', '=', 'open')])
#: One whose papers are being asked for.
RPM_ASKED = ('credit.rpm.item', [('step_ids.code', '=', 'R0'), ('step_ids.status', '=', 'due')])
RPM_PLAN = ('credit.rpm.plan', [('code', '=', 'standard'), ('company_id.name', '=', 'Demo Ltd')])
#: A customer two months late.
BOLT = ('credit.profile', [('partner_id.name', '=', 'Bolt GmbH')])
#: The last one, as the letters of the demo have it.
STATEMENT = ('credit.statement', [('line_ids', '!=', False)])
#: Whose case is with an agency; Maple Print's is with a lawyer, Nettle Cosmetics is given up.
HEATH = ('credit.profile', [('partner_id.name', '=', 'Heath Builders')])
MAPLE = ('credit.profile', [('partner_id.name', '=', 'Maple Print')])
DISPUTE = ('credit.dispute', [('partner_id.name', '=', 'Juniper Textiles')])


def order(customer, state):
    return 'sale.order', [('partner_id.name', '=', customer), ('state', 'in', state)]


def press(selector):
    """Return the script that clicks the first match of `selector`."""
    return f"document.querySelector({json.dumps(selector)}).click()"


def press_button(label):
    """Return the script that clicks the button of the form's head that says `label`."""
    return (
        "[...document.querySelectorAll('.o_statusbar_buttons button')].find(button =>"
        f" button.textContent.includes({json.dumps(label)})).click()"
    )


def open_dialog(action):
    """Return the script that opens an action in a dialog."""
    return f"odoo.__WOWL_DEBUG__.root.env.services.action.doAction({json.dumps(action)}).then(() => null)"


def type_in(selector, value):
    """Return the script that types `value` into the first match of `selector`."""
    return (
        f"{{ const field = document.querySelector({json.dumps(selector)}); field.value = '{value}';"
        " field.dispatchEvent(new Event('input', {bubbles: true})); }"
    )


def choose(field, label):
    """Return the script that picks `label` in the selection `field` of a dialog."""
    return (
        f"document.querySelector('.modal ' + {json.dumps(field + ' input, ' + field + ' select')})"
        ".click(); new Promise(r => setTimeout(r, 500)).then(() =>"
        " [...document.querySelectorAll('.o_select_menu_item, .o-autocomplete--dropdown-item')]"
        f".find(item => item.textContent.includes({json.dumps(label)})).click())"
    )


#: Gives new customers of the demo's first company a fraud checklist.
SWITCH_FRAUD_ON = (
    "odoo.__WOWL_DEBUG__.root.env.services.orm.write('res.company', [1],"
    " {credit_fraud_check: true, credit_fraud_order: 50000}).then(() => null)")
#: The aging was compared with the ledger.
AGING_TIE = '.o_credit_aging_tie .badge'
#: Opens the dialog of proposals on a hold.
PROPOSE = (press("button[name='action_propose_dialog']"), '.modal .o_credit_choice')


def propose(code):
    """Return the shot of one proposal on the hold of Acme Trade."""
    chosen = f'.o_credit_choice_{code}'
    return (
        f'hold_propose_{code}', 'credit_officer', 'credit_management.credit_hold_action', HOLD,
        (1366, 900), '.o_credit_gauge',
        (PROPOSE, (press(chosen), f'{chosen}.o_credit_choice_chosen')),
    )


#: The step of health, after the data were checked.
HEALTH = (
    (press(".o_credit_steps_item[data-step='health'] button"), '.o_credit_go_live_act'),
    (press('.o_credit_go_live_act'),
     ".o_credit_go_live_step[aria-busy='false'] .o_credit_health_table"),
)


def grade(code, reason):
    """Return the steps that set an aging grade on a customer's page."""
    return (
        (press("button[name='action_aging_grade']"), '.modal .o_form_view'),
        (choose("[name='grade']", code), '.modal .btn-primary'),
        (type_in(".modal [name='reason'] input", reason)
         + " document.querySelector(\".modal [name='reason'] input\")"
         ".dispatchEvent(new Event('change', {bubbles: true}));", '.modal'),
        (("[...document.querySelectorAll(\".modal button[name='action_apply']\")]"
          ".find(button => button.offsetParent).click()"), 'body:not(:has(.modal)) .o_form_view'),
    )


#: What a preset would change in a draft.
PRESET = (
    (press_button('Preset'), '.modal .o_form_view'),
    (choose("[name='preset_id']", 'Trading and wholesale'), '.modal .o_credit_changes'),
)
#: The next version of the standard policy.
NEXT_POLICY = (
    (press("button[name='action_new_version']"), '.o_credit_grid input'),
)
#: Orders of whoever is late are stopped by it.
CHANGED_POLICY = (
    ("{ const cell = document.querySelector(\"[data-rule='H02'] select[data-column='1']\");"
     " cell.value = 'stop'; cell.dispatchEvent(new Event('change', {bubbles: true})); }"),
    "[data-rule='H02'] select.o_credit_grid_stop",
)
STANDARD_POLICY = ('credit.policy', [('name', '=', 'Standard'), ('state', '=', 'published')])
#: Has a back-test run to its end.
RUN_BACKTEST = (
    (press('.o_credit_backtest_run'), '.o_credit_backtest_state'),
    ('null', '.o_credit_backtest:not(:has(.o_credit_backtest_state)) .o_credit_backtest_weeks canvas'),
)


def go_live(code, *steps):
    """Return the steps that choose one of go-live, and what comes then."""
    return (
        (press(f".o_credit_steps_item[data-step='{code}'] button"),
         f".o_credit_go_live_step[data-step='{code}']"), *steps,
    )


#: Limits, proposed by the rules that the dialog begins with.
LIMITS = go_live(
    'limits',
    (("document.querySelector('.o_credit_limits')"
      " || document.querySelector('.o_credit_go_live_act').click()"),
     ".modal button[name='action_propose'], .o_credit_limits"),
    ("document.querySelector(\".modal button[name='action_propose']\")?.click()",
     'body:not(:has(.modal)) .o_credit_limits_lists'),
)
#: The list in which they are changed.
LIMIT_LIST = (
    *LIMITS, (press("button[data-list='largest']"), '.o_data_row:nth-child(5)'),
    ('null', '.o_credit_limit_head [role="status"]'),
)
#: Who is in scope, looked at.
SCOPE = go_live('scope', (press('.o_credit_go_live_act'), '.o_credit_scope_grades'))
#: Enforcement, before anybody signed.
ENFORCE = go_live('enforce', ('null', '.o_credit_enforce_waves'))
#: The company begins to report.
BEGIN_TO_REPORT = press('.o_credit_go_live_act')
REPORT = go_live('report', (
    f"document.querySelector('.o_credit_go_live_undo') || {BEGIN_TO_REPORT}",
    '.o_credit_report_only'))

#: A case of somebody whose own customer is late.
CASE = ('credit.case', [('partner_id.name', '=', 'Heath Builders'), ('state', '=', 'open')])
#: The dialog that answers an excuse, with one chosen.
EXCUSE = (
    (press("button[name='action_excuse_dialog']"), '.modal .o_form_view'),
    ((type_in('.modal [name=excuse_id] input', 'X05') + " new Promise(r => setTimeout(r, 900))"
      ".then(() => document.querySelector('.o-autocomplete--dropdown-item a').click())"),
     ".modal [name='fact_ids'] .o_data_row"),
)

#: name, login, action, record, size, what must be on the page, then (script, selector) steps.
SHOTS = (
    ('promises', 'credit_officer', 'credit_management.credit_promise_action', None, DESK,
     '.o_list_view .o_data_row', ()),
    ('promise_new', 'credit_officer', 'credit_management.credit_profile_action', HEATH, DESK,
     STORY, ((press_button('Promise…'), '.modal .o_form_view'),)),
    ('dispute_new', 'credit_officer', 'credit_management.credit_profile_action', HEATH, DESK,
     STORY, ((press_button('Dispute…'), '.modal .o_form_view'),)),
    ('disputes', 'credit_officer', 'credit_management.credit_dispute_action', None, DESK,
     '.o_list_view .o_data_row', ()),
    ('dispute', 'credit_officer', 'credit_management.credit_dispute_action', DISPUTE, (1366, 960),
     '.o_form_view .o-mail-Chatter', ()),
    ('customer_promise', 'credit_officer', 'credit_management.credit_profile_action', HEATH, DESK,
     STORY, ()),
    ('contract', 'credit_officer', 'credit_management.credit_contract_action',
     ('credit.contract', [('title', '=', 'Supply of fittings')]), (1366, 960),
     '.o_form_view .o_field_one2many .o_data_row', ()),
    ('authorization', 'credit_officer', 'credit_management.credit_authorization_action',
     ('credit.authorization', [('replaces_id', '!=', False)]), (1366, 960),
     ".o_form_view [name='old_specimen'] img", ()),
    ('instruments', 'credit_officer', 'credit_management.credit_instrument_action', None, DESK,
     '.o_list_view .o_data_row', ()),
    ('instruments_calendar', 'credit_officer', 'credit_management.credit_instrument_action', None,
     DESK, '.o_list_view .o_data_row', ((press('.o_switch_view.o_calendar'), '.fc-event'),)),
    ('instruments_board', 'credit_officer', 'credit_management.credit_instrument_action', None,
     DESK, '.o_list_view .o_data_row', ((press('.o_switch_view.o_kanban'), '.o_kanban_record'),)),
    ('security', 'credit_officer', 'credit_management.credit_security_action',
     ('credit.security', [('reference', '=', 'HCI-20417')]), (1366, 960),
     ".o_form_view [name='own_risk']", ()),
    ('customer_securities', 'credit_officer', 'credit_management.credit_profile_action',
     ('credit.profile', [('partner_id.name', '=', 'Acme Trade')]), (1366, 960), STORY,
     ((press("a[name='securities']"), ".o_field_widget[name='security_ids'] .o_data_row"),
      ("document.querySelector('.o_notebook').scrollIntoView()", '.o_notebook'))),
    ('my_work', 'credit_officer', 'credit_management.credit_task_action', None, DESK,
     '.o_credit_preview_facts', ()),
    ('hold_suspension', 'credit_officer', 'credit_management.credit_hold_action', HOLD, DESK,
     '.o_credit_gauge', ((open_dialog({
         'type': 'ir.actions.act_window', 'name': "Notice of Suspension",
         'res_model': 'credit.hold.suspend', 'views': [[False, 'form']], 'target': 'new',
         'context': {'default_ground': 'business'}}), '.modal .o_form_view'),)),
    ('call_mode', 'credit_officer', 'credit_management.credit_touch_action_call', None, DESK,
     '.o_credit_call_lines', ((press("[data-outcome='will_pay']"), '.o_credit_call_form'),)),
    ('call_mode_phone', 'credit_officer', 'credit_management.credit_touch_action_call', None,
     (390, 880), '.o_credit_call_lines', ()),
    ('call_papers', 'credit_officer', 'credit_management.credit_touch_action_call', None, DESK,
     '.o_credit_call_lines', ((press("[data-outcome='wants_papers']"), '.o_credit_call_papers'),)),
    ('call_plan', 'credit_officer', 'credit_management.credit_touch_action_call', None, (1366, 960),
     '.o_credit_call_lines',
     ((press("[data-outcome='cannot_pay']"), '.o_credit_call_plan'),
      (press('.o_credit_call_propose'), '.o_credit_call_sum'))),
    ('contacts', 'credit_officer', 'credit_management.credit_touch_action', None, DESK,
     '.o_data_row', ()),
    ('contacts_calendar', 'credit_officer', 'credit_management.credit_touch_action', None, DESK,
     '.o_data_row', ((press('.o_switch_view.o_calendar'), '.o_calendar_view .fc-event'),)),
    ('step_questions', 'credit_officer', 'credit_management.credit_rpm_item_action', RPM_ASKED, DESK,
     "[name='step_ids'] .o_data_row",
     ((press("[name='step_ids'] .o_data_row button:not([name='action_write_letter'])"),
       ".modal [name='line_ids'] .o_data_row"),)),
    ('my_work_phone', 'credit_officer', 'credit_management.credit_task_action', None, PHONE,
     '.o_kanban_record', ()),
    ('hold', 'credit_officer', 'credit_management.credit_hold_action', HOLD, (1366, 960),
     '.o_credit_gauge', ()),
    ('hold_release', 'credit_officer', 'credit_management.credit_hold_action', HOLD, DESK,
     '.o_credit_gauge', ((press("button[name='action_release_dialog']"), '.modal .o_form_view'),)),
    ('hold_phone', 'credit_officer', 'credit_management.credit_hold_action', HOLD, (412, 1700),
     '.o_credit_gauge', ()),
    ('hold_condition', 'credit_officer', 'credit_management.credit_hold_action', HOLD, DESK,
     '.o_credit_gauge', (
         (press("button[name='action_release_dialog']"), '.modal .o_form_view'),
         (choose("[name='condition']", 'Promise to pay'), ".modal [name='condition_date'] input"),
     )),
    *(propose(code) for code in ('reduce', 'split', 'deposit', 'invoices', 'limit')),
    ('hold_propose_stop', 'credit_officer', 'credit_management.credit_hold_action',
     ('credit.hold', [('profile_id.partner_id.name', '=', 'Fenn & Co'), ('state', '=', 'open')]),
     DESK, '.o_credit_gauge', (PROPOSE,)),
    ('hold_propose_phone', 'credit_officer', 'credit_management.credit_hold_action', HOLD,
     (412, 1500), '.o_credit_gauge', (
         (press(".o_statusbar_buttons button[title='More']"),
          "button[name='action_propose_dialog']"), PROPOSE,
     )),
    ('hold_history', 'credit_officer', 'credit_management.credit_hold_action',
     ('credit.hold', [('profile_id.partner_id.name', '=', 'Bolt GmbH'), ('state', '=', 'open')]),
     DESK, '.o_credit_gauge', ((
         press("a[name='history']"), "[name='earlier_hold_ids'] .o_data_row",
     ), ("document.querySelector('.o_notebook').scrollIntoView()", '.o_notebook'))),
    ('hold_ask', 'credit_officer', 'credit_management.credit_hold_action', HOLD, DESK,
     '.o_credit_gauge', ((press("button[name='action_ask_sales_dialog']"), '.modal textarea'),)),
    ('match', 'credit_officer', 'credit_management.credit_hold_action', HOLD, DESK, '.o_credit_gauge',
     ((press("button[name='action_match']"), '.modal .o_credit_match_hold'),)),
    ('holds', 'credit_officer', 'credit_management.credit_hold_action', None, DESK,
     '.o_data_row', ()),
    ('order_held', 'credit_sales', 'sale.action_quotations', order('Acme Trade', ['draft', 'sent']),
     DESK, '.o_credit_banner', ()),
    ('order_near', 'credit_sales', 'sale.action_quotations', order('Dorn', ['draft', 'sent']), DESK,
     '.o_credit_banner', ()),
    ('order_clear', 'credit_sales', 'sale.action_quotations', order('Cato SA', ['draft', 'sent']),
     DESK, '.o_credit_banner', ()),
    ('order_stop', 'credit_sales', 'sale.action_quotations', order('Fenn & Co', ['draft', 'sent']),
     DESK, '.o_credit_banner', ()),
    ('quotations', 'credit_sales', 'sale.action_quotations', None, DESK, '.o_data_row', ()),
    ('transfer', 'credit_sales', 'stock.action_picking_tree_all',
     ('stock.picking', [('partner_id.name', '=', 'Fenn & Co'), ('state', '=', 'assigned')]), DESK,
     '.o_credit_banner', ()),
    ('delivery_proof', 'admin', 'stock.action_picking_tree_all',
     ('stock.picking', [('credit_wants_proof', '=', True), ('company_id', '=', 1)]), DESK,
     'button[name=action_credit_proof]', (
         (press('button[name=action_credit_proof]'), '.modal [name=signer] input'),)),
    ('delivery_proof_phone', 'admin', 'stock.action_picking_tree_all',
     ('stock.picking', [('credit_wants_proof', '=', True), ('company_id', '=', 1)]), PHONE,
     '.o_form_view', ()),
    ('transfer_part', 'credit_sales', 'stock.action_picking_tree_all',
     ('stock.picking', [('partner_id.name', '=', 'Gale & Sons'), ('state', '=', 'assigned')]),
     DESK, '.o_credit_banner', ()),
    ('transfer_part_phone', 'credit_sales', 'stock.action_picking_tree_all',
     ('stock.picking', [('partner_id.name', '=', 'Gale & Sons'), ('state', '=', 'assigned')]),
     PHONE, '.o_credit_banner', ()),
    ('transfers', 'credit_sales', 'stock.action_picking_tree_all', None, DESK, '.o_data_row', ()),
    ('transfers_phone', 'credit_sales', 'stock.action_picking_tree_all', None, PHONE,
     '.o_kanban_record',
     (("document.querySelector('.o_credit_badge').scrollIntoView({block: 'center'})",
       '.o_credit_badge'),)),
    ('customer', 'credit_officer', 'credit_management.credit_profile_action', PROFILE, (1366, 1100),
     STORY, ()),
    ('customer_what_if', 'credit_officer', 'credit_management.credit_profile_action', PROFILE, DESK,
     STORY, ((type_in('.o_credit_what_if_amount', 600_000), '.o_credit_what_if_reset'),)),
    ('customer_exposure', 'credit_officer', 'credit_management.credit_profile_action', PROFILE,
     (1366, 1500), STORY, ((press("a[name='exposure']"), '.tab-pane .o_data_row'),)),
    ('customer_log', 'credit_officer', 'credit_management.credit_profile_action', PROFILE,
     (1366, 1500), STORY, ((press("a[name='log']"), '.tab-pane .o_data_row'),)),
    ('customer_limit', 'credit_manager', 'credit_management.credit_profile_action', PROFILE, DESK,
     STORY,
     ((press("button[name='action_change_limit']"), '.modal .o_credit_gauge'),)),
    ('customer_phone', 'credit_officer', 'credit_management.credit_profile_action', PROFILE,
     TALL_PHONE, STORY, ()),
    ('groups', 'credit_manager', 'credit_management.credit_group_action', None, DESK,
     '.o_data_row', ()),
    ('group', 'credit_manager', 'credit_management.credit_group_action',
     ('credit.group', [('name', '=', 'Cato Holding')]), (1366, 900), '.o_credit_gauge_bar', ()),
    ('customer_group', 'credit_officer', 'credit_management.credit_profile_action',
     ('credit.profile', [('partner_id.name', '=', 'Cato SA')]), (1366, 1200), STORY, ()),
    ('customers', 'credit_officer', 'credit_management.credit_profile_action', None, DESK,
     '.o_data_row', ()),
    ('decision_log', 'credit_auditor', 'credit_management.credit_decision_action', None, DESK,
     '.o_data_row', ()),
    ('exposure_items', 'credit_officer', 'credit_management.credit_exposure_item_action', None,
     DESK, '.o_list_view, .o_pivot', ()),
    ('evidence', 'credit_officer', 'credit_management.credit_evidence_score_action',
     ('credit.evidence.score', [('profile_id.partner_id.name', '=', 'Ivy Lighting')]), DESK,
     '.o_field_one2many .o_data_row', ()),
    ('weak_claims', 'credit_officer', 'credit_management.credit_evidence_score_action', None, DESK,
     '.o_data_row', ()),
    ('invoice_received', 'credit_officer', 'credit_management.credit_evidence_score_action',
     ('credit.evidence.score', [('profile_id.partner_id.name', '=', 'Ivy Lighting')]), DESK,
     '.o_field_one2many .o_data_row', ((
         press(".o_data_row:nth-child(4) button[name='action_mend']"), ".modal [name='receiver']"),)),
    ('limitation', 'credit_officer', 'credit_management.credit_limitation_action', None, DESK,
     '.o_data_row', ()),
    ('limitation_law', 'credit_manager', 'credit_management.credit_limitation_law_action',
     ('credit.limitation.law', [('court_pack', '=', 'CN')]), DESK, '.o_data_row', ()),
    ('court_deadlines', 'credit_officer', 'credit_management.credit_court_deadline_action', None,
     DESK, '.o_data_row', ()),
    ('guarantee', 'credit_officer', 'credit_management.credit_guarantee_clock_action',
     ('credit.guarantee.clock', [('partner_id.name', '=', 'Maple Print')]), DESK, '.o_form_view', ()),
    ('customer_limitation', 'credit_officer', 'credit_management.credit_profile_action', MAPLE,
     (1366, 1500), STORY, ((press("a[name='limitation']"), '.tab-pane .o_data_row'),)),
    ('receivables', 'credit_officer', 'credit_management.credit_aging_report_action', None, DESK,
     '.o_group_header', ((press('.o_group_header'), '.o_data_row'), ('0', AGING_TIE))),
    ('receivables_phone', 'credit_officer', 'credit_management.credit_aging_report_action', None,
     PHONE, AGING_TIE, ()),
    ('receivables_pivot', 'credit_officer', 'credit_management.credit_aging_report_action', None,
     DESK, '.o_group_header', ((press('.o_switch_view.o_pivot'), '.o_pivot table'),)),
    ('receivables_check', 'credit_officer', 'credit_management.credit_aging_report_action', None,
     DESK, AGING_TIE, (
         (press("button[name='action_check_tie']"), '.modal .o_data_row'),)),
    ('quadrant', 'credit_manager', 'credit_management.credit_aging_report_action', None, DESK,
     '.o_group_header', ((press('.o_switch_view.o_credit_quadrant'), '.o_credit_bubble'),)),
    ('structure', 'credit_manager', 'credit_management.credit_structure_action', None, (1366, 1300),
     '.o_credit_structure_who tbody tr', ()),
    ('structure_phone', 'credit_manager', 'credit_management.credit_structure_action', None,
     (412, 2000), '.o_credit_structure_who tbody tr', ()),
    ('rpm_items', 'credit_officer', 'credit_management.credit_rpm_item_action', None, DESK,
     '.o_data_row', ()),
    ('rpm_item', 'credit_officer', 'credit_management.credit_rpm_item_action', RPM_ITEM, DESK,
     '.o_credit_rpm_strip .badge', ()),
    ('rpm_steps', 'credit_manager', 'credit_management.credit_rpm_report_action', None, DESK,
     '.o_pivot table', ()),
    ('rpm_figures', 'credit_manager', 'credit_management.credit_rpm_figures_action', None, DESK,
     '.o_form_view .o_field_widget', ()),
    ('rpm_plan', 'credit_manager', 'credit_management.credit_rpm_plan_action', RPM_PLAN, (1366, 1000),
     '.o_data_row', ()),
    ('customer_rpm', 'credit_officer', 'credit_management.credit_profile_action', HEATH,
     (1366, 1300), STORY, ((press("a[name='rpm']"), '.tab-pane .o_data_row'),)),
    ('aging_grades', 'credit_manager', 'credit_management.credit_aging_grade_action', None, DESK,
     '.o_data_row', ()),
    ('aging_grade_override', 'credit_officer', 'credit_management.credit_profile_action', BOLT,
     DESK, STORY, (
         (press("button[name='action_aging_grade']"), '.modal .o_form_view'),
         (choose("[name='grade']", 'G4'), '.modal .alert:not(.d-none)'))),
    ('unbilled', 'credit_officer', 'credit_management.credit_unbilled_report_action', None, DESK,
     '.o_group_header', ((press('.o_group_header'), '.o_data_row'),)),
    ('overview', 'credit_manager', 'credit_management.credit_overview_action', None, (1366, 900),
     OVERVIEW, ()),
    ('pack', 'credit_manager', 'credit_management.credit_pack_action',
     ('credit.pack', [('kind', '!=', 'preview')]), DESK, '.o_form_view', ()),
    ('overview_phone', 'credit_manager', 'credit_management.credit_overview_action', None,
     (412, 2600), OVERVIEW, ()),
    ('dso', 'credit_manager', 'credit_management.credit_kpi_action', None, (1366, 940), DSO, ()),
    ('dso_phone', 'credit_manager', 'credit_management.credit_kpi_action', None, (412, 1950), DSO,
     ()),
    ('go_live_health', 'credit_manager', 'credit_management.credit_go_live_action', None,
     (1366, 900), '.o_credit_go_live_step', HEALTH),
    ('go_live_health_phone', 'credit_manager', 'credit_management.credit_go_live_action', None,
     (412, 2000), '.o_credit_go_live_step', HEALTH),
    ('policies', 'credit_manager', 'credit_management.credit_policy_action', None, DESK,
     '.o_list_view', ()),
    ('policy', 'credit_manager', 'credit_management.credit_policy_action', STANDARD_POLICY,
     (1366, 1000), '.o_credit_grid', ()),
    ('policy_draft', 'credit_manager', 'credit_management.credit_policy_action', STANDARD_POLICY,
     (1366, 1500), '.o_credit_grid', (
         *NEXT_POLICY,
         (press('.o_credit_grid_fold'), ".o_credit_grid [data-rule='H18']"))),
    ('policy_preset', 'credit_manager', 'credit_management.credit_policy_action', STANDARD_POLICY,
     (1366, 1000), '.o_credit_grid', (*NEXT_POLICY, *PRESET)),
    ('policy_publish', 'credit_manager', 'credit_management.credit_policy_action',
     STANDARD_POLICY, (1366, 900), '.o_credit_grid', (
         *NEXT_POLICY, CHANGED_POLICY,
         (press_button('Publish'), ".modal .o_credit_changes"))),
    ('policy_compare', 'credit_manager', 'credit_management.credit_policy_action', STANDARD_POLICY,
     (1366, 900), '.o_credit_grid', (
         *NEXT_POLICY, CHANGED_POLICY,
         (press_button('Compare'), '.modal .o_credit_changes'))),
    ('policy_quiz', 'credit_officer', 'credit_management.credit_policy_action',
     ('credit.policy', [('name', '=', 'Demo Ltd')]), DESK, '.o_credit_grid', (
         (press_button('I have read it'), '.modal .o_data_row'),
         (press(".modal [data-answer='untrue']"), ".modal [data-answer='untrue'].btn-primary"))),
    ('diagnosis', 'credit_manager', 'credit_management.credit_diagnosis_action', None,
     (1366, 1300), '.o_credit_diagnosis canvas', ()),
    ('duties', 'credit_auditor', 'credit_management.credit_conflict_finding_action', None,
     (1366, 900), '.o_data_row', ()),
    ('releases', 'credit_auditor', 'credit_management.credit_override_report_action', None, DESK,
     '.o_graph_renderer canvas', ()),
    ('import', 'credit_manager', 'credit_management.credit_task_action', None, DESK,
     '.o_control_panel', (
         (open_dialog('credit_management.credit_import_action'), ".modal [name='template']"),)),
    ('policy_phone', 'credit_manager', 'credit_management.credit_policy_action',
     ('credit.policy', [('name', '=', 'Standard'), ('state', '=', 'draft')]), (412, 2300),
     '.o_credit_grid input', ()),
    ('authority', 'credit_manager', 'credit_management.credit_authority_action', None, DESK,
     '.o_list_view', ()),
    ('contact', 'credit_officer', 'base.action_partner_form',
     ('res.partner', [('name', '=', 'Acme Trade')]), DESK, '.o_form_view', ()),
    ('customer_bureau', 'credit_officer', 'credit_management.credit_profile_action', PROFILE,
     (1366, 1500), "a[name='bureau']",
     ((press("a[name='bureau']"), '.tab-pane .o_credit_scale'),)),
    ('bureau_report', 'credit_officer', 'credit_management.credit_bureau_report_action',
     ('credit.bureau.report', [('provider_ref', '=', 'US-X-1001'), ('state', '=', 'bound')]),
     (1366, 1100), '.o_credit_scale', ()),
    ('bureau_report_phone', 'credit_officer', 'credit_management.credit_bureau_report_action',
     ('credit.bureau.report', [('provider_ref', '=', 'US-X-1001'), ('state', '=', 'bound')]),
     PHONE, '.o_credit_reading', ()),
    ('bureau_reports', 'credit_officer', 'credit_management.credit_bureau_report_action', None,
     DESK, '.o_data_row', ()),
    ('bureau_quarantine', 'credit_officer', 'credit_management.credit_bureau_report_action',
     ('credit.bureau.report', [('state', '=', 'quarantine')]), DESK, '.o_credit_reading', ()),
    ('bureau_match', 'credit_officer', 'credit_management.credit_bureau_match_action',
     ('credit.bureau.match', [('provider_ref', '=', 'GB-X-2001')]), DESK, '.o_credit_match', ()),
    ('bureau_matches', 'credit_officer', 'credit_management.credit_bureau_match_action', None, DESK,
     '.o_data_row', ()),
    ('bureau_events', 'credit_officer', 'credit_management.credit_bureau_event_action', None, DESK,
     '.o_data_row', ()),
    ('bureaus', 'credit_manager', 'credit_management.credit_bureau_action', None, DESK,
     '.o_data_row', ()),
    ('bureau', 'credit_manager', 'credit_management.credit_bureau_action',
     ('credit.bureau', [('code', '=', 'dnb')]), DESK, '.o_data_row', ()),
    ('settings', 'credit_manager', 'credit_management.res_config_settings_action', None,
     (1366, 1500), ".app_settings_block .o_setting_box", ()),
    ('preferences', 'credit_officer', 'mail.action_res_users_my_fullpage',
     ('res.users', [('login', '=', 'credit_officer')]), DESK, "[name='credit_digest']", ()),
    ('ceiling', 'credit_officer', 'credit_management.credit_ceiling_action', None, (1366, 1350),
     '.o_credit_ceiling_months', ()),
    ('ceiling_phone', 'credit_officer', 'credit_management.credit_ceiling_action', None,
     TALL_PHONE, '.o_credit_ceiling_months', ()),
    ('ceiling_plan', 'credit_manager', 'credit_management.credit_ceiling_plan_action',
     ('credit.ceiling.plan', [('state', '=', 'approved'), ('company_id.name', '=', "Demo Ltd")]),
     (1366, 1000), "[name='line_ids'] .o_data_row", ()),
    ('cash_forecast', 'credit_manager', 'credit_management.credit_cash_forecast_page_action', None,
     (1366, 1150), '.o_credit_chart canvas', ()),
    ('cash_forecast_phone', 'credit_manager',
     'credit_management.credit_cash_forecast_page_action', None, TALL_PHONE,
     '.o_credit_chart canvas', ()),
    ('backtest', 'credit_manager', 'credit_management.credit_backtest_action', None, (1366, 1250),
     '.o_credit_backtest_run', RUN_BACKTEST),
    ('backtest_phone', 'credit_manager', 'credit_management.credit_backtest_action', None,
     TALL_PHONE, '.o_credit_backtest_weeks canvas', ()),
    ('provision', 'credit_manager', 'credit_management.credit_provision_action', SHEET,
     (1366, 1250), '.o_credit_chart canvas', ()),
    ('provision_phone', 'credit_manager', 'credit_management.credit_provision_action', SHEET,
     TALL_PHONE, '.o_credit_chart canvas', ()),
    ('provision_methods', 'credit_manager', 'credit_management.credit_provision_action', SHEET,
     DESK, '.o_credit_chart canvas', ((press("a[name='methods']"), "[name='latest_result_ids']"),)),
    ('limit_request', 'credit_manager', 'credit_management.credit_limit_request_action',
     ('credit.limit.request', [('partner_id.name', '=', 'Cato SA')]), DESK, '.o_form_view',
     ((press("button[name='action_suggest']"), "[name='suggestion']"),)),
    ('score_rate', 'credit_manager', 'credit_management.credit_profile_action',
     ('credit.profile', [('partner_id.name', '=', 'Cato SA')]), (1366, 1250), "a[name='scores']", (
         (press("a[name='scores']"), "button[name='action_rate']"),
         (press("button[name='action_rate']"), '.o_credit_rating'))),
    ('score_try', 'credit_manager', 'credit_management.credit_profile_action',
     ('credit.profile', [('partner_id.name', '=', 'Cato SA')]), DESK, "a[name='scores']", (
         (press("a[name='scores']"), "button[name='action_try_score']"),
         (press("button[name='action_try_score']"), "[name='high_credit']"))),
    ('limit_suggestion', 'credit_manager', 'credit_management.credit_profile_action',
     ('credit.profile', [('partner_id.name', '=', 'Cato SA')]), (1366, 1150), "a[name='scores']", (
         (press("a[name='scores']"), "button[name='action_suggest_limit']"),
         (press("button[name='action_suggest_limit']"), "[name='rows_html'] table"))),
    ('scores', 'credit_manager', 'credit_management.credit_score_action', None, DESK,
     '.o_data_row', ()),
    ('score_validation', 'credit_manager', 'credit_management.credit_score_validation_action', None,
     DESK, "[name='default_count']", ()),
    ('blacklist', 'credit_manager', 'credit_management.credit_blacklist_action',
     ('credit.blacklist', [('subject', 'like', 'Bramblewick')]), (1366, 1000),
     "[name='key_ids'] .o_data_row", ()),
    ('review', 'credit_manager', 'credit_management.credit_review_action', None, (1366, 1000),
     '.o_list_view', (
         (press('.o_list_button_add'), "button[name='action_fill']"),
         (press("button[name='action_fill']"), "[name='line_ids'] .o_data_row"))),
    ('review_calendar', 'credit_manager', 'credit_management.credit_review_day_action', None, DESK,
     '.o_calendar_view', (
         (press('.o_calendar_button_next'), '.o_calendar_view'),
         (press('.o_calendar_button_next'), '.fc-event'))),
    ('credit_file', 'credit_officer', 'credit_management.credit_profile_action', BOLT, (1366, 1000),
     '.o_form_view', ((press("button[name='action_open_file']"), '.o_credit_file_sheet td'),)),
    ('application', 'credit_officer', 'credit_management.credit_application_action',
     ('credit.application', [('legal_name', '=', 'Quarry Lane Ltd')]), DESK, '.o_form_view', ()),
    ('application_portal', 'credit_officer', 'credit_management.credit_application_action', None,
     (1366, 1200), '.o_data_row', (("location.href = '/my/credit-application'",
                              '.o_credit_application form'),)),
    ('application_portal_phone', 'credit_officer', 'credit_management.credit_application_action',
     None, TALL_PHONE, '.o_view_controller', (("location.href = '/my/credit-application'",
                                              '.o_credit_application form'),)),
    ('limit_requests', 'credit_manager', 'credit_management.credit_limit_request_action', None, DESK,
     '.o_data_row', ()),
    ('customer_recovery', 'credit_officer', 'credit_management.credit_profile_action', HEATH, DESK,
     "a[name='recovery']", ((
         press("a[name='recovery']"), "button[name='action_claim_interest']",
     ), ("document.querySelector('.o_notebook').scrollIntoView()", '.o_notebook'))),
    ('write_off', 'admin', 'credit_management.credit_write_off_action',
     ('credit.write.off', [('partner_id.name', '=', 'Nettle Cosmetics')]), DESK,
     "[name='line_ids'] .o_data_row", ()),
    ('handover', 'credit_officer', 'credit_management.credit_handover_action',
     ('credit.handover', [('partner_id.name', '=', 'Maple Print')]), DESK,
     "[name='paper_ids'] .o_data_row", ()),
    ('interest', 'credit_officer', 'credit_management.credit_interest_claim_action',
     ('credit.interest.claim', [('partner_id.name', '=', 'Heath Builders')]), (1366, 900),
     "[name='line_ids'] .o_data_row", ()),
    ('mandate', 'credit_officer', 'credit_management.credit_mandate_action',
     ('credit.mandate', [('partner_id.name', '=', 'Heath Builders')]), (1366, 900),
     "[name='line_ids'] .o_data_row", ()),
    ('provisions', 'credit_manager', 'credit_management.credit_provision_action', None, DESK,
     '.o_data_row', ()),
    ('provision_rates', 'credit_manager', 'credit_management.credit_provision_matrix_action',
     ('credit.provision.matrix', [('name', '=', 'Expected loss')]), (1366, 900),
     "[name='line_ids'] .o_data_row", ()),
    ('go_live_scope', 'credit_manager', 'credit_management.credit_go_live_action', None,
     (1366, 900), '.o_credit_go_live_step', SCOPE),
    ('go_live_scope_phone', 'credit_manager', 'credit_management.credit_go_live_action', None,
     (412, 1700), '.o_credit_go_live_step', go_live('scope', ('null', '.o_credit_scope_grades'))),
    ('go_live_limits', 'credit_manager', 'credit_management.credit_go_live_action', None, DESK,
     '.o_credit_go_live_step', LIMITS),
    ('go_live_limits_phone', 'credit_manager', 'credit_management.credit_go_live_action', None,
     (412, 1100), '.o_credit_go_live_step', LIMITS),
    ('go_live_limits_list', 'credit_manager', 'credit_management.credit_go_live_action', None,
     DESK, '.o_credit_go_live_step', LIMIT_LIST),
    ('go_live_limits_sign', 'credit_manager', 'credit_management.credit_go_live_action', None,
     DESK, '.o_credit_go_live_step', (
         *LIMITS, (press('.o_credit_go_live_act'), ".modal button[name='action_sign']"))),
    ('go_live_limits_read', 'credit_manager', 'credit_management.credit_go_live_action', None,
     DESK, '.o_credit_go_live_step', (
         *LIMITS, (press('.o_credit_limits_import'), ".modal button[name='action_read']"))),
    ('go_live_enforce', 'credit_manager', 'credit_management.credit_go_live_action', None,
     (1366, 1000), '.o_credit_go_live_step', ENFORCE),
    ('go_live_enforce_phone', 'credit_manager', 'credit_management.credit_go_live_action', None,
     (412, 1700), '.o_credit_go_live_step', ENFORCE),
    ('letters', 'credit_officer', 'credit_management.credit_letter_action', None, (1366, 900),
     '.o_credit_letter_paper table', ()),
    ('letters_of_the_day', 'credit_officer', 'credit_management.credit_letter_batch_action', None,
     DESK, '.o_data_row', ()),
    ('letter', 'credit_officer', 'credit_management.credit_letter_action',
     ('credit.letter', [('recipient', '=', 'Heath Builders')]), (1366, 1150),
     '.o_credit_letter_body table', ()),
    # Switches the checklist on.
    ('fraud_checklist', 'admin', 'credit_management.credit_profile_action', BOLT, (1366, 900),
     '.o_form_view', (
         (SWITCH_FRAUD_ON, '.o_form_view'),
         (press("button[name='action_open_file']"), "a[name='fraud']"),
         (press("a[name='fraud']"), "button[name='action_fraud_look']"),
         (press("button[name='action_fraud_look']"), "[name='fraud_check_ids'] .o_data_row"))),
    ('statement', 'credit_officer', 'credit_management.credit_statement_action', STATEMENT,
     (1366, 1150), "[name='line_ids'] .o_data_row", ()),
    ('statement_portal', 'credit_officer', 'credit_management.credit_statement_action', STATEMENT,
     (1366, 1300), "[name='line_ids'] .o_data_row", (
         ("location.href = '/my/statement/' + location.pathname.match(/\\d+$/)[0]",
          '.o_credit_statement table'),)),
    ('statement_portal_phone', 'credit_officer', 'credit_management.credit_statement_action',
     STATEMENT, TALL_PHONE, '.o_form_view', (
         ("location.href = '/my/statement/' + location.pathname.match(/\\d+$/)[0]",
          '.o_credit_statement table'),)),
    ('statement_paper', 'credit_officer', 'credit_management.credit_statement_action',
     ('credit.statement', [('state', 'in', ['sent', 'opened'])]), DESK, '.o_form_view', (
         (press("button[name='action_sign_paper_dialog']"), '.modal .o_form_view'),)),
    ('inventory_at_risk', 'credit_officer', 'credit_management.credit_stock_risk_action', None,
     DESK, '.o_list_view .o_data_row', ()),
    ('customer_letters', 'credit_officer', 'credit_management.credit_profile_action', HEATH,
     (1366, 1400), STORY, ((press("a[name='letters']"), "[name='letter_ids'] .o_data_row"),)),
    # Last: these decide.
    ('signals', 'credit_officer', 'credit_management.credit_signal_action', None, DESK,
     '.o_data_row', ()),
    ('signal_changes', 'credit_officer', 'credit_management.credit_signal_change_action', None,
     DESK, '.o_data_row', ()),
    ('customer_signals', 'credit_officer', 'credit_management.credit_profile_action', HEATH,
     (1366, 1500), STORY, ((press("a[name='signals']"), "[name='living_signal_ids']"),)),
    ('customer_aging_grade', 'credit_officer', 'credit_management.credit_profile_action', BOLT,
     (1366, 1500), STORY, (
         *grade('G6', 'Letter came back'),
         *grade('G4', 'Found the new address'),
         (press("a[name='aging_grade']"), '.tab-pane .o_data_row'))),
    ('my_work_aging_grade', 'credit_manager', 'credit_management.credit_task_action', None, DESK,
     '.o_credit_preview_facts', (
         (("[...document.querySelectorAll('.o_data_row')].find(row =>"
           " row.textContent.includes('new address')).querySelector('td.o_data_cell').click()"),
          "button[name='action_approve_grade']"),)),
    ('customer_aging_phone', 'credit_officer', 'credit_management.credit_profile_action', BOLT,
     PHONE, '.o_credit_badge', ()),
    ('hold_proposed', 'credit_officer', 'credit_management.credit_hold_action', HOLD, DESK,
     '.o_credit_gauge', (
         PROPOSE, (press("button[name='action_send']:not(.d-none)"), '.o_credit_proposed'),
     )),
    ('order_proposed', 'credit_sales', 'sale.action_quotations',
     order('Acme Trade', ['draft', 'sent']), DESK, '.o_credit_do_proposal', ()),
    ('holds_result', 'credit_officer', 'credit_management.credit_hold_action', None, DESK,
     '.o_data_row', (
         (press("thead .o_list_record_selector input"), ".o_data_row_selected"),
         (press(".o_control_panel button[name='action_release_dialog']"), '.modal .o_form_view'),
         (choose("[name='reason_id']", 'Long good record'), '.modal .o_form_view'),
         (press("button[name='action_decide']"), ".modal [name='result_ids'] .o_data_row"),
     )),
    ('go_live_report', 'credit_manager', 'credit_management.credit_go_live_action', None,
     DESK, '.o_credit_go_live_step', REPORT),
    ('would_hold', 'credit_manager', 'credit_management.credit_would_hold_action', None, DESK,
     '.o_list_view', ()),
    ('cases', 'credit_officer', 'credit_management.credit_case_action', None, DESK,
     '.o_kanban_record', ()),
    ('case', 'credit_officer', 'credit_management.credit_case_action', CASE, (1366, 1000),
     "[name='action_ids'] .o_data_row", ()),
    ('case_excuse', 'credit_officer', 'credit_management.credit_case_action', CASE, (1366, 1000),
     "[name='action_ids'] .o_data_row", EXCUSE),
    ('case_figures', 'credit_officer', 'credit_management.credit_case_figures_action', None,
     (1366, 900), '.o_form_view', ()),
)


#: Whose figures are shown: what begins like this is of the company with two years behind it.
FINANCE = (
    'cash_forecast',
    'ceiling',
    'diagnosis',
    'dso',
    'overview',
    'policy_quiz',
    'provision',
    'quadrant',
    'structure',
)
#: Who is followed there, and what people did about it.
COLLECTIONS = (
    'call_mode', 'case', 'contacts', 'court_deadlines', 'customer_letters', 'customer_limitation',
    'customer_promise', 'customer_recovery', 'customer_rpm', 'customer_signals', 'dispute', 'guarantee',
    'handover', 'interest', 'letter', 'limitation', 'mandate', 'promise', 'rpm_', 'signal', 'write_off',
)
DEMO_COMPANY, PORTFOLIO_COMPANY = "Demo Ltd", "D3 Ltd"


class Session:
    """One person signed in: his cookie, and what the record is called by number."""

    def __init__(self, address, database, login):
        self.address, self.http = address, requests.Session()
        self.http.trust_env = False
        self._post('/web/session/authenticate', db=database, login=login, password=login)

    def _post(self, path, **params):
        answer = self.http.post(f'{self.address}{path}', timeout=60, json={
            'jsonrpc': '2.0', 'method': 'call', 'params': params,
        }).json()
        if 'error' in answer:
            raise RuntimeError(answer['error']['data']['message'])
        return answer['result']

    @property
    def cookie(self):
        return self.http.cookies['session_id']

    def find(self, model, domain):
        return self._post(
            f'/web/dataset/call_kw/{model}/search', model=model, method='search',
            args=[domain], kwargs={'limit': 1},
        )[0]


class Chrome:
    """A headless browser, driven by its own protocol."""

    def __init__(self, port):
        pages = self._wait(lambda: requests.get(f'http://127.0.0.1:{port}/json', timeout=5).json())
        page = next(page for page in pages if page['type'] == 'page')
        self.socket = websocket.create_connection(
            page['webSocketDebuggerUrl'], timeout=SECONDS, suppress_origin=True
        )
        self.number = 0

    @staticmethod
    def _wait(ask):
        """Return what `ask` answers as soon as it does."""
        end = time.monotonic() + SECONDS
        while True:
            try:
                answer = ask()
                if answer:
                    return answer
            except requests.ConnectionError:
                pass
            if time.monotonic() > end:
                raise TimeoutError("the browser did not get there")
            time.sleep(0.2)

    def call(self, method, **params):
        self.number += 1
        self.socket.send(json.dumps({'id': self.number, 'method': method, 'params': params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get('id') == self.number:
                if 'error' in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer['result']

    def run(self, script):
        answer = self.call(
            'Runtime.evaluate', expression=script, awaitPromise=True, returnByValue=True
        )
        return answer['result'].get('value')

    def show(self, selector):
        """Wait until `selector` is on the page and nothing loads any more."""
        there = (
            f"!!document.querySelector({json.dumps(selector)})"
            " && !document.querySelector('.o_loading')"
        )
        self._wait(lambda: self.run(there))
        time.sleep(1.2)

    def save(self, path):
        picture = self.call('Page.captureScreenshot', format='png')
        path.write_bytes(base64.b64decode(picture['data']))


@contextmanager
def chrome():
    """Yield a browser of our own, ended and swept away afterwards."""
    program = next(filter(None, map(shutil.which, CHROMES)))
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen(
            [program, '--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars',
             '--remote-debugging-port=0', f'--user-data-dir={home}', '--lang=en-US', 'about:blank'],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        try:
            port_file = Path(home) / 'DevToolsActivePort'
            Chrome._wait(lambda: port_file.exists() and port_file.read_text(encoding='utf-8'))
            yield Chrome(int(port_file.read_text(encoding='utf-8').split()[0]))
        finally:
            process.terminate()
            process.wait(timeout=20)


def take(browser, sessions, address, shot):
    """Take one picture."""
    name, login, action, record, size, selector, steps = shot
    path = f'/odoo/action-{action}'
    if record:
        path += f'/{sessions[login].find(*record)}'
    browser.call('Emulation.setDeviceMetricsOverride', width=size[0], height=size[1],
                 deviceScaleFactor=1, mobile=size[0] <= PHONE[0])
    browser.call('Emulation.setTouchEmulationEnabled', enabled=size[0] <= PHONE[0])
    browser.call('Network.setCookie', name='session_id', value=sessions[login].cookie, url=address)
    browser.call('Network.deleteCookies', name='cids', url=address)
    if name.startswith(FINANCE + COLLECTIONS):
        named = PORTFOLIO_COMPANY if name.startswith('quadrant') else DEMO_COMPANY
        company = sessions[login].find('res.company', [('name', '=', named)])
        browser.call('Network.setCookie', name='cids', value=str(company), url=address)
    browser.call('Page.navigate', url='about:blank')
    browser.call('Page.navigate', url=address + path)
    browser.show(selector)
    for script, then in steps:
        browser.run(script)
        browser.show(then)
    browser.save(FOLDER / f'{name}.png')


def main(address, database, *names):
    FOLDER.mkdir(parents=True, exist_ok=True)
    shots = [shot for shot in SHOTS if not names or shot[0] in names]
    sessions = {login: Session(address, database, login) for login in {shot[1] for shot in shots}}
    failed = 0
    with chrome() as browser:
        for shot in shots:
            try:
                take(browser, sessions, address, shot)
                print(f"{shot[0]}.png")
            except (TimeoutError, IndexError, RuntimeError) as error:
                browser.save(FOLDER / f'{shot[0]}.failed.png')
                print(f"{shot[0]}: {error}", file=sys.stderr)
                failed += 1
    return failed


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
