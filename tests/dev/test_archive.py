import pytest

from dev import archive, pins
from dev.errors import SetupError

URIS = """\
'http://mirror.test/security/dists/bookworm-security/InRelease' a 0
'http://other.test/tools/dists/nodistro/InRelease' b 0
'http://mirror.test/debian/dists/bookworm/InRelease' c 0
'http://mirror.test/debian/dists/bookworm/main/binary-amd64/Packages.xz' d 0
"""


def test_the_mirror_is_the_one_that_serves_the_release_itself():
    assert archive.pick_mirror(URIS, 'bookworm') == 'http://mirror.test/debian'


def test_a_release_nobody_serves_has_no_mirror():
    assert archive.pick_mirror(URIS, 'trixie') is None


def test_the_pinned_version_is_taken_when_its_content_is_the_known_one(capsys):
    found = {'Version': pins.ODOO_DEB_VERSION, 'SHA256': pins.ODOO_DEB_SHA256}
    assert archive.choose_version(found) == pins.ODOO_DEB_VERSION
    assert capsys.readouterr().err == ''


def test_other_content_under_the_pinned_version_is_refused():
    with pytest.raises(SetupError, match='SHA256 differs'):
        archive.choose_version({'Version': pins.ODOO_DEB_VERSION, 'SHA256': '0' * 64})


def test_a_later_19_0_is_taken_with_a_warning(capsys):
    assert archive.choose_version({'Version': '19.0.20261201+dfsg-1'}) == '19.0.20261201+dfsg-1'
    assert "moved from Odoo" in capsys.readouterr().err


@pytest.mark.parametrize('found', [None, {}, {'Version': '20.0.0+dfsg-1'}])
def test_an_archive_without_19_0_names_both_ways_out(found):
    with pytest.raises(SetupError, match=r'ODOO_HOME.*DEBIAN_MIRROR'):
        archive.choose_version(found)


def test_the_first_complaint_of_apt_is_the_cause():
    text = "W: Failed to fetch x  Could not connect\nW: Some index files failed to download.\n"
    assert archive.first_failure(text) == "Failed to fetch x Could not connect"


def test_without_apt_the_way_out_is_ones_own_odoo(monkeypatch):
    monkeypatch.setattr(archive.shutil, 'which', lambda program: None)
    with pytest.raises(SetupError, match='not a Debian or Ubuntu.*ODOO_HOME'):
        archive.family()
