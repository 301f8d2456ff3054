"""Text cells → times and days: every form in which exports write them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

_TIME_FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H",
    "%Y-%m-%dT%H",
    "%Y/%m/%d %H:%M",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y%m%d %H:%M:%S",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y年%m月%d日",
    "%Y%m%d",
)
_DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日")
_FIRST, _LAST = 946_684_800, 4_102_444_799  # 2000-01-01 and the last second of 2099
_EPOCH_MILLISECONDS = r"^\d{13}$"
_SHANGHAI = 8 * 3600  # an epoch time counts from UTC; the shops' wall clock is eight hours ahead, all year


def moments(cells: pa.StringArray) -> pa.Array:
    """Seconds of the wall clock since 1970-01-01; null where a cell is no time between 2000 and 2099."""
    try:
        found = pc.cast(cells, pa.timestamp("s"))  # the common form, checked and ten times as fast
    except pa.ArrowInvalid:
        # Fractions of a second carry nothing that is counted here.
        cells = pc.replace_substring_regex(cells, pattern=r"(:\d{2})\.\d+$", replacement=r"\1")
        found = _read(cells, _TIME_FORMATS)
    return _within(_with_epochs(pc.cast(found, pa.int64()), cells))


def days(cells: pa.StringArray) -> pa.Array:
    """Days; null where a cell is no day between 2000 and 2099."""
    # A day with the midnight of a spreadsheet's time cell is that day.
    cells = pc.replace_substring_regex(cells, pattern=r"[ T]00:00(:00)?$", replacement="")
    seconds = pc.cast(_read(cells, _DAY_FORMATS), pa.int64())
    seconds = _within(_with_epochs(seconds, cells))
    return pc.cast(pc.cast(seconds, pa.timestamp("s")), pa.date32())


def _with_epochs(seconds: pa.Array, cells: pa.StringArray) -> pa.Array:
    """The seconds, with those cells read that hold milliseconds since 1970."""
    if seconds.null_count == cells.null_count:
        return seconds
    is_epoch = pc.match_substring_regex(cells, pattern=_EPOCH_MILLISECONDS)
    milliseconds = pc.cast(pc.if_else(is_epoch, cells, None), pa.int64())
    return pc.coalesce(seconds, pc.add(pc.divide(milliseconds, 1000), _SHANGHAI))


def _within(seconds: pa.Array) -> pa.Array:
    inside = pc.and_(pc.greater_equal(seconds, _FIRST), pc.less_equal(seconds, _LAST))
    return pc.if_else(inside, seconds, None)


def _read(cells: pa.StringArray, formats: tuple[str, ...]) -> pa.Array:
    found = pa.nulls(len(cells), pa.timestamp("s"))
    for form in formats:
        if found.null_count == cells.null_count:
            break
        found = pc.coalesce(found, pc.strptime(cells, format=form, unit="s", error_is_null=True))
    return _calendar(found, cells)


def _calendar(found: pa.Array, cells: pa.StringArray) -> pa.Array:
    # strptime turns 2022-02-31 into 3 March; a day that is not written in the cell is no reading of it.
    day = pc.strftime(found, format="%d")
    written = pc.replace_substring_regex(cells, pattern=r"^\d{4}\D*\d{1,2}\D+(\d{1,2})(\D.*)?$", replacement=r"\1")
    written = pc.replace_substring_regex(written, pattern=r"^\d{6}(\d{2})(\D.*)?$", replacement=r"\1")
    return pc.if_else(pc.equal(day, pc.utf8_lpad(written, width=2, padding="0")), found, None)
