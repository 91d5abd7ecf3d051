"""The words of written durations, each with the mark by which `durations` knows it.

Y M W D units; I initial, A automatic, R renewal, J may, N not, B in writing, P for, E every,
X next, F after, V from, Z signature, T until, G agreed or ended, U unless, Q notice, O without end,
K end, S specified, H half. Words without a mark are dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from servanda.written.text import listed

__all__ = ["ARTICLES", "CHINESE", "NUMBERS", "UNITS_AFTER_FIGURES", "WORDS"]

_MARKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Y": "year years yr yrs y an ans année années año años ano anos jahr jahre jahren anno "
        "anni jaar jaren год года лет rok roku lata lat yıl 年 년 سنة سنوات عام أعوام năm",
        "M": "month months mo mos mth mths mois mes meses mês monat monate monaten mese mesi "
        "maand maanden месяц месяца месяцев miesiąc miesiące miesięcy ay 개월 شهر أشهر "
        "tháng",
        "W": "week weeks wk wks semaine semaines semana semanas woche wochen settimana "
        "settimane weken неделя недели недель 周",
        "D": "day days jour jours día días tag tage tagen giorno giorni день дня дней 天",
        "I": "initial initially initiale initialement inicial inicialmente anfänglich zunächst "
        "iniziale inizialmente",
        "A": "auto automatic automatically tacit tacitly automatique automatiquement tacite "
        "tacitement automático automática automáticamente tácita tácitamente automatisch "
        "automatische stillschweigend stillschweigende automatico automatica "
        "automaticamente tacito tacitamente",
        "R": "renewable renewal renewed renews renew renewing extended extension extendable "
        "extends prolongation prolonged prolongs prolongable renouvelable renouvellement "
        "renouvelé renouvelée reconductible reconduction reconduit reconduite prorogeable "
        "prorogation renouvelables renovable renovables renovación prorrogable prórroga "
        "renovável renovação prorrogável prorrogação verlängerbar verlängert verlängerung "
        "rinnovabile rinnovo rinnovato rinnovata prorogabile proroga",
        "J": "may can peut puede pode kann può",
        "N": "not no non pas nicht ohne sans sin sem senza without",
        "B": "writing written écrit écrite escrito escrita schriftlich iscritto scritto",
        "P": "for by pour par por para für um auf per durante pendant",
        "E": "every each chaque tous toutes cada todos jedes ogni",
        "X": "next further another additional successive subsequent successives following",
        "F": "after après después depois nach dopo",
        "V": "from compter partir starting ab",
        "Z": "signature signing unterzeichnung firma assinatura",
        "T": "until till jusqu jusque hasta até fino bis tot",
        "G": "mutual mutually agreed agree agreement consent terminated termination ended "
        "denounced mutuel accord consentement dénonciation résiliation mutuo acuerdo "
        "consentimiento denuncia",
        "U": "unless sauf salvo",
        "Q": "notice préavis preaviso preavviso kündigungsfrist",
        "O": "indefinite indefinitely unlimited perpetual indéterminée indéterminé indéfinie "
        "indéfini illimitée illimité indefinida indefinido ilimitada ilimitado "
        "indeterminado indeterminada unbefristet unbegrenzt indeterminata indeterminato",
        "K": "end expiry limit limite límite fixed",
        "S": "specified stated mentioned indicated given précisé précisée mentionné mentionnée "
        "indiqué indiquée especificado especificada indicado indicada angegeben",
        "H": "half demi demie medio meio halb halbes",
        "E 1 Y": "annual annually yearly annuel annuelle annuellement anual anualmente jährlich",
        "": "of the term terms period periods duration is in it with and valid validity date "
        "to which be be shall will either both party parties otherwise de la le les des "
        "du d l durée période périodes valable en est et à partie el un período periodo "
        "períodos periodos duración plazo del duração período prazo válido dauer laufzeit "
        "von und di durata e da",
    }
)


def _words() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for mark, words in _MARKS.items():
        for word in sorted(listed(words)):
            found.setdefault(word, mark)
    return MappingProxyType(found)


WORDS: Final = _words()
# One before a unit (a year), and nothing before another word (a period of five years).
ARTICLES: Final = listed("a an un une una uno uma ein eine einen einem eines")
_NUMBERS: Final = (
    "one eins",
    "two deux dos zwei due dois duas",
    "three trois tres drei tre três",
    "four quatre cuatro vier quattro quatro",
    "five cinq cinco fünf cinque",
    "six seis sechs sei",
    "seven sept siete sieben sette sete",
    "eight huit ocho acht otto oito",
    "nine neuf nueve neun nove",
    "ten dix diez zehn dieci dez",
    "eleven onze elf undici",
    "twelve douze doce zwölf dodici doze",
)
NUMBERS: Final[Mapping[str, int]] = MappingProxyType(
    {
        **{
            word: number
            for number, words in enumerate(_NUMBERS, start=1)
            for word in sorted(listed(words))
        },
        "fifteen": 15,
        "quinze": 15,
        "quince": 15,
        "eighteen": 18,
        "twenty": 20,
        "vingt": 20,
        "veinte": 20,
        "zwanzig": 20,
        "thirty": 30,
        "trente": 30,
        "sixty": 60,
        "ninety": 90,
    }
)
# The same words after anything but a number are an article or "and".
UNITS_AFTER_FIGURES: Final = listed("y an")
# Chinese sets no spaces between words: its phrases, as patterns, are put into English first.
CHINESE: Final = (
    (
        r"自[动動](?:[续續][签期约展延簽約]?|延[长续長續]|[顺順]延)(?=\s*[0-9])",
        "automatic renewal for",
    ),
    ("自[动動](?:[续續][签期约展延簽約]?|延[长续長續]|[顺順]延)", "automatic renewal"),
    ("不可?[续續][签期约展延簽約]?", "not renewable"),
    ("可[续續][签期约展延簽約]?", "renewable"),
    ("无固定期限|無固定期限|[无無]限期|不定期", "indefinite"),
    ("未(?:注明|说明|规定|明确|註明|說明|規定|明確)", "not specified"),
    ("双方同意|雙方同意|另行通知", "agreed"),
    ("[个個か箇ヶカ]月", "months"),
    ("(?<=[年月])[间間]", ""),
    ("有效期|期[满滿][后後]?|[为為]期|期限", ""),
    ("首期|初始", "initial"),
    ("[书書]面", "written"),
    ("直至", "until"),
    ("[终終]止", "terminated"),
    ("提前", "for"),
    ("通知", "notice"),
    ("每", "every"),
    ("[后後]", "after"),
    ("半", "half"),
    ("[为為期]", ""),
)
