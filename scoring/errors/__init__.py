"""Every error a user can meet: one base class, one class per situation, each carrying its data.

`str(error)` is the English sentence for the command line. A screen takes `code` and `data` and says
the same in its own language.
"""

from scoring.errors.base import VocBoardError, nearest
from scoring.errors.files import (
    CannotWrite,
    DayOutsideData,
    DuplicateColumn,
    EmptyFile,
    LongCell,
    MissingColumn,
    NoData,
    NothingUsable,
    NotText,
    StoreBroken,
    UnknownFormat,
    UnknownImport,
    UnknownShop,
    UnknownTable,
)
from scoring.errors.rules import (
    BadRules,
    BadValue,
    NoRulesInForce,
    NotThatKind,
    UnknownName,
    UnknownScheme,
)

__all__ = [
    "BadRules",
    "BadValue",
    "CannotWrite",
    "DayOutsideData",
    "DuplicateColumn",
    "EmptyFile",
    "LongCell",
    "MissingColumn",
    "NoData",
    "NoRulesInForce",
    "NotText",
    "NotThatKind",
    "NothingUsable",
    "StoreBroken",
    "UnknownFormat",
    "UnknownImport",
    "UnknownName",
    "UnknownScheme",
    "UnknownShop",
    "UnknownTable",
    "VocBoardError",
    "nearest",
]
