"""Every error a user can meet: one base class, one class per situation, each carrying its data.

`str(error)` is the English sentence for the command line. A screen takes `code` and `data` and says
the same in its own language.
"""

from scoring.errors.base import VocBoardError, nearest
from scoring.errors.files import (
    BadArchive,
    Cancelled,
    CannotWrite,
    DayOutsideData,
    DuplicateColumn,
    EmptyFile,
    LongCell,
    MissingColumn,
    NeedsDay,
    NoData,
    NoSignal,
    NothingUsable,
    NotText,
    StoreBroken,
    UnknownFormat,
    UnknownImport,
    UnknownShop,
    UnknownTable,
    WideHeader,
)
from scoring.errors.rules import (
    BadRules,
    BadScenario,
    BadValue,
    NoRulesInForce,
    NotThatKind,
    RowsGone,
    UnknownName,
    UnknownScheme,
)

__all__ = [
    "BadArchive",
    "BadRules",
    "BadScenario",
    "BadValue",
    "Cancelled",
    "CannotWrite",
    "DayOutsideData",
    "DuplicateColumn",
    "EmptyFile",
    "LongCell",
    "MissingColumn",
    "NeedsDay",
    "NoData",
    "NoRulesInForce",
    "NoSignal",
    "NotText",
    "NotThatKind",
    "NothingUsable",
    "RowsGone",
    "StoreBroken",
    "UnknownFormat",
    "UnknownImport",
    "UnknownName",
    "UnknownScheme",
    "UnknownShop",
    "UnknownTable",
    "VocBoardError",
    "WideHeader",
    "nearest",
]
