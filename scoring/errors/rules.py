"""Errors about rule files, schemes and the names and values given for them."""

from __future__ import annotations

from collections.abc import Iterable

from scoring.errors.base import VocBoardError, nearest


class BadRules(VocBoardError):
    """A rule file has faults; all of them are listed, each with its line."""

    code = "bad_rules"

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults), faults="\n".join(self.faults))


class BadScenario(VocBoardError):
    """A scenario's file has faults; all of them are listed, each with its line."""

    code = "bad_scenario"

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults), faults="\n".join(self.faults))


class UnknownScheme(VocBoardError):
    """A scheme that is not in the catalogue."""

    code = "unknown_scheme"

    def __init__(self, scheme: str, schemes: Iterable[str]) -> None:
        names = list(schemes)
        hint = nearest(scheme, names)
        suggestion = f" Did you mean {hint}?" if hint else ""
        super().__init__(
            f"There is no scheme {scheme}.{suggestion} Schemes: {', '.join(names)}.",
            scheme=scheme,
            suggestion=hint,
            schemes=", ".join(names),
        )


class NoRulesInForce(VocBoardError):
    """No rule set of the scheme is in force on the day: it lies before the first one, or after the end."""

    code = "no_rules_in_force"

    def __init__(self, scheme: str, day: str, first: str, versions: Iterable[str], ended: str = "") -> None:
        known = ", ".join(versions)
        over = f", it ended on {ended}" if ended else ""
        super().__init__(
            f"No rule set of {scheme} is in force on {day}: the first one is of {first}{over}. "
            f"Choose one by its day ({known}); assess, certify, improve and calibrate take it as --rules DAY.",
            scheme=scheme,
            day=day,
            first=first,
            ended=ended or "–",
            versions=known,
        )


class NotThatKind(VocBoardError):
    """The scheme is of another kind than the command works on."""

    code = "not_that_kind"

    def __init__(self, scheme: str, kind: str) -> None:
        what = {
            "score": "It gives a daily score: use assess, certify or improve.",
            "annual_fee": "It is an annual fee: use certify.",
            "period": "It is an assessment over months: use certify.",
        }
        super().__init__(f"{scheme} cannot be used here. {what.get(kind, '')}", scheme=scheme)


class UnknownName(VocBoardError):
    """A name given for a metric, indicator or dimension that the rule set does not have."""

    code = "unknown_name"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        names = list(known)
        hint = nearest(name, names)
        suggestion = f" Did you mean {hint}?" if hint else ""
        super().__init__(
            f"The rule set knows no {name}.{suggestion} Names: {', '.join(names)}.",
            name=name,
            suggestion=hint,
            names=", ".join(names),
        )


class RowsGone(VocBoardError):
    """A scenario names rows of a file that are not kept (any more)."""

    code = "rows_gone"

    def __init__(self, file: str) -> None:
        super().__init__(f"the rows of {file} are not kept any more: give the file again.", file=file)


class BadValue(VocBoardError):
    """A value typed on the command line or in a metrics file that cannot be read."""

    code = "bad_value"

    def __init__(self, where: str, value: str, expected: str) -> None:
        super().__init__(
            f"{where}: {value!r} was given, expected {expected}.", where=where, value=value, expected=expected
        )
