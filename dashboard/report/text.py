"""The morning message as one text to be sent or copied: short lines, no formatting, signs instead of colours."""

from __future__ import annotations

from dashboard.text import words
from dashboard.views.digest import Digest


def morning_text(digest: Digest) -> str:
    """The message without a line break at its end; about fifteen lines."""
    t = words(digest.language)
    lines = [digest.title, digest.about, *digest.levels]
    if digest.binding:
        lines.append(t("digest.binding", text=digest.binding))
    lines.append(digest.dimensions)
    if digest.fixes:
        lines.append(t("digest.fixes"))
        for place, row in enumerate(digest.fixes, start=1):
            lines.append(
                t("digest.fix", place=place, title=row.title, gain=row.gain, effort=row.effort, deadline=row.deadline)
            )
    else:
        lines.append(digest.no_fixes)
    if digest.gaps:
        lines.append(t("digest.gaps", text=t("digest.then").join(text.rstrip("。.") for text in digest.gaps)))
    lines.append(digest.trial)
    return "\n".join(lines)
