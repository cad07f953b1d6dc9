"""Countries by their codes, English names and their own: `USA` and `United States` are `us`, `Österreich` is `at`.

Codes: ISO 3166-1, two and three letters.
"""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from destinations.arguments import TEXT, no_such
from destinations.sdk.fields.people.own_names import OWN_NAMES
from destinations.sdk.refusal import refusal, shown

COUNTRIES = """
AD AND Andorra; AE ARE United Arab Emirates|UAE; AF AFG Afghanistan; AG ATG Antigua and Barbuda; AI AIA Anguilla;
AL ALB Albania; AM ARM Armenia; AO AGO Angola; AQ ATA Antarctica; AR ARG Argentina; AS ASM American Samoa;
AT AUT Austria; AU AUS Australia; AW ABW Aruba; AX ALA Åland Islands; AZ AZE Azerbaijan;
BA BIH Bosnia and Herzegovina|Bosnia; BB BRB Barbados; BD BGD Bangladesh; BE BEL Belgium; BF BFA Burkina Faso;
BG BGR Bulgaria; BH BHR Bahrain; BI BDI Burundi; BJ BEN Benin; BL BLM Saint Barthélemy; BM BMU Bermuda;
BN BRN Brunei|Brunei Darussalam; BO BOL Bolivia; BQ BES Bonaire; BR BRA Brazil; BS BHS Bahamas; BT BTN Bhutan;
BV BVT Bouvet Island; BW BWA Botswana; BY BLR Belarus; BZ BLZ Belize; CA CAN Canada; CC CCK Cocos Islands;
CD COD Democratic Republic of the Congo|DR Congo; CF CAF Central African Republic;
CG COG Republic of the Congo|Congo; CH CHE Switzerland; CI CIV Côte d'Ivoire|Ivory Coast; CK COK Cook Islands;
CL CHL Chile; CM CMR Cameroon; CN CHN China; CO COL Colombia; CR CRI Costa Rica; CU CUB Cuba;
CV CPV Cape Verde|Cabo Verde; CW CUW Curaçao; CX CXR Christmas Island; CY CYP Cyprus;
CZ CZE Czechia|Czech Republic; DE DEU Germany; DJ DJI Djibouti; DK DNK Denmark; DM DMA Dominica;
DO DOM Dominican Republic; DZ DZA Algeria; EC ECU Ecuador; EE EST Estonia; EG EGY Egypt; EH ESH Western Sahara;
ER ERI Eritrea; ES ESP Spain; ET ETH Ethiopia; FI FIN Finland; FJ FJI Fiji; FK FLK Falkland Islands;
FM FSM Micronesia; FO FRO Faroe Islands; FR FRA France; GA GAB Gabon;
GB GBR United Kingdom|UK|Great Britain|England|Scotland|Wales|Northern Ireland; GD GRD Grenada; GE GEO Georgia;
GF GUF French Guiana; GG GGY Guernsey; GH GHA Ghana; GI GIB Gibraltar; GL GRL Greenland; GM GMB Gambia;
GN GIN Guinea; GP GLP Guadeloupe; GQ GNQ Equatorial Guinea; GR GRC Greece; GS SGS South Georgia; GT GTM Guatemala;
GU GUM Guam; GW GNB Guinea-Bissau; GY GUY Guyana; HK HKG Hong Kong; HM HMD Heard Island; HN HND Honduras;
HR HRV Croatia; HT HTI Haiti; HU HUN Hungary; ID IDN Indonesia; IE IRL Ireland; IL ISR Israel; IM IMN Isle of Man;
IN IND India; IO IOT British Indian Ocean Territory; IQ IRQ Iraq; IR IRN Iran|Islamic Republic of Iran;
IS ISL Iceland; IT ITA Italy; JE JEY Jersey; JM JAM Jamaica; JO JOR Jordan; JP JPN Japan; KE KEN Kenya;
KG KGZ Kyrgyzstan; KH KHM Cambodia; KI KIR Kiribati; KM COM Comoros; KN KNA Saint Kitts and Nevis;
KP PRK North Korea; KR KOR South Korea|Korea|Republic of Korea; KW KWT Kuwait; KY CYM Cayman Islands;
KZ KAZ Kazakhstan; LA LAO Laos|Lao People's Democratic Republic; LB LBN Lebanon; LC LCA Saint Lucia;
LI LIE Liechtenstein; LK LKA Sri Lanka; LR LBR Liberia; LS LSO Lesotho; LT LTU Lithuania; LU LUX Luxembourg;
LV LVA Latvia; LY LBY Libya; MA MAR Morocco; MC MCO Monaco; MD MDA Moldova|Republic of Moldova; ME MNE Montenegro;
MF MAF Saint Martin; MG MDG Madagascar; MH MHL Marshall Islands; MK MKD North Macedonia; ML MLI Mali;
MM MMR Myanmar|Burma; MN MNG Mongolia; MO MAC Macao|Macau; MP MNP Northern Mariana Islands; MQ MTQ Martinique;
MR MRT Mauritania; MS MSR Montserrat; MT MLT Malta; MU MUS Mauritius; MV MDV Maldives; MW MWI Malawi;
MX MEX Mexico; MY MYS Malaysia; MZ MOZ Mozambique; NA NAM Namibia; NC NCL New Caledonia; NE NER Niger;
NF NFK Norfolk Island; NG NGA Nigeria; NI NIC Nicaragua; NL NLD Netherlands|The Netherlands|Holland; NO NOR Norway;
NP NPL Nepal; NR NRU Nauru; NU NIU Niue; NZ NZL New Zealand; OM OMN Oman; PA PAN Panama; PE PER Peru;
PF PYF French Polynesia; PG PNG Papua New Guinea; PH PHL Philippines; PK PAK Pakistan; PL POL Poland;
PM SPM Saint Pierre and Miquelon; PN PCN Pitcairn; PR PRI Puerto Rico; PS PSE Palestine; PT PRT Portugal;
PW PLW Palau; PY PRY Paraguay; QA QAT Qatar; RE REU Réunion; RO ROU Romania; RS SRB Serbia;
RU RUS Russia|Russian Federation; RW RWA Rwanda; SA SAU Saudi Arabia; SB SLB Solomon Islands; SC SYC Seychelles;
SD SDN Sudan; SE SWE Sweden; SG SGP Singapore; SH SHN Saint Helena; SI SVN Slovenia; SJ SJM Svalbard;
SK SVK Slovakia; SL SLE Sierra Leone; SM SMR San Marino; SN SEN Senegal; SO SOM Somalia; SR SUR Suriname;
SS SSD South Sudan; ST STP São Tomé and Príncipe; SV SLV El Salvador; SX SXM Sint Maarten;
SY SYR Syria|Syrian Arab Republic; SZ SWZ Eswatini|Swaziland; TC TCA Turks and Caicos Islands; TD TCD Chad;
TF ATF French Southern Territories; TG TGO Togo; TH THA Thailand; TJ TJK Tajikistan; TK TKL Tokelau;
TL TLS Timor-Leste|East Timor; TM TKM Turkmenistan; TN TUN Tunisia; TO TON Tonga; TR TUR Turkey|Türkiye;
TT TTO Trinidad and Tobago; TV TUV Tuvalu; TW TWN Taiwan; TZ TZA Tanzania|United Republic of Tanzania;
UA UKR Ukraine; UG UGA Uganda; UM UMI United States Minor Outlying Islands;
US USA United States|United States of America|America; UY URY Uruguay; UZ UZB Uzbekistan;
VA VAT Vatican City|Holy See; VC VCT Saint Vincent and the Grenadines; VE VEN Venezuela;
VG VGB British Virgin Islands; VI VIR US Virgin Islands; VN VNM Vietnam|Viet Nam; VU VUT Vanuatu;
WF WLF Wallis and Futuna; WS WSM Samoa; YE YEM Yemen; YT MYT Mayotte; ZA ZAF South Africa; ZM ZMB Zambia;
ZW ZWE Zimbabwe
"""


