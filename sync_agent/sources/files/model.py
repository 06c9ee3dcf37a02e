"""How a source of files is written in the configuration."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from ...config import Part, SourceSettings
from ...mapping import ReportMap
from ...records.base import Slug


class SftpSettings(Part):
    """Where a bureau leaves files; they are copied into `folder` and stay there untouched."""

    host: str
    port: int = 22
    user: str
    folder: str = '.'
    #: name of the secret, or a private key's file
    password: str | None = None
    key_file: Path | None = None
    #: the server's key must be in here; an unknown server is refused
    known_hosts: Path


class FilesSettings(SourceSettings):
    product: Slug = 'file'
    #: files are dropped here, and leave it for `archive` or `refused`
    folder: Path
    pattern: str = '*'
    archive: Path | None = None
    refused: Path | None = None
    #: None: by the name's ending
    format: Literal['csv', 'xlsx', 'json', 'jsonl'] | None = None
    encoding: str = 'utf-8'
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ','
    #: of a workbook; None is the first
    sheet: str | None = None
    #: where the rows are in a JSON document; None is the document itself
    items: str | None = None
    map: ReportMap
    #: a file that was written to in the last seconds is left alone
    settle_seconds: Annotated[float, Field(ge=0)] = 10
    max_megabytes: Annotated[int, Field(ge=1)] = 2000
    chunk_rows: Annotated[int, Field(ge=1, le=100_000)] = 10_000
    sftp: SftpSettings | None = None
    #: processes of this host that read and match chunks
    workers: Annotated[int, Field(ge=1)] = 1
    #: the address of a Dask scheduler, instead of local processes
    cluster: str | None = None

    @property
    def archive_folder(self):
        return self.archive or self.folder / 'archive'

    @property
    def refused_folder(self):
        return self.refused or self.folder / 'refused'
