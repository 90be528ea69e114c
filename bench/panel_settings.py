"""Production's settings, and one middleware in front that says in a header how many queries an answer took."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE as THEIRS

MIDDLEWARE = ["bench.panel_counter.count_queries", *THEIRS]
