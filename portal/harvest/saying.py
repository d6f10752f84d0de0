"""Harvests in the words of a terminal, for agents."""

from __future__ import annotations

from collections.abc import Iterator

from portal.harvest.models import Run, RunProblem
from portal.harvest.queries import Report, Standing
from portal.harvest.running.preview import Preview, Previewed
from portal.kernel.french.dates import format_date
from portal.kernel.french.numbers import format_count, format_number

OUTCOMES = {
    "created": "serait ajoutée",
    "updated": "serait mise à jour",
    "unchanged": "ne changerait pas",
    "returned": "reviendrait",
    "failed": "serait refusée",
}


def describe_standing(standing: Standing) -> Iterator[str]:
    """One line, then one for each alert."""
    source, state = standing.source, standing.state
    active = "active  " if standing.is_active else "inactive"
    parts = [format_count(standing.records, "notice")]
    if standing.last_run:
        parts.append(f"moissonnée le {format_date(standing.last_run.started_at.date())}")
        parts.append(Run.State(standing.last_run.state).label.lower())
    if state and state.next_run_at:
        parts.append(f"prochaine le {format_date(state.next_run_at.date())}")
    yield f"{source.slug:32} {active} {source.kind:14} {', '.join(parts)}"
    for alert in standing.alerts:
        yield f"{'':32} ! {alert}"


def describe_preview(preview: Preview) -> Iterator[str]:
    """Each record with what it would become, then what stopped the reading."""
    if preview.announced is not None:
        yield f"La source annonce {format_count(preview.announced, 'notice')}."
    for one in preview.records:
        yield from _describe_previewed(one)
    for warning in preview.warnings:
        yield f"! {warning}"
    if preview.stop:
        yield f"Arrêt : {preview.stop}"
    yield f"{format_count(len(preview.records), 'notice lue', 'notices lues')} ; rien n’a été enregistré."


def _describe_previewed(one: Previewed) -> Iterator[str]:
    yield f"- {one.remote_id or '(sans identifiant)'} {OUTCOMES[one.outcome]}"
    if one.message:
        yield f"    {one.message}{f' [{one.excerpt}]' if one.excerpt else ''}"
    found = one.description
    if found is None:
        return
    yield f"    {found.title}"
    told = {
        "adresse": found.url,
        "type": found.kind,
        "publié": f"{found.published_on} ({found.published_precision})" if found.published_on else "",
        "producteurs": ", ".join(found.producers),
        "thématiques": ", ".join(found.subjects),
        "niveaux": ", ".join(found.levels),
        "territoires": ", ".join(found.territories),
        "licence": found.licence or found.licence_words,
        "formats": ", ".join(found.formats),
    }
    for name, value in told.items():
        mark = " (déduit)" if _FIELDS.get(name) in found.inferred else ""
        if value:
            yield f"    {name:12} {value}{mark}"
    for warning in found.warnings:
        yield f"    ! {warning}"


_FIELDS = {
    "publié": "published_on",
    "thématiques": "subjects",
    "niveaux": "levels",
    "territoires": "territories",
}


def describe_report(report: Report) -> Iterator[str]:
    """A run: when, how it ended, its sentence, its counters, its problems."""
    run = report.run
    yield f"{run.source}, moisson n° {run.pk} du {format_date(run.started_at.date())}"
    yield f"{Run.State(run.state).label}. {run.sentence}"
    for warning in run.warnings:
        yield f"! {warning}"
    for problem in report.problems:
        where = problem.remote_id or f"page {problem.page}"
        excerpt = f" [{problem.excerpt}]" if problem.excerpt else ""
        yield f"- {RunProblem.Level(problem.level).label}, {where} : {problem.message}{excerpt}"
    left = report.problem_count - len(report.problems)
    if left > 0:
        yield f"… et {format_number(left)} de plus."
