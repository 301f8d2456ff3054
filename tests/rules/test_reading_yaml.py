"""The parser in C and the one in Python read the same of every file, whole or damaged."""

import random
from pathlib import Path

import pytest
import yaml

from scoring.rules import yaml_reader
from scoring.rules.catalogue import SCHEMES

FILES = sorted(SCHEMES.rglob("*.yaml"))
ODD = list("abc:-?#{}[],&*!|>'\"%@` \t\n\r\u0085\u2028\ufeff\x00\x07\ud800的01~=<")
needs_both = pytest.mark.skipif(not yaml.__with_libyaml__, reason="this YAML library has no parser in C")


def carefully(text: str) -> yaml_reader.Document:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_reader, "_quickly", lambda _: None)
        return yaml_reader.read(text)


@needs_both
@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_shipped_file_is_read_quickly_and_as_carefully(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert yaml_reader._quickly(text) is not None
    assert yaml_reader.read(text) == carefully(text)


@needs_both
def test_a_damaged_text_gives_the_same_values_lines_and_faults() -> None:
    chance, read = random.Random(20), 0  # noqa: S311
    texts = [file.read_text(encoding="utf-8")[:1500] for file in FILES]
    for _ in range(4_000):
        letters = list(chance.choice(texts))
        start = chance.randrange(len(letters))
        letters = letters[start : start + chance.choice((20, 60, 200, 600))]
        for _ in range(chance.choice((1, 2, 4))):
            at = chance.randrange(len(letters) + 1)
            letters[at : at + chance.choice((0, 1))] = [chance.choice(ODD)] if chance.random() < 0.8 else []
        text = "".join(letters)
        found = yaml_reader.read(text)
        assert found == carefully(text), text
        read += not found.faults
    assert 400 < read < 3_600, "some of them can be read, and some not"


@pytest.mark.parametrize("text", ["[" * 100_000, "\t[" * 100_000, "a: " * 50_000, "{a: " * 100_000, "- " * 50_000])
def test_nesting_without_end_is_a_fault_and_no_crash(text: str) -> None:
    (fault,) = yaml_reader.read(text).faults
    assert fault[1].startswith("this is not YAML")
