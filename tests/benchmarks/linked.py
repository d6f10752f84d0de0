"""Checks the labelled set in the database of DATA_DIR, and says what came of it: see links.py."""

from __future__ import annotations

import json
import os

import django


def main() -> None:
    from tests.library.links.labelled import check_labelled_set

    found = check_labelled_set()
    told = {
        "count": len(found.verdicts),
        "dead": sum(one.is_dead for one in found.verdicts),
        "precision": found.precision,
        "recall": found.recall,
        "wronged": found.ever_dead["blocked"] + found.ever_dead["timeout"],
        "looks": found.looks,
        "seconds": found.seconds,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    django.setup()
    main()
