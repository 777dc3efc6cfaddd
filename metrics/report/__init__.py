"""Reports: a results document as a file to hand on (PDF, slides, workbook, HTML). They take results and draw.

Every file carries a manifest (manifest.py), so that `proveout verify` can say later whether its numbers still hold.
"""

from metrics.report.manifest import Format, Manifest, NoManifest, find
from metrics.report.pack import FORMATS, Pack, gathered, made
from metrics.report.portfolio import Member, Portfolio

__all__ = ["FORMATS", "Format", "Manifest", "Member", "NoManifest", "Pack", "Portfolio", "find", "gathered", "made"]
