"""Rule sets and the differences between them."""

from __future__ import annotations

from scoring.rules.compare import Difference
from scoring.rules.evidence import evidenced_tables
from scoring.rules.parts import Calibrated, Dated, Grounds, Published


def difference_text(item: Difference) -> str:
    """One figure that differs between two rule sets."""
    return f"{item.part}: {item.item.en}, {item.figure.en} {item.before or '(none)'} -> {item.after or '(none)'}"


def rules_text(rules: Dated) -> list[str]:
    """A rule set: its changes, then every table of figures with its evidence."""
    lines = [f"{rules.scheme}, in force from {rules.effective_from}"]
    lines += [f"  - {change.en}" for change in rules.changes]
    for at, grounds, figures in evidenced_tables(rules):
        shown = ", ".join(format(figure.normalize(), "f") for figure in figures)
        because = f"{grounds.source}: {grounds.quote}" if isinstance(grounds, Published) else grounds.because.en
        place = at[:-1] if at[-1] == "evidence" else (*at[:-1], str(at[-1]).removesuffix("_evidence"))
        lines.append(f"{'.'.join(map(str, place))}: {shown or '-'}  [{_believed(grounds)}] {because}")
    return lines


def _believed(grounds: Grounds) -> str:
    if isinstance(grounds, Calibrated) and grounds.partly:
        return f"calibrated {len(grounds.fitted)}, assumed {len(grounds.stand_ins)}"
    return str(grounds.kind)
