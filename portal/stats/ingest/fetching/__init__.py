"""Files of producers: what is at hand (never the network), and what the network gives.

``at_hand`` finds, ``online`` fetches, ``originals`` keeps. Nothing is parsed here: a file is bytes with
a hash, an origin and a date.
"""

from portal.stats.ingest.fetching.at_hand import MissingFileError, find_file, find_files, get_files
from portal.stats.ingest.fetching.places import FetchedFile, FetchPlace

__all__ = ["FetchPlace", "FetchedFile", "MissingFileError", "find_file", "find_files", "get_files"]
