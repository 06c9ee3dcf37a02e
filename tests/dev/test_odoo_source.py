import pytest

from dev import odoo_source
from dev.errors import SetupError


def make_odoo(root, version, *addons):
    """Lay out the few files by which an Odoo is known."""
    (root / 'odoo').mkdir(parents=True)
    (root / 'odoo' / 'release.py').write_text(f"version_info = {version}\n")
    for addon in addons:
        (root / addon).mkdir(parents=True)
        (root / addon / '__manifest__.py').write_text("{}")
    return root


@pytest.mark.parametrize(('written', 'series'), [
    ("(19, 0, 0, FINAL, 0, '')", '19.0'),
    ("(18, 0, 0, FINAL, 0, '')", '18.0'),
    ("('saas~18', 2, 0, FINAL, 0, '')", 'saas~18.2'),
])
def test_the_series_is_read_without_importing_odoo(tmp_path, written, series):
    assert odoo_source.read_series(make_odoo(tmp_path, written)) == series


def test_another_series_is_refused_with_both_numbers(tmp_path):
    make_odoo(tmp_path, "(18, 0, 0, FINAL, 0, '')")
    with pytest.raises(SetupError, match=r'is Odoo 18\.0; 19\.0 is needed'):
        odoo_source.own(tmp_path)


def test_a_folder_without_odoo_is_refused_with_what_is_missing(tmp_path):
    with pytest.raises(SetupError, match=r'odoo/release\.py is missing'):
        odoo_source.own(tmp_path)


def test_a_source_tree_has_two_folders_of_addons(tmp_path):
    make_odoo(tmp_path, "(19, 0, 0, FINAL, 0, '')", 'addons/web', 'odoo/addons/base')
    assert odoo_source.own(tmp_path).addons == (tmp_path / 'addons', tmp_path / 'odoo/addons')


def test_an_installed_odoo_has_one_and_its_sibling_is_left_out(tmp_path):
    packages = tmp_path / odoo_source.DIST_PACKAGES
    make_odoo(packages, "(19, 0, 0, FINAL, 0, '')", 'addons/web', 'odoo/addons/web')
    found = odoo_source.own(tmp_path)
    assert (found.root, found.addons) == (packages, (packages / 'odoo/addons',))


def test_the_label_follows_the_place_so_that_two_odoos_share_no_template(tmp_path):
    first, second = (
        make_odoo(tmp_path / name, "(19, 0, 0, FINAL, 0, '')", 'addons/web') for name in 'ab'
    )
    assert odoo_source.own(first).label != odoo_source.own(second).label
