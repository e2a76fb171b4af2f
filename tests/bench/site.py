"""The site's settings, with what it gathers in the bench's own folder; the rest comes from the environment."""

import os
from pathlib import Path

from dialogue.settings import *  # noqa: F403 - the settings of the site are what is measured

STATIC_ROOT = Path(os.environ["BENCH_FOLDER"]) / "static"
