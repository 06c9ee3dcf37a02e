"""Any bureau over HTTP, by configuration alone: requests, paging, errors and maps."""

from .source import RestSource

SOURCE = RestSource
