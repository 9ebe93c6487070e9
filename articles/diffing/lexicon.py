"""Words that change what a sentence claims, by language. Small closed classes only: whatever is not listed
here counts as ordinary wording."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping


def words(text: str) -> frozenset[str]:
    """The words of a list written as one string."""
    return frozenset(text.split())


# A few frequent function words by which a language is told; the first entry is the default.
_FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "en": words("the of and to in that is was for with on by at from has said"),
    "de": words("der die das und den von zu mit ist im des auf für ein eine dem sich nach bei wurde"),
    "fr": words("le les des du et à dans un une est pour que qui par sur au aux avec ont été"),
    "es": words("el los las y del que un una por con para se al su ha fue según más"),
    "it": words("il di che e la per un una del della con nel sono gli alla dei non"),
    "pt": words("o os as e do da que um uma em no na com para por não foi dos das"),
    "nl": words("de het een van en in dat op te voor met zijn is niet aan er om ook"),
    "sv": words("och att det som en på är av för med till den har de inte ett om"),
}

_NEGATIONS: Mapping[str, frozenset[str]] = {
    "en": words("not no never none nobody nothing nowhere neither nor without cannot unable denied denies deny"),
    "de": words("nicht kein keine keinen keinem keiner keines nie niemals niemand nichts nirgends weder ohne"),
    "fr": words("ne pas jamais aucun aucune rien personne ni sans non"),
    "es": words("no nunca jamás ningún ninguna ninguno nadie nada ni sin tampoco"),
    "it": words("non no mai nessun nessuna nessuno niente nulla né senza"),
    "pt": words("não nunca jamais nenhum nenhuma ninguém nada nem sem"),
    "nl": words("niet geen nooit niemand niets nergens noch zonder"),
    "sv": words("inte ej aldrig ingen inget inga ingenting varken utan"),
}

_HEDGES: Mapping[str, frozenset[str]] = {
    "en": words(
        "may might could would should allegedly alleged alleges reportedly reported apparently appears appeared"
        " seems seemed seemingly possibly possible perhaps probably probable likely unlikely suspected suspects"
        " suspect believed thought claimed claims claim purported purportedly supposedly unconfirmed potentially"
        " potential presumably rumoured rumored"
    ),
    "de": words(
        "könnte könnten dürfte dürften möglicherweise vielleicht wohl offenbar angeblich mutmaßlich mutmaßliche"
        " mutmaßlichen mutmaßlicher vermutlich wahrscheinlich anscheinend scheinbar soll sollen womöglich eventuell"
    ),
    "fr": words(
        "pourrait pourraient peut-être probablement apparemment présumé présumée présumés prétendument aurait"
        " auraient serait seraient semble semblent possible possiblement éventuellement vraisemblablement"
    ),
    "es": words(
        "podría podrían quizá quizás tal-vez posiblemente presunto presunta presuntos presuntamente supuesto"
        " supuesta supuestamente aparentemente probablemente habría habrían parece posible"
    ),
    "it": words(
        "potrebbe potrebbero forse probabilmente presunto presunta presunti presumibilmente apparentemente avrebbe"
        " avrebbero sarebbe sarebbero sembra possibile possibilmente"
    ),
    "pt": words("poderia poderiam talvez possivelmente suposto suposta supostamente alegado alegadamente teria teriam"),
    "nl": words(
        "zou zouden mogelijk misschien vermoedelijk vermoedelijke waarschijnlijk kennelijk blijkbaar naar-verluidt"
    ),
    "sv": words("kan kunde möjligen kanske troligen sannolikt påstås påstådda misstänkt misstänkta uppges"),
}

# Written numbers and magnitudes; ordinary digits are recognised by themselves.
NUMBER_WORDS = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen dozens hundred"
    " hundreds thousand thousands million millions billion billions trillion trillions half third quarter double"
    " triple m bn tn mn"
    " zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert tausend millionen milliarde milliarden mio mrd"
    " deux trois quatre cinq sept huit neuf dix onze douze vingt trente cent cents mille milliers"
    " milliard milliards dos tres cuatro cinco siete ocho nueve diez cien mil millón millones"
    " due tre quattro cinque sette otto dieci cento mila milione milioni miliardo miliardi"
    " dois três quatro oito nove dez milhão milhões bilhão bilhões twee drie vijf zes zeven negen tien honderd duizend"
    " miljoen miljard två fyra fem sju åtta nio tio hundra tusen miljon miljoner miljarder"
)

_MONTHS = words(
    "january february march april may june july august september october november december jan feb mar apr jun"
    " jul aug sep sept oct nov dec januar februar märz mai juni juli oktober dezember janvier février mars"
    " avril juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio"
    " agosto septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre"
    " ottobre dicembre janeiro fevereiro março maio junho julho setembro outubro novembro dezembro januari"
    " februari maart mei augustus"
)
_WEEKDAYS = words(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun"
    " montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi"
    " samedi dimanche lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì"
    " venerdì sabato domenica maandag dinsdag woensdag donderdag vrijdag zaterdag zondag måndag tisdag onsdag"
    " torsdag fredag lördag söndag"
)
_OTHER_MEANING = words("may march mars mai sat sun mar mon wed mei")
"""What in small letters is no month and no day."""
_RELATIVE_DAYS = words(
    "today yesterday tomorrow tonight heute gestern morgen aujourd'hui hier demain hoy ayer mañana oggi ieri"
    " domani hoje ontem amanhã vandaag gisteren idag igår am pm a.m p.m gmt bst utc est edt"
)
_CLOCK = re.compile(
    r"\d{1,2}(?:[:.h]\d{2}(?::\d{2})?)?(?:am|pm|h|uhr)|\d{1,2}:\d{2}(?::\d{2})?(?:am|pm)?", re.IGNORECASE
)
_DAY = re.compile(r"[12]?\d|3[01]")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}(?:st|nd|rd|th)|(?:19|20)\d{2}")

_ENOUGH = 400  # words by which a language is told
_HEAD = 10 * _ENOUGH  # characters that hold them, mostly


def language_of(text: str) -> str:
    """The language whose function words are most frequent in a text; English where none are."""
    found = re.findall(r"\w+", text[:_HEAD].casefold())
    if len(found) <= _ENOUGH:  # the last of them may be cut
        found = re.findall(r"\w+", text.casefold())
    words = Counter(found[:_ENOUGH])
    counts = {name: sum(words[word] for word in known & words.keys()) for name, known in _FUNCTION_WORDS.items()}
    return max(counts, key=lambda name: counts[name])


def is_negation(word: str, language: str) -> bool:
    """`word` as it stands in the text."""
    folded = word.casefold()
    return folded in _NEGATIONS.get(language, ()) or (language == "en" and folded.endswith(("n't", "n’t")))


def is_hedge(word: str, language: str) -> bool:
    """`word` as it stands in the text: "may" hedges, "May" is a month."""
    return word in _HEDGES.get(language, ()) or (
        word[:1].isupper() and word != "May" and word.casefold() in _HEDGES.get(language, ())
    )


def is_month(word: str) -> bool:
    return word.casefold() in _MONTHS and (word[:1].isupper() or word not in _OTHER_MEANING)


def is_day_or_year(word: str) -> bool:
    """A figure that can be a day of a month, or a year."""
    return bool(_DAY.fullmatch(word) or _YEAR.fullmatch(word))


def is_date(word: str) -> bool:
    """A month, a day of the week, a clock time or a full date."""
    if is_month(word) or (word.casefold() in _WEEKDAYS and (word[:1].isupper() or word not in _OTHER_MEANING)):
        return True
    return word.casefold() in _RELATIVE_DAYS or _is_dated_figure(word)


def _is_dated_figure(word: str) -> bool:
    """Whether a word is a clock time or a date in figures: all begin with one, as few words do."""
    return word[:1].isdigit() and bool(_CLOCK.fullmatch(word) or _DATE.fullmatch(word))


def is_clock_or_date(word: str) -> bool:
    """A time or date written in figures; a bare year can be both a date and a number."""
    return _is_dated_figure(word) and not _YEAR.fullmatch(word)


def is_number(word: str) -> bool:
    return (not word.isalpha() and any(map(str.isdigit, word))) or word.casefold() in NUMBER_WORDS
