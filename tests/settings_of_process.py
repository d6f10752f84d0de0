"""Settings of the processes that tests start (and some kill): the database and the folders of the test."""

import os
from pathlib import Path

from portal.config.settings import *  # noqa: F403
from portal.config.settings import DATABASES

DATA_DIR = Path(os.environ["DATA_DIR_OF_TEST"])
CATALOGUE_DIR = Path(os.environ["CATALOGUE_DIR_OF_TEST"])
DATABASES["default"]["NAME"] = os.environ["DATABASE_OF_TEST"]
