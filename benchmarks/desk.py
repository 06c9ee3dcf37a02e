"""Who works in a large company, what is behind them, and what their screens ask for."""

from odoo.fields import Command

#: People who contact customers; each has as many customers.
PEOPLE = 20
#: What the past holds, by kind; and what waits, of cases, promises, disputes and holds each.
DONE = {'touch': 200_000, 'promise': 50_000, 'dispute': 20_000, 'case': 20_000,
        'letter': 100_000, 'hold': 50_000}
WAITING = 1_000

VACUUMED = (
    'res_partner', 'credit_profile', 'credit_rpm_item', 'credit_rpm_item_line', 'credit_rpm_step',
    'credit_rpm_mark', 'credit_touch', 'credit_promise', 'credit_dispute', 'credit_case',
    'credit_letter', 'credit_hold', 'credit_signal', 'credit_limitation',
)

COLUMNS = ('name', 'kind', 'res_model', 'res_id', 'is_late', 'priority', 'partner_id', 'amount',
           'currency_id', 'ships_at', 'why', 'user_id', 'decide_by')


# === PEOPLE === #

def people(env, count=PEOPLE):
    """Make credit officers and deal the customers to them."""
    users = env['res.users'].with_context(no_reset_password=True).create([{
        'name': f"Collector {number:02}", 'login': f'collector{number}',
        'group_ids': [Command.link(env.ref(
            'credit_management.credit_management_group_officer').id)],
    } for number in range(count)])
    env.flush_all()
    env.cr.execute(
        "UPDATE credit_profile SET user_id = (%s::int[])[1 + id %% %s]", [users.ids, count])
    env.invalidate_all()


def somebody(env):
    """Return the id of the collector with most to do."""
    env.cr.execute(
        """SELECT u.id FROM res_users u
        LEFT JOIN credit_touch t ON t.user_id = u.id AND t.state = 'planned'
            WHERE u.login LIKE 'collector%' GROUP BY u.id ORDER BY count(t.id) DESC, u.id LIMIT 1""")
    return env.cr.fetchone()[0]


# === THE PAST, AND WHAT WAITS === #

def past(env):
    """Add what was done over the years, and some of what people put into the queue."""
    cr = env.cr
    cr.execute("SELECT array_agg(id ORDER BY id), count(*) FROM credit_profile WHERE active")
    profiles, number = cr.fetchone()
    reason = env['credit.dispute.reason'].search([], limit=1).id
    asked = {'profiles': profiles, 'number': number, 'reason': reason}
    for kind, count in DONE.items():
        table, columns, values = PAST[kind]
        cr.execute(
            f"""INSERT INTO {table} (profile_id, company_id, {columns})
                SELECT p.id, p.company_id, {values}
                  FROM generate_series(0, %(count)s - 1) n
                  JOIN credit_profile p ON p.id = (%(profiles)s::int[])[1 + n %% %(number)s]""",
            {**asked, 'count': count, 'waiting': WAITING})
    cr.execute("ANALYZE")


