"""Settings of the tests: the portal's own, on a folder and a database of this run only.

What the developer's shell says (DATABASE_URL, SITE_URL…) does not reach the tests. `make test` chooses the
database through TEST_DATABASE_URL; without it, SQLite.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

for _name in (
    "SITE_URL",
    "SITE_IDENTITY",
    "SECRET_KEY",
    "DEBUG",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "LOG_LEVEL",
    "COUNT_VIEWS",
    "PORT",
):
    os.environ.pop(_name, None)

# One folder a run: the workers of pytest-xdist inherit the variable, the process that made it removes it.
if "OPEN_COLLECTIVITES_TEST_RUN" not in os.environ:
    _folder = tempfile.mkdtemp(prefix="open-collectivites-tests-")
    os.environ["OPEN_COLLECTIVITES_TEST_RUN"] = _folder
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
RUN_DIR = Path(os.environ["OPEN_COLLECTIVITES_TEST_RUN"])

# Where the portal that `make run` fills keeps its data: the tests of tests/real read it, through a server.
REAL_DATA_DIR = Path(os.environ.get("REAL_DATA_DIR") or Path(__file__).parents[1] / "var").resolve()

os.environ["DATA_DIR"] = str(RUN_DIR / os.environ.get("PYTEST_XDIST_WORKER", "alone"))
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]

from portal.config.settings import *  # noqa: E402, F403
from portal.config.settings import BASE_DIR, DATA_DIR, DATABASES, STORAGES  # noqa: E402

SECRET_KEY = "the tests' own"
LIBRARY_INDEX_INLINE = True  # a document is found by the next question, without a thread
COUNT_VIEWS = False  # a test that counts asks for it: others pin their queries
# Files as they lie in the tree: only the browser tests need them hashed and compressed.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_MIRRORS = (Path(os.environ.get("MIRROR_DIR") or "/nowhere"), BASE_DIR.parent / "shared" / "mirror")
MIRROR_DIR = next((folder.resolve() for folder in _MIRRORS if folder.is_dir()), None)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the server of the browser tests reads it from its own threads, as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
(DATA_DIR / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns without
