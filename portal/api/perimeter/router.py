"""``/perimeter/figures``: several territories taken together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from portal.api.door import ensure_parameters, write
from portal.api.figures.answers import build_series, ensure_indicators
from portal.api.perimeter.schemas import MOST_COMMUNES, PerimeterFigures, PerimeterFilters, Refused
from portal.api.problems import Problem, ProblemError
from portal.api.references import build_ref, split_reference
from portal.stats.queries import Refusal, aggregate_perimeter
from portal.stats.queries.versions import get_version_key
from portal.territories.models import Territory
from portal.territories.queries.surroundings import list_member_positions
from portal.territories.queries.universe import get_universe

router = Router(tags=["Chiffres"])

_KINDS: Final = ("commune", "epci", "departement")
_REASONS: Final = {
    Refusal.NEVER_AGGREGATED: "Cet indicateur ne s’additionne pas : une médiane ou un compte propre à chaque "
    "collectivité n’a pas de total.",
    Refusal.NO_PARTS: "Ce calcul repose sur des composantes qui ne sont pas publiées commune par commune.",
    Refusal.OF_ACCOUNTS: "Les comptes d’un établissement ne sont pas la somme de ceux de ses communes.",
    Refusal.NOT_ONLINE: "Aucune commune n’a de chiffre en ligne pour cet indicateur.",
}


@router.get(
    "/figures",
    response={200: PerimeterFigures, 400: Problem, 404: Problem, 410: Problem},
    operation_id="list_perimeter_figures",
    summary="Chiffres d’un périmètre à la carte",
)
def get_figures(request: HttpRequest, filters: Query[PerimeterFilters]) -> HttpResponse:
    """Les communes demandées, et celles des intercommunalités et départements demandés, prises ensemble :
    les nombres s’additionnent, les ratios sont recalculés. Une absence ou un secret d’une commune est celui
    du tout. Ce qui ne s’additionne pas est dans `refused`, avec la raison."""
    ensure_parameters(request, PerimeterFilters)
    ensure_indicators(filters.indicator)
    territories = _list_asked(list(dict.fromkeys(filters.t)))
    positions = _list_positions(territories)
    sheet = aggregate_perimeter(positions, dict.fromkeys(filters.indicator))
    return write(
        PerimeterFigures(
            territories=[build_ref(one) for one in territories],
            communes=len(positions),
            data_version=get_version_key(),
            items=[build_series(series) for series in sheet.series.values()],
            refused=[
                Refused(indicator=slug, reason=reason.value, detail=_REASONS[reason])
                for slug, reason in sheet.refusals.items()
            ],
            next=None,
        )
    )


def _list_asked(references: Sequence[str]) -> list[Territory]:
    """The current territories asked, in their order, with one SQL query. Raises ProblemError 400."""
    asked = {text: split_reference(text, _KINDS) for text in references}
    wanted = {pair for pair in asked.values() if pair}
    rows = Territory.objects.filter(
        kind__in={kind for kind, _ in wanted}, code__in={code for _, code in wanted}, is_current=True
    )
    found = {(row.kind, row.code): row for row in rows}
    unknown = [text[:40] for text, pair in asked.items() if pair is None or pair not in found]
    if unknown:
        names = ", ".join(f"« {text} »" for text in unknown[:20])
        detail = (
            f"Ni commune, ni intercommunalité, ni département d’aujourd’hui : {names}. "
            "La forme attendue est « commune:35238 », « epci:243500139 » ou « departement:35 »."
        )
        errors = [("t", f"« {text} » n’est pas un territoire d’aujourd’hui.") for text in unknown[:20]]
        raise ProblemError(400, "invalid_parameter", detail, errors)
    return [found[pair] for pair in asked.values() if pair]


def _list_positions(territories: Sequence[Territory]) -> list[int]:
    """Positions of the communes, each once. Raises ProblemError 400 above the limit, or for none."""
    universe = get_universe()
    positions: set[int] = set()
    for one in territories:
        if one.kind == "commune":
            position = universe.position("commune", one.code)
            positions |= set() if position is None else {position}
        else:
            positions |= {int(place) for place in list_member_positions(one.kind, one.code, "commune")}
    if not 0 < len(positions) <= MOST_COMMUNES:
        detail = (
            f"Ce périmètre a {len(positions)} communes ; il en faut de 1 à {MOST_COMMUNES}. Pour un total "
            "national ou régional, voir /territories."
        )
        errors = [("t", f"de 1 à {MOST_COMMUNES} communes sont attendues.")]
        raise ProblemError(400, "invalid_parameter", detail, errors)
    return sorted(positions)
