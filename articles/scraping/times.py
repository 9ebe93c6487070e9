"""Lines that tell a time: a date, a clock time, or a span such as "7 minutes ago"."""

import re

from articles.scraping.blocks import MARKS

HAS_DIGIT = re.compile(r"\d").search  # what has none tells no time
CLOCK = re.compile(r"(?<!\d)(?:[01]?\d|2[0-4])(?:[:.h]|時)\d{2}(?!\d)\s*(?:uhr|[ap]\.?m\b|h\b)?", re.IGNORECASE)
DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:\d{4}|\d{2})|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日"
    r"|\d{1,2}\.?(?: de)? [^\W\d_]{3,10}\.?,?(?: de)? \d{4}|[^\W\d_]{3,10}\.? \d{1,2},? \d{4})(?!\d)"
)
# "7 minutes ago", "vor 2 Stunden", "4 Min. Lesezeit": a number and a unit of time. In scripts without spaces "ago"
# may follow what stands before the number
SPAN = re.compile(
    r"(?<!\w)\d+\s*(?:s|secs?|seconds?|mins?|minut\w*|minuter?|мин\w*|λεπτ\w*|dakika|dk|phút|menit|hours?|hrs?|stunden?"
    r"|heures?|horas?|or[ae]|uur|tim(?:e|er|mar)|godzin\w*|час\w*|saat|jam|days?|tag(?:en?)?|jours?|d[ií]as?|giorn[io]"
    r"|dagen|dag|dage|dni|дн\w*|gün|hari|weeks?|wochen?|दिन|मिनट|घंटे|دقائق|دقيقة|ساعات?|דקות|דקה|שעות|นาที\w*|ชั่วโมง\w*"
    r"|(?:秒|分|分钟|分鐘|小时|小時|時間|日|天)之?(?:前\w*)?|(?:분|시간|일) ?전?)"
    r"(?!\w)"
    r"|\d+\s*(?:(?:秒|分|分钟|分鐘|小时|小時|時間|日|天|个月|個月|ヶ月|か月|年)之?前|(?:초|분|시간|일|달|년) ?전)",
    re.IGNORECASE,
)


_WORD = re.compile(r"[^\W\d_]{2,}")
_PAIRED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def tells_time(text: str) -> bool:
    """Whether a line holds a date, a clock time or a span of time."""
    return HAS_DIGIT(text) is not None and bool(CLOCK.search(text) or SPAN.search(text) or DATE.search(text))


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else."""
    return HAS_DIGIT(text) is not None and not any(map(str.isalnum, DATE.sub("", text))) and bool(DATE.search(text))


def is_time(text: str) -> bool:
    """Whether a line is a clock time, a date or both, and nothing else."""
    left = CLOCK.sub("", DATE.sub("", text)) if HAS_DIGIT(text) else text
    return left != text and not any(map(str.isalnum, left))


def dates_in(text: str) -> int:
    """How many dates stand in a line."""
    return len(DATE.findall(text)) if HAS_DIGIT(text) else 0


def words_beside_time(text: str) -> int:
    """How many words a line has besides the times in it; of Chinese, Japanese and Korean two letters count as one."""
    words = _WORD.findall(MARKS.sub("", without_times(text)))
    return sum(1 if word.isascii() or not _PAIRED.match(word) else len(word) // 2 for word in words)


def without_times(text: str) -> str:
    """A line without the times in it."""
    for pattern in (DATE, CLOCK, SPAN):
        text = pattern.sub(" ", text)
    return text
