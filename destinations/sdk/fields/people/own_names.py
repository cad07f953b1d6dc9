"""Countries by the names that they have in their own official languages, as shops' forms ask for them.

Names in English are in `countries.py`; those that are spelled alike in both stand there alone.
"""

from typing import Final

OWN_NAMES: Final = """
AD Principat d'Andorra; AE الإمارات العربية المتحدة|الإمارات; AF افغانستان|أفغانستان; AL Shqipëria|Shqipëri;
AM Հայաստան; AR República Argentina; AT Österreich|Republik Österreich; AX Åland|Ahvenanmaa; AZ Azərbaycan;
BA Bosna i Hercegovina|Босна и Херцеговина; BD বাংলাদেশ; BE België|Belgique|Belgien; BG България; BH البحرين;
BJ Bénin; BN Negara Brunei Darussalam; BO Estado Plurinacional de Bolivia; BR Brasil; BT འབྲུག་ཡུལ;
BY Беларусь|Белоруссия; CD République démocratique du Congo|RD Congo; CF République centrafricaine|Centrafrique;
CG République du Congo; CH Schweiz|Suisse|Svizzera|Svizra; CM Cameroun; CN 中国|中國|中华人民共和国;
CV República de Cabo Verde; CY Κύπρος|Kıbrıs; CZ Česko|Česká republika;
DE Deutschland|Bundesrepublik Deutschland; DK Danmark; DO República Dominicana; DZ الجزائر|Algérie; EE Eesti;
EG مصر; EH الصحراء الغربية; ER ኤርትራ|إريتريا; ES España|Reino de España|Espanya|Espainia; ET ኢትዮጵያ; FI Suomi;
FO Føroyar|Færøerne; FR République française; GE საქართველო; GF Guyane|Guyane française;
GL Kalaallit Nunaat|Grønland; GN Guinée; GQ Guinea Ecuatorial|Guinée équatoriale; GR Ελλάδα|Ελλάς|Ellada|Hellas;
GW Guiné-Bissau; HK 香港; HR Hrvatska; HT Haïti|Ayiti; HU Magyarország; IE Éire; IL ישראל; IM Ellan Vannin;
IN भारत|Bharat; IQ العراق; IR ایران; IS Ísland; IT Italia|Repubblica Italiana; JO الأردن;
JP 日本|日本国|Nihon|Nippon; KG Кыргызстан|Киргизия; KH កម្ពុជា; KM Comores|Komori;
KP 조선|조선민주주의인민공화국; KR 대한민국|한국; KW الكويت; KZ Қазақстан|Казахстан; LA ລາວ; LB لبنان|Liban;
LK ශ්‍රී ලංකාව|இலங்கை; LT Lietuva; LU Lëtzebuerg|Luxemburg; LV Latvija; LY ليبيا; MA المغرب|Maroc;
MD Republica Moldova; ME Crna Gora|Црна Гора; MG Madagasikara;
MK Северна Македонија|Македонија|Severna Makedonija; MM မြန်မာ; MN Монгол Улс|Монгол; MO 澳門|澳门;
MR موريتانيا|Mauritanie; MU Maurice|Île Maurice; MV ދިވެހިރާއްޖެ; MX México|Estados Unidos Mexicanos;
MZ Moçambique; NC Nouvelle-Calédonie; NL Nederland; NO Norge|Noreg; NP नेपाल; NZ Aotearoa; OM عمان|سلطنة عمان;
PA Panamá; PE Perú; PF Polynésie française; PH Pilipinas; PK پاکستان; PL Polska|Rzeczpospolita Polska;
PM Saint-Pierre-et-Miquelon; PS فلسطين; PW Belau; PY Paraguái; QA قطر; RE La Réunion; RO România;
RS Srbija|Србија; RU Россия|Российская Федерация|Rossija; RW U Rwanda; SA السعودية|المملكة العربية السعودية;
SD السودان; SE Sverige; SG 新加坡|Singapura; SI Slovenija; SK Slovensko|Slovenská republika; SN Sénégal;
SO Soomaaliya|الصومال; ST São Tomé e Príncipe; SX Sint-Maarten; SY سوريا|سورية; SZ eSwatini; TD Tchad|تشاد;
TF Terres australes françaises; TH ไทย|ประเทศไทย; TJ Тоҷикистон|Таджикистан; TL Timor Lorosa'e; TM Türkmenistan;
TN تونس|Tunisie; TR Türkiye Cumhuriyeti; TW 臺灣|台灣|台湾; TZ Jamhuri ya Muungano wa Tanzania; UA Україна;
UZ Oʻzbekiston|O'zbekiston|Ўзбекистон|Узбекистан; VA Città del Vaticano|Civitas Vaticana|Vaticano; VN Việt Nam;
VU Vanuatu; WF Wallis-et-Futuna; YE اليمن; ZA Suid-Afrika|iNingizimu Afrika|uMzantsi Afrika
"""  # noqa: RUF001  # letters of many scripts
