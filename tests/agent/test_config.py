"""The configuration is checked whole, and names every slip without its value."""

import stat

import pytest
from desk import FIELDS

from sync_agent import config
from sync_agent.commands.init import TEMPLATE, init
from sync_agent.errors import ConfigError
from sync_agent.sources import kinds, load, settings_of


def load_text(tmp_path, text):
    path = tmp_path / 'config.toml'
    path.write_text(text)
    return config.load(path)


MINIMAL = '''
[odoo]
url = "https://odoo.example.com"
database = "x"
login = "y"
[state]
folder = "/tmp/x"
'''


def test_defaults(tmp_path):
    found = load_text(tmp_path, MINIMAL)
    assert found.odoo.timeout == 60
    assert found.odoo.transport == 'auto'
    assert 'paydex' in found.all_scales()


@pytest.mark.parametrize(('text', 'words'), [
    (MINIMAL.replace('login = "y"', ''), "odoo.login: Field required"),
    (MINIMAL.replace('"https://odoo.example.com"', '"odoo"'), "odoo.url"),
    (MINIMAL + '[odo]\nx = 1\n', "odo: Extra inputs"),
    (MINIMAL.replace('login = "y"', 'login = "y"\npassword = "hunter2"'), "odoo.password: Extra"),
    (MINIMAL + '[sources.A]\ntype = "files"\n', "sources.A"),
    ('[odoo', "cannot be read"),
    (MINIMAL + '[scales.x]\ndimension = "overall"\ndirection = "higher_better"\n', "bands or letters"),
])
def test_slips_are_named(tmp_path, text, words):
    with pytest.raises(ConfigError, match=words) as error:
        load_text(tmp_path, text)
    assert 'hunter2' not in str(error.value)


def test_several_slips_are_named_at_once(tmp_path):
    with pytest.raises(ConfigError) as error:
        load_text(tmp_path, MINIMAL.replace('login = "y"\n', 'timeout = 500\n'))
    assert 'odoo.login' in str(error.value)
    assert 'odoo.timeout' in str(error.value)


def test_without_a_configuration_it_says_where_one_comes_from(tmp_path):
    with pytest.raises(ConfigError, match="credit-sync init"):
        config.load(tmp_path / 'none.toml')


def test_places_where_a_configuration_is_looked_for(tmp_path, monkeypatch):
    monkeypatch.setenv('XDG_CONFIG_HOME', str(tmp_path))
    monkeypatch.delenv(config.VARIABLE, raising=False)
    assert config.find() == tmp_path / 'credit-sync' / 'config.toml'
    monkeypatch.setenv(config.VARIABLE, '/elsewhere')
    assert str(config.find()) == '/elsewhere'
    assert str(config.find('/given')) == '/given'


def test_what_init_writes_is_a_configuration_for_its_owner_alone(tmp_path):
    path = tmp_path / 'etc' / 'config.toml'
    init(path, tmp_path / 'state')
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = config.load(path)
    for name, values in found.sources.items():
        settings_of(name, values)
    with pytest.raises(ConfigError, match="nothing was changed"):
        init(path, tmp_path / 'state')
    assert 'password' not in TEMPLATE


def test_a_kind_of_source_is_a_module_with_a_source():
    assert {'files', 'rest'} <= set(kinds())
    for kind in kinds():
        assert load(kind).describe


@pytest.mark.parametrize(('values', 'words'), [
    ({'provider': 'x'}, "needs a `type`"),
    ({'type': 'files', 'provider': 'x', 'folder': '/x', 'map': {'fields': FIELDS}, 'foldr': 1},
     "foldr: Extra"),
    ({'type': 'files', 'provider': 'Ä', 'folder': '/x', 'map': {}}, "provider"),
])
def test_settings_of_a_source_are_checked(values, words):
    with pytest.raises(ConfigError, match=words):
        settings_of('mine', values)


def test_scales_of_ones_own(desk):
    desk.values['scales'] = {'house': {
        'dimension': 'overall', 'direction': 'lower_better', 'min': 1, 'max': 6,
        'bands': {'A': [1, 2], 'E': [5, 6]}}}
    fields = [field | {'scale': 'house'} if 'scale' in field else field for field in FIELDS]
    desk.values['sources']['file']['map'] = {'fields': fields}
    desk.know(1)
    from desk import row
    desk.put('a.csv', [row(1, Score='2')])
    desk.run()
    (score,) = desk.sink.reports[0]['scores']
    assert (score['direction'], score['raw_max'], score['state']) == ('lower_better', '6', 'rated')
