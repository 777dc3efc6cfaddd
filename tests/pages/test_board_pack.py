"""The packs that pages offer."""

from __future__ import annotations

from tests.chart import examples
from tests.pages.example_store import Keeper, page

FORMATS = ["PDF", "PowerPoint slides", "Excel workbook", "Web page"]


def test_the_portfolio_offers_a_pack_of_all_in_every_format(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    offered = [element.proto.label for element in page("portfolio").get("download_button")]
    assert [each for each in offered if each in FORMATS] == FORMATS  # beside them stand those of the chart


def test_without_projects_there_is_nothing_to_take(empty_store: Keeper) -> None:
    assert not page("portfolio").get("download_button")
