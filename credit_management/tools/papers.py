"""Files that people bring as evidence: what may be kept, by its content and not by its name."""

import re

#: Largest file, in bytes.
LARGEST = 20 * 1024 * 1024
_MAGIC = (
    (b'%PDF-', 'pdf'), (b'\x89PNG\r\n\x1a\n', 'png'), (b'\xff\xd8\xff', 'jpg'),
    (b'II*\x00', 'tif'), (b'MM\x00*', 'tif'), (b'GIF8', 'gif'), (b'PK\x03\x04', 'zip'),
)
#: Ending -> what its content has to be.
ENDINGS = {
    'pdf': 'pdf', 'png': 'png', 'jpg': 'jpg', 'jpeg': 'jpg', 'tif': 'tif', 'tiff': 'tif',
    'gif': 'gif', 'webp': 'webp', 'docx': 'zip', 'xlsx': 'zip',
}
#: What makes a PDF do something by itself.
_ACTIVE = (b'/JavaScript', b'/Launch')
#: PDF may write a sign of a name by its number.
_NUMBERED = re.compile(rb'#([0-9A-Fa-f]{2})')


def kind(content):
    """Return what `content` is by its first bytes, or None for what is not known: text, HTML, SVG."""
    if content[:4] == b'RIFF' and content[8:12] == b'WEBP':
        return 'webp'
    return next((name for magic, name in _MAGIC if content.startswith(magic)), None)


def refusal(name, content):
    """Return why a file is not kept: ``empty``, ``size``, ``type``, ``name``, ``active``; or None.

    :param name: of the file; without an ending only the content is asked
    :param bytes content: of the file
    """
    if not content:
        return 'empty'
    if len(content) > LARGEST:
        return 'size'
    found = kind(content)
    ending = (name or '').rpartition('.')[2].casefold() if '.' in (name or '') else ''
    if not found or found == 'zip' and ENDINGS.get(ending) != 'zip':
        return 'type'
    if ending and ENDINGS.get(ending) != found:
        return 'name' if ending in ENDINGS else 'type'
    if found == 'pdf' and _does_something(content):
        return 'active'
    if found == 'zip' and b'vbaProject.bin' in content:
        return 'active'
    return None


def _does_something(content):
    """Tell whether a PDF does something by itself, however its names are spelled."""
    plain = _NUMBERED.sub(lambda sign: bytes([int(sign[1], 16)]), content)
    return any(word in plain for word in _ACTIVE)