#: Kind -> (table, columns, SQL of their values for row n); the first `waiting` ones wait.
PAST = {
    'touch': (
        'credit_touch',
        """partner_id, kind, state, origin, channel, day, done_on, done_at, done_by_id, user_id,
           outcome, amount, role""",
        """p.partner_id, 'contact', 'done', 'plan', 'phone', CURRENT_DATE - 1 - n %% 700,
           CURRENT_DATE - 1 - n %% 700, now() - (1 + n %% 700) * interval '1 day', p.user_id,
           p.user_id, CASE WHEN n %% 3 = 0 THEN 'no_answer' ELSE 'has_paid' END, 100,
           'credit_officer'"""),
    'promise': (
        'credit_promise',
        """partner_id, state, source, day, made_on, ends_on, amount, missing, user_id, paid,
           decided_on, followed_on""",
        """p.partner_id, CASE WHEN n >= %(waiting)s THEN 'kept'
                              WHEN n %% 2 = 0 THEN 'broken' ELSE 'open' END,
           'phone', CURRENT_DATE - n %% 700, CURRENT_DATE - 10 - n %% 700,
           CURRENT_DATE + 3 - n %% 700, 100, 100, p.user_id, 0,
           CASE WHEN n >= %(waiting)s OR n %% 2 = 0 THEN CURRENT_DATE - n %% 700 END,
           CASE WHEN n >= %(waiting)s THEN CURRENT_DATE END"""),
    'dispute': (
        'credit_dispute',
        'partner_id, reason_id, state, raised_on, amount, deadline, user_id, move_name',
        """p.partner_id, %(reason)s, CASE WHEN n >= %(waiting)s THEN 'resolved' ELSE 'open' END,
           CURRENT_DATE - 10 - n %% 700, 50, CURRENT_DATE + 2 - n %% 4, p.user_id, 'INV/' || n"""),
    'case': (
        'credit_case',
        """partner_id, name, state, origin, route, opened_on, next_action_on, next_action, user_id,
           amount, route_on""",
        """p.partner_id, 'CASE/' || n, CASE WHEN n >= %(waiting)s THEN 'closed' ELSE 'open' END,
           'hand', 'credit', CURRENT_DATE - 10 - n %% 700, CURRENT_DATE + 2 - n %% 4, 'step',
           p.user_id, 500, CURRENT_DATE - 10"""),
    'letter': (
        'credit_letter',
        """partner_id, kind, template, state, subject, channel, date, sent_on, is_settled, amount,
           step_keys, recipient""",
        """p.partner_id, 'reminder', 'notice', CASE WHEN n < 50 THEN 'failed' ELSE 'sent' END,
           'Reminder', 'mail', CURRENT_DATE - 8 - n %% 700, CURRENT_DATE - 8 - n %% 700, true, 100,
           jsonb_build_array(jsonb_build_array(-n, -n, 'R8')), 'Customer'"""),
    'hold': (
        'credit_hold',
        """name, kind, checkpoint, state, verdict, res_model, res_id, amount, user_id, decide_by,
           requested_at""",
        """'H/' || n, 'credit', 'confirm',
           CASE WHEN n >= %(waiting)s / 5 THEN 'released' ELSE 'open' END, 'hold', 'sale.order', n,
           100, p.user_id, now() + interval '1 hour', now() - n %% 700 * interval '1 day'"""),
}


# === WHAT SCREENS ASK FOR === #

def works():
    """Return ``{key: function of an environment}`` of what is timed as a collector."""
    return {
        'my_work': my_work, 'my_work_mine': lambda env: my_work(env, mine(env)),
        'my_work_list': queue_list, 'my_work_list_mine': lambda env: queue_list(env, mine(env)),
        'my_work_panel': queue_panel, 'my_work_grouped': queue_groups,
        'my_work_preview': queue_preview,
        'overview': lambda env: env['credit.overview'].get_overview(),
        'calls': lambda env: env['credit.touch'].call_list(),
        'call_mode': call_mode, 'overflow': overflow,
    }


def mine(env):
    return [('user_id', '=', env.uid)]


def my_work(env, domain=()):
    """Do all that opening the queue asks for, one request after the other."""
    found = queue_list(env, domain)
    queue_panel(env, domain)
    env['credit.task'].credit_queue_state()
    if found['records']:
        env['credit.task'].browse(found['records'][0]['id']).credit_preview()


def queue_list(env, domain=()):
    """Read the first page of the queue as the list does."""
    named = {'partner_id', 'user_id', 'currency_id'}
    return env['credit.task'].web_search_read(list(domain), {
        name: {'fields': {'display_name': {}}} if name in named else {} for name in COLUMNS
    }, limit=80, count_limit=10_001)


def queue_panel(env, domain=()):
    """Read the panel beside the queue: kinds and owners, with their numbers."""
    task, own = env['credit.task'], list(domain)
    task.search_panel_select_range('kind', search_domain=own, enable_counters=True)
    task.search_panel_select_multi_range('user_id', search_domain=own, enable_counters=True)


def queue_groups(env):
    return env['credit.task'].web_read_group([], ['kind'], ['amount:sum'], limit=80)


def queue_preview(env):
    [first] = env['credit.task'].search(mine(env), limit=1)
    first.credit_preview()


def call_mode(env):
    """Open call mode: whom to call, and the sheet of the first."""
    [first, *_others] = env['credit.touch'].call_list()
    env['credit.touch'].browse(first['id']).call_sheet()


def overflow(env):
    return env['credit.touch'].web_search_read(
        [('state', '=', 'planned'), ('is_overflow', '=', True)],
        dict.fromkeys(('partner_id', 'day', 'codes', 'amount', 'user_id'), {}), limit=80)
