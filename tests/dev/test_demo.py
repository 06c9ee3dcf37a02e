from dev import demo


def test_the_walk_through_names_address_logins_and_the_held_order():
    text = demo.walk_through(
        'http://127.0.0.1:8070', {'credit_sales', 'admin'}, ['CH/0042', 'S00024', 'Acme Trade'])
    assert 'http://127.0.0.1:8070' in text
    assert 'credit_sales' in text
    assert "Order S00024 of Acme Trade was just held (CH/0042)." in text


def test_a_login_that_is_not_there_is_not_promised():
    text = demo.walk_through('http://127.0.0.1:8069', {'admin'}, None)
    assert 'credit_officer' not in text


def test_the_fingerprint_follows_the_addon_and_not_its_tests(tmp_path):
    (tmp_path / 'tests').mkdir()
    (tmp_path / 'model.py').write_text('a')
    before = demo.fingerprint(tmp_path)
    (tmp_path / 'tests' / 'test_model.py').write_text('b')
    assert demo.fingerprint(tmp_path) == before
    (tmp_path / 'model.py').write_text('c')
    assert demo.fingerprint(tmp_path) != before
