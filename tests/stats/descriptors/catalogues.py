"""A small catalogue on disk, sound unless a test spoils it."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "themes/people.yaml": "label: Population\norder: 1\nsummary: Les habitants.\n",
    "units/inhabitants.yaml": "symbol: hab.\nsingular: habitant\nplural: habitants\ndimension: count\n",
    "units/percent.yaml": 'symbol: "%"\nsingular: "%"\nplural: "%"\ndimension: share\n',
    "producers/insee.yaml": "name: Insee\nacronym: Insee\npage: https://www.insee.fr\n",
    "licences/lov2.yaml": "title: Licence Ouverte 2.0\nshort_title: LO 2.0\npage: https://www.etalab.gouv.fr\n",
    "indicators/people/inhabitants.yaml": (
        "label: Habitants\nshort_label: Habitants\nquestion: Combien d'habitants ?\nunit: inhabitants\n"
        "levels: [commune, france]\naggregate: sum\nmethod: Recensement.\n"
    ),
    "indicators/people/women.yaml": (
        "label: Femmes\nshort_label: Femmes\nunit: inhabitants\nlevels: [commune]\naggregate: sum\n"
        "internal: true\n"
    ),
    "indicators/people/women_share.yaml": (
        "label: Part des femmes\nshort_label: Femmes\nquestion: Combien de femmes ?\nunit: percent\n"
        "levels: [commune]\naggregate: recompute\nmethod: Femmes sur habitants.\n"
        "compute: {kind: share, part: women, total: inhabitants}\n"
    ),
    "datasets/insee_people/dataset.yaml": (
        "title: Habitants\nsummary: Les habitants.\nproducer: insee\nlicence: lov2\n"
        "page: https://www.insee.fr\nrefresh: yearly\n"
        "fetch: {kind: folder, member: people.csv}\n"
        "geography: {level: commune, year: 2025}\n"
        "reader: {kind: csv}\n"
        "columns:\n"
        "  code: {role: territory}\n"
        "  pop: {role: value, indicator: inhabitants, period: 2023}\n"
        "  women: {role: value, indicator: women, period: 2023}\n"
        "rows: {min: 1, max: 9}\n"
    ),
    "datasets/insee_people/sample/main.csv": "code,pop,women\n01001,860,430\n",
    "datasets/insee_people/expected.csv": "level,code,indicator,year,value\n",
}


def write_catalogue(root: Path, **changes: str | None) -> Path:
    """Write the files; ``changes`` maps a path (``/`` written ``__``, without suffix) to text or None."""
    for name, text in FILES.items():
        key = name.rsplit(".", 1)[0].replace("/", "__")
        content = changes.pop(key, text)
        if content is None:
            continue
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    for key, content in changes.items():
        path = root / (key.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content or "", encoding="utf-8")
    return root
