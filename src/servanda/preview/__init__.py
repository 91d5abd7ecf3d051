"""Preview a workspace: its pages on this machine, made anew while its files are being written."""

from servanda.preview.board import Report
from servanda.preview.running import Preview, open_preview

__all__ = ["Preview", "Report", "open_preview"]
