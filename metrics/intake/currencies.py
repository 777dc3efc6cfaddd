"""Currency signs and codes as exports write them beside amounts, and which of them mean the same money."""

from __future__ import annotations

import re

# Signs that several currencies share stay their own key: "$" may be any dollar, "kr" any krone.
_SAME: dict[str, tuple[str, ...]] = {
    "EUR": ("€", "EUR", "Euro"),
    "$": ("$", "US$", "USD"),
    "GBP": ("£", "GBP"),
    "¥": ("¥", "JPY", "JP¥"),
    "CNY": ("CNY", "RMB", "CN¥", "元"),
    "CHF": ("CHF", "SFr.", "SFr", "Fr."),
    "kr": ("kr", "kr."),
    "PLN": ("zł", "zl", "PLN"),
    "CZK": ("Kč", "CZK"),
    "HUF": ("Ft", "HUF"),
    "BRL": ("R$", "BRL"),
    "INR": ("₹", "INR", "Rs.", "Rs"),
    "RUB": ("₽", "RUB"),
    "KRW": ("₩", "KRW"),
    "ILS": ("₪", "ILS"),
    "TRY": ("₺", "TRY"),
    "UAH": ("₴", "UAH"),
    "THB": ("฿", "THB"),
    "VND": ("₫", "VND"),
    "CAD": ("CAD", "CA$", "C$"),
    "AUD": ("AUD", "AU$", "A$"),
    "NZD": ("NZD", "NZ$"),
    "HKD": ("HKD", "HK$"),
    "SGD": ("SGD", "S$"),
    "RON": ("RON", "lei"),
    "BGN": ("BGN", "лв."),
}
_CODES = "AED ARS CLP COP DKK EGP IDR ISK KES MXN MYR NGN NOK PEN PHP RSD SAR SEK TWD ZAR".split(" ")  # noqa: SIM905
KEYS: dict[str, str] = {token.casefold(): key for key, tokens in _SAME.items() for token in tokens} | {
    code.casefold(): code for code in _CODES
}


def key(token: str) -> str:
    """What a sign or code stands for: "€" and "EUR" are EUR."""
    return KEYS[token.casefold()]


def pattern(only: str = "*") -> str:
    """A regular expression (RE2 and Python) of the signs of one key, or of all ("*"), the longest first."""
    tokens = [token for token, of in KEYS.items() if only in ("*", of)]
    return f"(?i:{'|'.join(re.escape(token) for token in sorted(tokens, key=len, reverse=True))})"
