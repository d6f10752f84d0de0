"""``manage.py harvest``: the sources of documents, for agents in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.harvest import saying
from portal.harvest.models import Run
from portal.harvest.platforms import list_platform_sources
from portal.harvest.queries import find_last_report, find_report, list_standings
from portal.harvest.running.holding import HoldLostError, SourceIsRunningError
from portal.harvest.running.planning import (
    UnknownSourceError,
    activate_source,
    deactivate_source,
    find_source,
)
from portal.harvest.running.preview import SHOWN, preview_source
from portal.harvest.running.run import RunOrder, run_source
from portal.harvest.running.starting import run_at_start
from portal.harvest.sources import get_sources
from portal.kernel.french import format_count, format_number, plural
from portal.kernel.http import OutboundError
from portal.references.handbook import get_handbook

FAILED, PARTIAL = 1, 2
ALL = "all"
MOST_PLATFORMS = 20
"""Platforms shown, or activated, at once: each is a catalogue to ask politely and to look at."""


class Command(BaseCommand):
    help = (
        "Moissonne les sources de documents. Code de sortie : 0 si tout est allé au bout, 1 si une moisson a"
        " échoué, 2 si une moisson est partielle."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="Les sources, leur état, leurs alertes.")
        preview = acts.add_parser(
            "preview", help="Ce que donneraient les premières notices ; rien n’est gardé."
        )
        preview.add_argument("source")
        preview.add_argument("--count", type=int, default=SHOWN, help=f"Nombre de notices ({SHOWN}).")
        run = acts.add_parser("run", help="Moissonne une source, ou toutes les sources actives (all).")
        run.add_argument("source")
        run.add_argument(
            "--accept-fewer", action="store_true", help="Archive même si la source donne bien moins."
        )
        run.add_argument("--restart", action="store_true", help="Relit tout, depuis la première page.")
        for act, words in (
            ("activate", "Moissonne désormais cette source à sa périodicité."),
            ("deactivate", "Ne moissonne plus cette source d’elle-même ; ses documents restent."),
        ):
            acts.add_parser(act, help=words).add_argument("source")
        platforms = acts.add_parser(
            "platforms", help="Catalogues des plateformes locales que l’on peut moissonner."
        )
        platforms.add_argument("--technology", default="", help="Une technologie : opendatasoft, ckan…")
        platforms.add_argument(
            "--limit", type=int, default=MOST_PLATFORMS, help=f"Au plus ({MOST_PLATFORMS})."
        )
        platforms.add_argument("--activate", action="store_true", help="Les moissonner désormais.")
        report = acts.add_parser("report", help="Compte rendu de la dernière moisson d’une source.")
        report.add_argument("source", help="Une source, ou le numéro d’une moisson.")
        acts.add_parser("start", help="Charge les sources sans réseau qui ont changé (fait par prepare).")

    def handle(self, *args: Any, **options: Any) -> None:
        acts: dict[str, Callable[[dict[str, Any]], None]] = {
            "list": self._list,
            "preview": self._preview,
            "run": self._run,
            "activate": self._activate,
            "deactivate": self._deactivate,
            "report": self._report,
            "platforms": self._platforms,
            "start": self._start,
        }
        try:
            acts[options["act"]](options)
        except (UnknownSourceError, SourceIsRunningError, HoldLostError) as error:
            raise CommandError(str(error)) from error
        except OutboundError as error:
            raise CommandError(f"{error.sentence} ({error})") from error

    def _list(self, options: dict[str, Any]) -> None:
        for problem in get_sources().problems:
            self.stderr.write(str(problem))
        for standing in list_standings(timezone.now()):
            self._write(saying.describe_standing(standing))

    def _preview(self, options: dict[str, Any]) -> None:
        preview = preview_source(find_source(options["source"]), timezone.now(), count=options["count"])
        self._write(saying.describe_preview(preview))
        if preview.stop and not preview.records:
            raise CommandError("La source n’a rien donné : voyez ci-dessus.", returncode=FAILED)

    def _run(self, options: dict[str, Any]) -> None:
        if options["source"] == ALL:
            chosen = [one.source for one in list_standings(timezone.now()) if one.is_active]
        else:
            chosen = [find_source(options["source"])]
        if not chosen:
            self.stdout.write("Aucune source n’est active : manage.py harvest activate <source>.")
        runs = []
        for source in chosen:
            run = run_source(
                RunOrder(
                    source,
                    timezone.now(),
                    by="commande",
                    accept_fewer=options["accept_fewer"],
                    restart=options["restart"],
                )
            )
            runs.append(run)
            self._write_report(run, options)
        self._end(runs)

    def _start(self, options: dict[str, Any]) -> None:
        runs = run_at_start(timezone.now())
        for run in runs:
            self._write_report(run, options)
        if not runs and options["verbosity"] > 0:
            self.stdout.write("Sources sans réseau : rien n’a changé.")
        self._end(runs)

    def _end(self, runs: list[Run]) -> None:
        states = {run.state for run in runs}
        if Run.State.FAILED in states:
            raise CommandError("Une moisson a échoué : voyez ci-dessus.", returncode=FAILED)
        if Run.State.PARTIAL in states:
            raise CommandError("Une moisson est partielle : voyez ci-dessus.", returncode=PARTIAL)

    def _activate(self, options: dict[str, Any]) -> None:
        activate_source(options["source"], timezone.now())
        self.stdout.write(f"{options['source']} sera moissonnée par le prochain passage de manage.py work.")

    def _deactivate(self, options: dict[str, Any]) -> None:
        deactivate_source(options["source"], timezone.now())
        self.stdout.write(f"{options['source']} n’est plus moissonnée ; ses documents restent en ligne.")

    def _platforms(self, options: dict[str, Any]) -> None:
        """Those that are not active yet, at most as many as asked; active from now on if asked so."""
        technology = options["technology"]
        known = get_handbook().technologies
        if technology and technology not in known:
            raise CommandError(f"« {technology} » n’est pas une technologie : {', '.join(sorted(known))}.")
        active = {one.source.slug for one in list_standings(timezone.now()) if one.is_active}
        waiting = [one for slug, one in list_platform_sources(technology).items() if slug not in active]
        for source in waiting[: options["limit"]]:
            if options["activate"]:
                activate_source(source.slug, timezone.now())
            self.stdout.write(f"{source.slug:48} {source.kind:14} {source.title}")
        shown = min(len(waiting), options["limit"])
        done = plural(shown, "activée" if options["activate"] else "affichée")
        counted = f"{format_count(shown, 'plateforme')} {done}"
        self.stdout.write(f"{counted}, sur {format_number(len(waiting))} qui attendaient.")

    def _report(self, options: dict[str, Any]) -> None:
        named = options["source"]
        report = find_report(int(named)) if named.isdigit() else find_last_report(find_source(named).slug)
        if report is None:
            raise CommandError(f"Aucune moisson pour « {named} » : manage.py harvest run {named}.")
        self._write(saying.describe_report(report))

    def _write_report(self, run: Run, options: dict[str, Any]) -> None:
        report = find_report(run.pk, limit=20)
        if report is not None and options["verbosity"] > 0:
            self._write(saying.describe_report(report))

    def _write(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)
