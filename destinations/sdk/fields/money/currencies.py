"""Currencies: the codes of ISO 4217, how many decimals each has, and the signs that people write for them."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final

from destinations.arguments import TEXT, no_such
from destinations.sdk.refusal import refusal, shown

CLOSE = 0.6
LONGEST_MEANT = 64

# By sign in capitals: the currencies that are written with it. A sign of several says nothing alone, but for the
# dollar's: the event spec counts in US dollars where nothing else is said.
SIGNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        sign: tuple(codes.split())
        for sign, codes in {
            "$": (
                "USD ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD"
                " TTD TWD UYU XCD"
            ),
            "€": "EUR",
            "£": "GBP",
            "¥": "JPY CNY",
            "\uffe5": "JPY CNY",
            "₹": "INR",
            "KR": "SEK NOK DKK ISK",
            "KR.": "DKK NOK SEK ISK",
            "ZŁ": "PLN",
            "KČ": "CZK",
            "₪": "ILS",
            "₺": "TRY",
            "₽": "RUB",
            "₴": "UAH",
            "₩": "KRW",
            "₱": "PHP",
            "₫": "VND",
            "₦": "NGN",
            "฿": "THB",
            "US$": "USD",
            "A$": "AUD",
            "AU$": "AUD",
            "CA$": "CAD",
            "HK$": "HKD",
            "MX$": "MXN",
            "NT$": "TWD",
            "NZ$": "NZD",
            "R$": "BRL",
            "S$": "SGD",
        }.items()
    }
)
DOLLAR = "USD"
# By code: what people write in its place, and the codes that it has replaced.
WRITTEN_FOR = {
    "USD": "$ DOLLAR DOLLARS",
    "EUR": "EUROS ATS BEF BGN CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK",
    "GBP": "POUND POUNDS STERLING",
    "JPY": "¥ YEN",
    "INR": "RUPEE RUPEES",
    "CNY": "RMB YUAN",
    "BYN": "BYR",
    "CUP": "CUC",
    "MRU": "MRO",
    "RUB": "RUR",
    "SLE": "SLL",
    "STN": "STD",
    "TRY": "TRL",
    "VES": "VEF",
    "XCG": "ANG",
    "ZMW": "ZMK",
    "ZWG": "ZWL",
}
MEANT = {word: code for code, words in WRITTEN_FOR.items() for word in words.split()} | {
    sign: codes[0] for sign, codes in SIGNS.items() if len(codes) == 1
}
# By the number of decimals. A test holds it against the package `iso4217`, which takes long to read its XML.
IN_USE: Final[Mapping[int, str]] = MappingProxyType(
    {
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        2: (
            "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE "
            "CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD "
            "HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK "
            "MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD "
            "RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH "
            "USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG"
        ),
        3: "BHD IQD JOD KWD LYD OMR TND",
        4: "CLF UYW",
    }
)
OFTEN_USED = (
    *("USD", "EUR", "GBP", "JPY", "CNY", "INR", "BRL", "CAD", "AUD", "CHF", "SEK", "NOK", "DKK", "PLN"),
    *("MXN", "KRW", "SGD", "HKD", "NZD", "TRY", "ZAR", "ILS", "THB", "KWD"),
)


def read_currency(value: Any) -> str:
    """The ISO 4217 code in capitals; a code not in use is refused, with the one to write where that is clear.

    Source: ISO 4217 list one as in the `iso4217` package, without metals, test codes and units of account.

    >>> read_currency(" eur "), read_currency("€")
    ('EUR', 'EUR')
    >>> read_currency("EURO")
    Traceback (most recent call last):
    pydantic_core._pydantic_core.PydanticCustomError: "EURO" is not a currency code ...; did you mean "EUR"?
    """
    if type(value) is str and value in exponents():
        return value
    if not isinstance(value, str):
        raise refusal(f"{shown(value)} is not a currency code of ISO 4217; write a text such as USD")
    code = code_of(value)
    if code in exponents():
        return code
    if not code:
        raise refusal("an empty text is not a currency code; leave the field out, or write a code such as USD")
    meant = _meant_currency(code[:LONGEST_MEANT])
    help_ = f'did you mean "{meant}"?' if meant else "write a code such as USD or EUR"
    raise refusal(f"{shown(value)} is not a currency code of ISO 4217; {help_}")


def code_of(text: str) -> str:
    """The text in capitals; of a sign that only one currency has, the code.

    >>> code_of("€"), code_of(" eur "), code_of("kr"), code_of("$")
    ('EUR', 'EUR', 'KR', '$')
    """
    name = text.strip().upper()
    codes = SIGNS.get(name, ())
    return codes[0] if len(codes) == 1 else name


def currencies_of(sign: str) -> tuple[str, ...]:
    """The currencies that a sign or a code beside an amount can stand for; none for other texts.

    >>> currencies_of("€"), currencies_of("kr"), currencies_of("eur"), currencies_of("XXQ")
    (('EUR',), ('SEK', 'NOK', 'DKK', 'ISK'), ('EUR',), ())
    """
    name = sign.upper()
    return SIGNS.get(name) or ((name,) if name in exponents() else ())


def exponent(currency: str) -> int:
    """How many decimals the currency has: the power of ten between its major and its minor unit.

    >>> exponent("USD"), exponent("JPY"), exponent("KWD")
    (2, 0, 3)
    """
    if not isinstance(currency, str):
        raise no_such("exponent", "currency", currency, TEXT)
    return exponents()[read_currency(currency)]


@cache
def exponents() -> Mapping[str, int]:
    """Every currency code in use, with the number of its decimals."""
    return MappingProxyType({code: decimals for decimals, codes in IN_USE.items() for code in codes.split()})


# A source that writes a code wrongly does so in each of its events, and to look for what it means takes long.
@lru_cache(maxsize=256)
def _meant_currency(code: str) -> str | None:
    if code in MEANT:
        return MEANT[code]
    swapped = [one for one in OFTEN_USED if sorted(one) == sorted(code)]
    return swapped[0] if swapped else _closest(code, OFTEN_USED) or _closest(code, exponents())


def _closest(code: str, choices: Iterable[str]) -> str | None:
    from difflib import SequenceMatcher

    scores = {choice: SequenceMatcher(None, code[:10], choice).ratio() for choice in choices}
    best = max(scores.values())
    names = [name for name, score in scores.items() if score == best]
    return names[0] if best >= CLOSE and len(names) == 1 else None
