"""Clients: one person's access over JSON-2 or /jsonrpc, with Odoo's errors kept whole."""

import time

import requests

TIMEOUT = 180
TRIES = 40
HOLD = 'odoo.addons.credit_management.exceptions.CreditHold'


class RpcError(Exception):
    """What Odoo answered instead of a result."""

    def __init__(self, data, status):
        super().__init__(f"{data.get('name')}: {data.get('message')}")
        self.status = status
        self.name = data.get('name')
        self.text = data.get('message')
        self.arguments = data.get('arguments')
        self.context = data.get('context')

    @property
    def is_hold(self):
        return self.name == HOLD

    @property
    def kind(self):
        """The error's last name: AccessError, UserError …"""
        return (self.name or '').rpartition('.')[2]


def post(address, body, headers=None):
    """Post JSON; try again when the connection was reset before anybody answered."""
    for attempt in range(TRIES):
        try:
            with requests.Session() as session:
                session.trust_env = False
                return session.post(address, json=body, headers=headers, timeout=TIMEOUT)
        except requests.ConnectionError:
            if attempt == TRIES - 1:
                raise
            time.sleep(0.05)
    raise AssertionError


class Client:
    """One person's access; the same calls whatever the protocol."""

    def __init__(self, server, person):
        self.server, self.person = server, person

    @property
    def uid(self):
        return self.person['id']

    def at(self, server):
        """Return the same person's access to another server."""
        return type(self)(server, self.person)

    def call(self, model, method, ids=None, **named):
        raise NotImplementedError

    def create(self, model, vals_list, **named):
        """Create one record (a dict) or many; return the id or ids."""
        many = vals_list if isinstance(vals_list, list) else [vals_list]
        ids = self.call(model, 'create', vals_list=many, **named)
        return ids if isinstance(vals_list, list) else ids[0]

    def write(self, model, ids, vals, **named):
        return self.call(model, 'write', as_list(ids), vals=vals, **named)

    def read(self, model, ids, *fields, **named):
        return self.call(model, 'read', as_list(ids), fields=list(fields), **named)

    def value(self, model, record_id, field):
        value = self.read(model, record_id, field)[0][field]
        # A link comes as [id, name].
        return value[0] if isinstance(value, list) and len(value) == 2 else value

    def search(self, model, *domain, **named):
        return self.call(model, 'search', domain=list(domain), **named)

    def search_read(self, model, domain, *fields, **named):
        return self.call(model, 'search_read', domain=domain, fields=list(fields), **named)

    def count(self, model, *domain):
        return self.call(model, 'search_count', domain=list(domain))

    def failure(self, model, method, ids=None, **named):
        """Call what must not work; return the error."""
        try:
            result = self.call(model, method, ids, **named)
        except RpcError as error:
            return error
        raise AssertionError(f"{model}.{method} was answered with {result!r}")


class Json2(Client):
    """`POST /json/2/<model>/<method>` with a bearer key."""

    def call(self, model, method, ids=None, **named):
        body = named if ids is None else {'ids': as_list(ids), **named}
        answer = post(f'{self.server.address}/json/2/{model}/{method}', body, {
            'Authorization': f"Bearer {self.person['key']}",
            'X-Odoo-Database': self.server.database.name,
        })
        data = answer.json()
        if answer.status_code != 200:
            raise RpcError(data, answer.status_code)
        return data


class JsonRpc(Client):
    """`/jsonrpc`, service `object`, method `execute_kw`."""

    def call(self, model, method, ids=None, **named):
        positional = [] if ids is None else [as_list(ids)]
        if method == 'create':
            # Odoo looks at the first positional argument here.
            positional.append(named.pop('vals_list'))
        answer = post(f'{self.server.address}/jsonrpc', {
            'jsonrpc': '2.0', 'method': 'call', 'id': 1, 'params': {
                'service': 'object', 'method': 'execute_kw', 'args': [
                    self.server.database.name, self.uid, self.person['password'],
                    model, method, positional, named,
                ],
            },
        })
        data = answer.json()
        if 'error' in data:
            raise RpcError(data['error']['data'], answer.status_code)
        return data.get('result')


def as_list(ids):
    return list(ids) if isinstance(ids, (list, tuple, set)) else [ids]