def country_code(text: str) -> str | None:
    """The two letters, in lower case, of the country that the text names; None where it names none.

    >>> country_code("United States"), country_code("Deutschland"), country_code(" uk "), country_code("Utopia")
    ('us', 'de', 'gb', None)
    """
    return CODES.get(letters_of(text))


def normalize_country(text: str) -> str | None:
    """The two-letter code in lower case; None when blank. A word that is not a country is refused.

    >>> normalize_country("United States"), normalize_country("DEU"), normalize_country(" gb ")
    ('us', 'de', 'gb')
    """
    code = country_code(text)
    if code is None and text.strip():
        raise refusal(f"{shown(text)} is not a country; write its two letters of ISO 3166, such as US")
    return code


def upper_country_code(text: str) -> str | None:
    """The two-letter code in capitals; None when blank. A word that is not a country is refused.

    >>> upper_country_code("Norway")
    'NO'
    """
    if not isinstance(text, str):
        raise no_such("upper_country_code", "text", text, TEXT)
    code = normalize_country(text)
    return code and code.upper()


def read_default_country(value: Any) -> str | None:
    """The country of a setting, as two capital letters; None for null alone."""
    code = upper_country_code(value) if isinstance(value, str) else None
    if code is None and value is not None:
        raise refusal(f"{shown(value)} is not a country; write its two letters of ISO 3166, such as US")
    return code


def letters_of(text: str) -> str:
    """The letters alone, in lower case, accents composed (a letter and its accent are one character)."""
    if text.isascii() and text.isalpha():
        return text.lower()
    letters = (one for one in text.lower() if unicodedata.category(one)[0] in "LM")
    # At the end: what stood between a letter and its accent may be gone now.
    return unicodedata.normalize("NFC", "".join(letters))


def codes_of(table: str, codes: int) -> Mapping[str, str]:
    """By code or name, in letters alone, the first of the entry's codes, of which there are `codes`."""
    found: dict[str, str] = {}
    for entry in " ".join(table.split()).split("; "):
        *short, names = entry.split(maxsplit=codes)
        found |= {letters_of(word): short[0].lower() for word in (*short, *names.split("|"))}
    return MappingProxyType(found)


CODES = MappingProxyType({**codes_of(OWN_NAMES, 1), **codes_of(COUNTRIES, 2)})
DefaultCountry = Annotated[
    str | None,
    BeforeValidator(read_default_country),
    Field(description="Two letters of the country whose phone numbers come without + and country code: US."),
]
