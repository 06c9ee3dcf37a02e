"""Files that a bureau, a bank or a person leaves in a folder: any column map, any bureau."""

import datetime as dt
import functools
import gc

from ...errors import BadPayload, ConfigError, SchemaDrift, Transient
from ...mapping import check_map
from ...normalise import Profile
from ..base import Capabilities, Health, Source
from . import chunks, collector, folder, parallel, readers, sftp
from .model import FilesSettings


class FilesSource(Source):
    Settings = FilesSettings

    def __init__(self, name, settings, context):
        super().__init__(name, settings, context)
        # Slips of the map are found here, not by the first row.
        check_map(settings.map)

    def describe(self):
        return Capabilities(frozenset({'files'}), (self.settings.product,),
                            residency=self.settings.residency, note="your own files")

    def check(self):
        if not self.settings.folder.is_dir():
            return Health(False, f"There is no folder {self.settings.folder}.")
        if self.settings.sftp is not None:
            with sftp.connect(self.settings.sftp, self.context) as session:
                session.listdir(self.settings.sftp.folder)
        count = sum(1 for _file in folder.waiting(self.settings))
        return Health(True, f"{count} files wait in {self.settings.folder}")

    def incoming(self):
        """Yield complete files; those of the SFTP server are copied first."""
        if not self.settings.folder.is_dir():
            raise ConfigError(f"[sources.{self.name}] folder {self.settings.folder} is not there.")
        if self.settings.sftp is not None and not self.context.dry:
            for name in sftp.mirror(self.settings, self.context):
                self.context.logger.info("Copied %s", name)
        yield from folder.waiting(self.settings)

    @property
    def reads_here(self):
        """Say whether this process reads the files itself."""
        return self.settings.workers == 1 and not self.reads_elsewhere

    @property
    def reads_elsewhere(self):
        """Say whether processes read them that may be on other hosts."""
        return self.settings.cluster is not None

    def read(self, incoming, rows_read, scales, first_seen, ladder=None):
        """Yield (rows read so far, list of Normal and Reject, verdicts) of a file, chunk by chunk.

        :param rows_read: so many were read by an earlier run, and are passed over
        :param first_seen: when the file was seen first, UTC
        :param ladder: its `match(list)` gives the verdicts, where the chunk is read; else None
        :raises SchemaDrift: the file as a whole cannot be used (any further)
        :raises Transient: somebody writes to it while it is read
        """
        job = self.job(incoming.hash, incoming.name, scales, first_seen)
        if incoming.size > self.settings.max_megabytes * 2**20:
            raise SchemaDrift(f"{incoming.name} is larger than {self.settings.max_megabytes} MB.")
        ends = []

        def fresh():
            for chunk in collector.stepping(readers.read(incoming.path, self.settings)):
                if chunk.end > rows_read or not chunk.end:
                    ends.append(chunk.end)
                    yield chunk

        work = functools.partial(chunks.work, job)
        try:
            for found, verdicts in parallel.run(
                    work, fresh(), self.settings.workers, self.settings.cluster, ladder):
                if not folder.is_unchanged(incoming):
                    raise Transient(f"{incoming.name} is being written to.")
                yield ends.pop(0), found, verdicts
        except BadPayload as error:
            raise SchemaDrift(str(error)) from None
        finally:
            gc.unfreeze()

    def job(self, file_hash, file_name, scales, first_seen):
        profile = Profile(self.name, self.settings.provider, self.settings.residency,
                          self.settings.send_raw, scales)
        return chunks.Job(
            self.settings.map, profile, self.settings.product, file_name, file_hash, first_seen,
            dt.datetime.now(dt.timezone.utc).date())

    def reads_documents(self, file_name):
        """Say whether a file's rows are JSON objects rather than lines of a table."""
        kind = self.settings.format or file_name.rpartition('.')[2].lower()
        return kind in ('json', 'jsonl', 'ndjson')

    def archive(self, incoming):
        if not self.context.dry:
            folder.move(incoming, self.settings.archive_folder)

    def refuse(self, incoming, reason):
        """Put a file aside with the reason beside it."""
        if not self.context.dry:
            folder.move(incoming, self.settings.refused_folder, reason)
