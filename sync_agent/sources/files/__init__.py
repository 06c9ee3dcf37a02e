"""Files in a drop folder, perhaps copied from an SFTP server, read by a column map."""

from .source import FilesSource

SOURCE = FilesSource
