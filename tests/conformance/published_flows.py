"""Published cash flows and what their authors found: one table for the functions, the command and the second ways.

Sources. README: "More published figures" of the reference data. Spreadsheets: the documented examples of NPV, IRR,
MIRR, XNPV and XIRR, which all of them share; LibreOffice has flows of its own. numpy-financial: its documentation's
examples. Pump: Lorie & Savage (1955), the oil pump with two rates. Three rates: (x − 1.1)(x − 1.2)(x − 1.3), multiplied
out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

XIRR = {"2008-01-01": -10_000, "2008-03-01": 2_750, "2008-10-30": 4_250, "2009-02-15": 3_250, "2009-04-01": 2_750}
LIBRE = {"2001-01-01": -10_000, "2001-02-01": 2_000, "2001-03-15": 2_500, "2001-05-12": 5_000, "2001-08-10": 1_000}
MIRR = (-120_000, 39_000, 30_000, 21_000, 37_000, 46_000)


@dataclass(frozen=True)
class Case:
    """Flows of periods 0, 1, 2 … or by date; what was published of them, as printed; None: there is no such figure.

    rates: discount, finance and reinvest rate. why: what the reason of a figure that there is not must say.
    """

    source: str
    flows: tuple[float, ...] | Mapping[str, float]
    published: Mapping[str, str | None]
    rates: Mapping[str, float] = field(default_factory=dict)
    costs: tuple[float, ...] | None = None  # then flows are the benefits
    why: str = ""

    @property
    def rows(self) -> list[list[str]]:
        """The file's lines, its header first."""
        if isinstance(self.flows, Mapping):
            return [["date", "amount"], *([day, str(amount)] for day, amount in self.flows.items())]
        if self.costs is None:
            return [["period", "amount"], *([str(at), str(amount)] for at, amount in enumerate(self.flows))]
        pairs = enumerate(zip(self.costs, self.flows, strict=True))
        return [["period", "cost", "benefit"], *([str(at), str(cost), str(gain)] for at, (cost, gain) in pairs)]

    @property
    def amounts(self) -> list[float]:
        """What each flow brings, net of its cost."""
        flows = list(self.flows.values()) if isinstance(self.flows, Mapping) else list(self.flows)
        return [gain - cost for gain, cost in zip(flows, self.costs, strict=True)] if self.costs else flows


def _at(rate: float) -> dict[str, float]:
    return {"discount_rate": rate}


