"""Rule sets: list, show, compare, check."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import Any

from scoring.assess.own_rules import file_faults, own_scheme_ids, scheme_for
from scoring.commands.shared import output, own_figures_of, own_in_use
from scoring.rules.catalogue import DatedScheme, any_scheme, schemes
from scoring.rules.compare import compare
from scoring.rules.own_figures import with_own_figures
from scoring.show.rule_sets import difference_text, rules_text


def rules_list(options: argparse.Namespace) -> int:
    """Schemes and versions."""
    found: list[tuple[str, DatedScheme[Any]]] = [(name, any_scheme(name)) for name in schemes()]
    found += [(name, scheme_for(name, options.data)) for name in own_scheme_ids(options.data)]
    rows = [
        {
            "scheme": name,
            "label": {"zh": item.scheme.label.zh, "en": item.scheme.label.en},
            "rule_sets": [str(day) for day in item.versions],
        }
        for name, item in found
    ]
    output(options, rows, [f"{row['scheme']}: {', '.join(row['rule_sets'])}" for row in rows])
    return 0


def rules_show(options: argparse.Namespace) -> int:
    """One rule set, with the figures of one's own that a data folder keeps for a main category."""
    own = options.scheme not in schemes()
    dated: DatedScheme[Any] = scheme_for(options.scheme, options.data) if own else any_scheme(options.scheme)
    rules = dated.in_force(options.on) if options.on else dated.rule_sets[-1]
    figures = own_figures_of(options)
    of_rules = [item for item in figures if (item.scheme, item.rule_set) == (rules.scheme, rules.effective_from)]
    kept = sorted({item.category for item in of_rules} - {""})
    category = options.category if options.category is not None else kept[0] if len(kept) == 1 else ""
    in_use = own_in_use(options, category, rules)
    said = in_use.lines
    if len(kept) > 1 and options.category is None:
        said.append(f"Figures of one's own are kept for {', '.join(kept)}: name one with --category to see them.")
    rules = with_own_figures(rules, figures, category)
    output(options, {**rules.model_dump(mode="json"), **in_use.values}, [*rules_text(rules), *said])
    return 0


def rules_compare(options: argparse.Namespace) -> int:
    """What differs between two rule sets."""
    dated = any_scheme(options.scheme)
    old, new = dated.in_force(options.old), dated.in_force(options.new)
    found = compare(old, new)
    values = {
        "scheme": options.scheme,
        "old": old.effective_from.isoformat(),
        "new": new.effective_from.isoformat(),
        "differences": [asdict(item) for item in found],
    }
    output(options, values, [difference_text(item) for item in found] or ["No figure differs."])
    return 0


def rules_check(options: argparse.Namespace) -> int:
    """Faults of rule files."""
    if not options.paths:
        names = [name for name in schemes() if any_scheme(name).rule_sets]
        output(options, {"checked": names, "faults": []}, [f"{name}: no faults" for name in names])
        return 0
    faults = [fault for path in options.paths for fault in file_faults(path)]
    checked = [str(path) for path in options.paths]
    output(
        options,
        {"checked": checked, "faults": faults},
        [] if faults else [f"{path}: no faults" for path in checked],
    )
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0
