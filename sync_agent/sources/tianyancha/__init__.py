"""Tianyancha 天眼查: what registers, courts and authorities in China say of a company."""

from .source import Tianyancha

SOURCE = Tianyancha
