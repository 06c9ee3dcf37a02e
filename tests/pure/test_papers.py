"""Files of contracts and letters are what they say they are, and do nothing by themselves."""

import pytest

from credit_management.tools import papers

PDF, PNG = b'%PDF-1.7 ...', b'\x89PNG\r\n\x1a\n....'


@pytest.mark.parametrize(('name', 'content'), [
    ('contract.pdf', PDF), ('scan.PNG', PNG), ('photo.jpeg', b'\xff\xd8\xff\xe0'),
    ('fax.tiff', b'II*\x00..'), ('annex.docx', b'PK\x03\x04...'), ('', PDF), ('no ending', PDF),
    ('s.webp', b'RIFF1234WEBPVP8 '),
])
def test_kept(name, content):
    assert papers.refusal(name, content) is None


@pytest.mark.parametrize(('name', 'content', 'why'), [
    ('a.pdf', b'', 'empty'), ('a.pdf', PDF + b' ' * papers.LARGEST, 'size'),
    ('a.html', b'<html><script>', 'type'), ('a.svg', b'<svg xmlns="x">', 'type'),
    ('a.pdf', b'<svg onload="x">', 'type'), ('a.png', PDF, 'name'), ('a.html', PDF, 'type'),
    ('a.zip', b'PK\x03\x04', 'type'), ('', b'PK\x03\x04', 'type'), ('a.exe', b'MZ\x90', 'type'),
    ('a.pdf', PDF + b'/JavaScript', 'active'), ('a.pdf', PDF + b'/J#61va#53cript', 'active'),
    ('a.docx', b'PK\x03\x04 vbaProject.bin', 'active'),
])
def test_refused(name, content, why):
    assert papers.refusal(name, content) == why
