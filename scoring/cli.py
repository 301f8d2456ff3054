"""The command line: its words, its options, its exit statuses. Scripts depend on them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from scoring.commands import calibrations, certifications, rule_sets, scores
from scoring.commands import data as data_commands
from scoring.commands.check import check
from scoring.commands.digest import digest
from scoring.errors import VocBoardError

_ABOUT = (
    "The experience scores of an online shop: what they are, why, and what to fix first. "
    "voc-board without a command opens the board in the browser; it takes --data DIR, --port N and --no-browser. "
    "voc-board COMMAND --help says what a command takes."
)

_SCHEME = "a scheme: an id, own:ID for rule files kept in the data folder, or the path of a rule file (.yaml)"
_OWN = "your own, ~/.voc-board or what VOC_BOARD_DATA names"
_MOST_DIGITS, _LONGEST_NUMBER = 12, 40
_EXIT_OF_CHECK = (
    "Exit status: 0 nothing beyond a breach line, 1 the input was refused or something was not sent, 2 wrong usage, "
    "3 a breach, 4 warnings only (with --warn-before-breach; without it they end with 0)."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; exit status 0 fine, 1 the input was refused, 2 wrong usage; `check` has more (its help)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0].split("=")[0] in ("--data", "--port", "--no-browser"):
        given = ["serve", *given]
    parser = _parser()
    options = parser.parse_args(given)
    if options.run is scores.improve and not (options.scheme or options.scenario):
        parser.error("improve needs --scheme ID, or --scenario FILE, which names one")
    if options.run is scores.improve and options.scenario and options.target is not None:
        parser.error("improve takes --target or --scenario, not both: the way to a target starts from the data")
    if options.run is scores.improve and options.scenario and options.metrics:
        parser.error("improve takes --metrics or --scenario, not both: a scenario starts from the data")
    if options.run is scores.measure and options.scheme and (options.window, options.lag) != (None, None):
        parser.error("measure takes --scheme or --window and --lag, not both: a rule set has windows of its own")
    try:
        return int(options.run(options) or 0)
    except VocBoardError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Nothing of the file that was being read was taken in.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it like 2022-06-16") from None


def _whole(lowest: int, highest: int | None = None) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < lowest or (highest is not None and int(text) > highest):
            to = "on" if highest is None else f"to {highest}"
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {lowest} {to}")
        return int(text)

    return number


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or (number and abs(number.adjusted()) > _MOST_DIGITS) or len(text) > _LONGEST_NUMBER:
        shown = text if len(text) <= _LONGEST_NUMBER else f"{text[:_LONGEST_NUMBER]}…"
        raise argparse.ArgumentTypeError(f"{shown!r} is no number that can be used; write it like 4.5")
    return number


def _given(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not name or not abs(number) < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no NAME=VALUE; write it like product=5")
    return name, number


def _pair(text: str) -> tuple[str, str]:
    name, _, column = text.rpartition("=")
    if not name or not column:
        raise argparse.ArgumentTypeError(f"{text!r} is no NAME=COLUMN; write it like 单号=order_id")
    return name, column


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="voc-board", description=_ABOUT)
    added_commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], about: str, group: Any = None
    ) -> argparse.ArgumentParser:
        added = (group or added_commands).add_parser(name, help=about, description=about)
        added.set_defaults(run=run, json=False)
        return added

    def data(added: argparse.ArgumentParser, *, shop: bool = True, without: str = "the sample shop") -> None:
        added.add_argument("--data", type=Path, metavar="DIR", help=f"data folder (without it: {without})")
        if shop:
            added.add_argument("--shop", metavar="ID", help="which shop, when the data holds several")

    def days(added: argparse.ArgumentParser) -> None:
        added.add_argument("--from", dest="from_", type=_day, metavar="DAY", help="first day")
        added.add_argument("--to", type=_day, metavar="DAY", help="last day (without it: the newest with data)")

    def as_json(*added: argparse.ArgumentParser) -> None:
        for item in added:
            item.add_argument("--json", action="store_true", help="print JSON and nothing else")

    serve = command("serve", data_commands.serve, "Open the board in the browser.")
    data(serve, shop=False, without=_OWN)
    serve.add_argument(
        "--port", type=_whole(1, 65535), metavar="N", help="port of the page (without it: the first free one from 8501)"
    )
    serve.add_argument("--no-browser", dest="browser", action="store_false", help="serve without opening a browser")

    imported = command(
        "import",
        data_commands.import_files,
        "Take files in: CSV, TSV, xlsx, xls, or zips of these. The same file twice changes nothing.",
    )
    imported.add_argument("files", nargs="+", type=Path, metavar="FILE")
    data(imported, without=_OWN)
    imported.add_argument("--table", metavar="NAME", help="which table the file is, when its header does not tell")
    imported.add_argument("--day", type=_day, metavar="DAY", help="the day of figures that carry no date")
    imported.add_argument(
        "--map",
        type=_pair,
        action="append",
        metavar="NAME=COLUMN",
        help="which column of --table a name in the header is, when it is not known",
    )
    imported.add_argument("--preview", action="store_true", help="say what is in the files and take nothing in")
    undo = command("undo", data_commands.undo, "Take an import back.")
    undo.add_argument("import_id", metavar="IMPORT_ID")
    data(undo, shop=False, without=_OWN)
    listed = command("imports", data_commands.list_imports, "List the imports, the latest first.")
    data(listed, shop=False, without=_OWN)

    backup = command("backup", data_commands.backup, "Write everything of a data folder into one file.")
    restore = command("restore", data_commands.restore, "Lay a backup out in an empty data folder.")
    for added in (backup, restore):
        added.add_argument("file", metavar="FILE")
        data(added, shop=False, without=_OWN)

    measure = command("measure", scores.measure, "Windowed metrics with numerator and denominator.")
    data(measure)
    days(measure)
    measure.add_argument("--window", type=_whole(1), metavar="N", help="days of the window (else each metric's own)")
    measure.add_argument("--lag", type=_whole(0), metavar="N", help="days between the window's end and the day")
    measure.add_argument("--scheme", metavar="ID", help=f"the metrics and windows of {_SCHEME}")
    measure.add_argument("--out", type=Path, metavar="FILE", help="write them to a CSV file as well")

    assess = command("assess", scores.assess, "Scores, total, level, gates and what keeps the next level away.")
    certified = command(
        "certify",
        certifications.certify_days,
        "The certified level of each certification day; for the annual fee and assessments over months, the standing.",
    )
    improve = command(
        "improve", scores.improve, "What to fix first, with the exact gain; the forecast to the next certification."
    )
    for added in (assess, certified, improve):
        added.add_argument("--scheme", required=added is not improve, metavar="ID", help=_SCHEME)
        added.add_argument("--rules", type=_day, metavar="DAY", help="take the rule set of this day")
        data(added)
    for added in (assess, improve):
        added.add_argument("--day", type=_day, metavar="DAY", help="without it: the newest day with data")
    days(certified)
    improve.add_argument(
        "--target", type=_number, metavar="LEVEL|TOTAL", help="the cheapest way to a level, or to a total"
    )
    improve.add_argument(
        "--scenario",
        type=Path,
        metavar="FILE",
        help="what the changes in a YAML file make of the shop; what they differ in",
    )
    stated = assess.add_mutually_exclusive_group()
    for taker in (stated, improve):
        taker.add_argument(
            "--metrics", type=Path, metavar="FILE", help="a CSV of metrics (columns metric, value, sample)"
        )
    stated.add_argument(
        "--given",
        type=_given,
        action="append",
        metavar="NAME=VALUE",
        help="a metric, indicator or dimension score",
    )
    for added in (assess, certified, improve):
        added.add_argument("--category", metavar="NAME", help="main category (without it: the one with most turnover)")
    certified.add_argument("--opened", type=_day, metavar="DAY", help="the day the shop opened")
    certified.add_argument("--left", type=_day, metavar="DAY", help="the day it applied to leave")

    fitted = command(
        "calibrate",
        calibrations.calibrate,
        "Tier limits and weights from the scores the platform showed, as intervals. Exit status 1 when they contradict "
        "the rule set.",
    )
    fitted.add_argument("--scheme", required=True, metavar="ID", help=_SCHEME)
    fitted.add_argument("--rules", type=_day, metavar="DAY", help="fit the rule set of this day")
    data(fitted)
    fitted.add_argument(
        "--official", type=Path, metavar="FILE", help="a file of official scores, in place of those kept"
    )
    fitted.add_argument("--weights-known", action="store_true", help="take the weights as they stand")
    fitted.add_argument("--without", type=_day, action="append", metavar="DAY", help="leave a day out; may be repeated")
    one = fitted.add_mutually_exclusive_group()
    one.add_argument("--save", action="store_true", help="use the figures from now on, as calibrated")
    one.add_argument(
        "--undo", action="store_true", help="take back those used, of every rule set of the scheme or that of --rules"
    )

    said = command("digest", digest, "The morning message of each shop: where it stands, what to fix first.")
    data(said)
    said.add_argument("--scheme", metavar="ID", help=f"{_SCHEME}; without it the one in use on the day")
    said.add_argument("--day", type=_day, metavar="DAY", help="without it: the newest day with data")
    said.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the message (default: zh)")
    for ending in ("html", "xlsx"):
        about = f"also write the report as {ending}; a folder will do (made if need be); shops get a file each"
        said.add_argument(f"--{ending}", type=Path, metavar="FILE", help=about)
    said.add_argument(
        "--notify",
        nargs="*",
        metavar="URL",
        help="send it to these addresses, without one to those kept on the board (DingTalk, Feishu, mail)",
    )

    checked = command("check", check, f"What is beyond a line in each shop, for a run every morning. {_EXIT_OF_CHECK}")
    data(checked)
    checked.add_argument("--scheme", metavar="ID", help=f"{_SCHEME}; without it the one in use on the day")
    checked.add_argument("--day", type=_day, metavar="DAY", help="without it: the newest day with data")
    checked.add_argument("--warn-before-breach", action="store_true", help="end with 4 when there are warnings only")
    checked.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the text (default: zh)")
    checked.add_argument(
        "--notify",
        nargs="*",
        metavar="URL",
        help="send what is new to these addresses, without one to those kept on the board (DingTalk, Feishu, mail)",
    )
    checked.add_argument("--all", action="store_true", help="send everything beyond a line, not only what is new")
    checked.add_argument("--today", type=_day, metavar="DAY", help="the day the age of the data is looked at on")

    rules = added_commands.add_parser("rules", help="Rule sets: list, show, compare, check.")
    group = rules.add_subparsers(required=True, metavar="COMMAND")
    rules_list = command("list", rule_sets.rules_list, "All schemes and their rule sets.", group)
    data(rules_list, shop=False)
    rules_show = command("show", rule_sets.rules_show, "One rule set, every figure with its evidence.", group)
    rules_show.add_argument("scheme", metavar="SCHEME")
    rules_show.add_argument("on", nargs="?", type=_day, metavar="DAY")
    rules_show.add_argument(
        "--data", type=Path, metavar="DIR", help="data folder whose own and calibrated figures to use"
    )
    rules_show.add_argument("--category", metavar="NAME", help="main category whose figures of one's own to use")
    rules_compare = command("compare", rule_sets.rules_compare, "What differs between two rule sets, in words.", group)
    rules_compare.add_argument("scheme", metavar="SCHEME")
    rules_compare.add_argument("old", type=_day, metavar="DAY")
    rules_compare.add_argument("new", type=_day, metavar="DAY")
    rules_check = command("check", rule_sets.rules_check, "Every fault of rule files, with its line.", group)
    rules_check.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    bench = command("bench", data_commands.bench, "The benchmarks, each with its floor and ratio.")
    bench.add_argument("names", nargs="*", metavar="NAME")
    as_json(
        imported, undo, listed, backup, restore, measure, assess, certified, improve, fitted, said, checked,
        rules_list, rules_show, rules_compare, rules_check,
    )  # fmt: skip
    return parser