PAYBACKS = (
    Case("README", (-180_000, 60_000, 40_000, 70_000, 125_000, 35_000), {"payback": "3.08"}),
    Case("README", (-50_000, 13_300, 18_300, 40_000), {"payback": "2.46"}),
    Case("README", (-10_000, 3_000, 3_000, 3_000, 3_000, 3_000), {"payback": "3.33"}),
    Case("README", (-800, 100, 240, 200, 250, 120), {"payback": "4.083"}),
    Case("README, ACCA", (-10_000, 4_000, 3_500, 3_000, 2_500), {"discounted_payback": "3.71"}, _at(0.10)),
    Case("README", (-210, 85, 75, 85, 105), {"discounted_payback": "3.15"}, _at(0.11)),
    Case("README", (-5_100, 1_280, 2_480, 1_680, 1_680, 1_480, 1_280), {"discounted_payback": "3.45"}, _at(0.09)),
)
RETURNS = (
    Case("README, numpy-financial", (-40_000, 5_000, 8_000, 12_000, 30_000), {"npv": "3065.22267"}, _at(0.08)),
    Case("README, numpy-financial", (-100, 39, 59, 55, 20), {"irr": "0.28095"}),
    Case("README", (-150_000, 15_000, 25_000, 35_000, 45_000, 60_000), {"irr": "0.0524"}),
    Case("README, spreadsheets", MIRR, {"mirr": "0.126094"}, {"finance_rate": 0.10, "reinvest_rate": 0.12}),
    Case("README, spreadsheets", XIRR, {"xirr": "0.37336253"}),  # 0.373362535 is printed: their search ends at 1e-8
    Case(
        "README, Forrester, The Total Economic Impact of SalesLoft",
        (0, 1_606_511, 3_061_331, 4_229_760),
        {"npv": "5496170", "roi_pv": "3.29", "roi": "3.44"},
        _at(0.10),
        costs=(53_150, 666_715, 636_772, 647_783),
    ),
    Case("README, Forrester: costs", (53_150, 666_715, 636_772, 647_783), {"npv": "1672201"}, _at(0.10)),
    Case("README, Forrester: benefits", (0, 1_606_511, 3_061_331, 4_229_760), {"npv": "7168371"}, _at(0.10)),
)
FURTHER = (
    Case(
        "Brigham & Houston, Fundamentals of Financial Management: project S",
        (-1_000, 500, 400, 300, 100),
        {
            "npv": "78.82",
            "irr": "0.14489",
            "mirr": "0.1211",
            "payback": "2.33",
            "discounted_payback": "2.95",
        },
        _at(0.10),
    ),
    Case(
        "Brigham & Houston: project L",
        (-1_000, 100, 300, 400, 675),
        {
            "npv": "100.40",
            "irr": "0.13549",
            "mirr": "0.1266",
            "payback": "3.30",
            "discounted_payback": "3.78",
        },
        _at(0.10),
    ),
    Case("spreadsheets: XNPV", XIRR, {"xnpv": "2086.65"}, _at(0.09)),
    Case("spreadsheets: IRR", (-70_000, 12_000, 15_000, 18_000, 21_000), {"irr": "-0.021"}),
    Case("spreadsheets: IRR", (-70_000, 12_000, 15_000, 18_000, 21_000, 26_000), {"irr": "0.087"}),
    Case("spreadsheets: IRR", (-70_000, 12_000, 15_000), {"irr": "-0.444"}),
    Case("spreadsheets: NPV", (-40_000, 8_000, 9_200, 10_000, 12_000, 14_500), {"npv": "1922.06"}, _at(0.08)),
    Case("spreadsheets: NPV", (-40_000, 8_000, 9_200, 10_000, 12_000, 14_500, -9_000), {"npv": "-3749.47"}, _at(0.08)),
    Case("spreadsheets: MIRR", MIRR[:4], {"mirr": "-0.048"}, {"finance_rate": 0.10, "reinvest_rate": 0.12}),
    Case("spreadsheets: MIRR", MIRR, {"mirr": "0.1348"}, {"finance_rate": 0.10, "reinvest_rate": 0.14}),
    Case(
        "numpy-financial: mirr",
        (-4_500, -800, 800, 800, 600, 600, 800, 800, 700, 3_000),
        {"mirr": "0.0666"},
        {"finance_rate": 0.08, "reinvest_rate": 0.055},
    ),
    Case("LibreOffice: XIRR and XNPV", LIBRE, {"xirr": "0.1828", "xnpv": "323.02"}, _at(0.06)),
    Case("numpy-financial: irr", (-100, 0, 0, 74), {"irr": "-0.0955"}),
    Case("numpy-financial: irr", (-100, 100, 0, 7), {"irr": "0.06206"}),
    Case("numpy-financial: irr, one of two", (-100, 100, 0, -7), {"irr": None}, why="-0.6789, -0.0833"),
    Case("Pump: 25 % and 400 %", (-1_600, 10_000, -10_000), {"irr": None, "payback": None}, why="0.25, 4"),
    Case("three rates", (-1_000, 3_600, -4_310, 1_716), {"irr": None}, why="0.1, 0.2, 0.3"),
    Case("no rate", (1_000, -3_000, 2_500), {"irr": None}, why="no rate"),
    Case("nothing received", (-100, -20), {"irr": None, "payback": None}, why="nothing received"),
)
EVERY = (*PAYBACKS, *RETURNS, *FURTHER)
