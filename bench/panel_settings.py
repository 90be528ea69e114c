"""Production's settings, one middleware in front that says in a header how many queries an answer took, and the page
that opens a shop."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE as THEIRS

MIDDLEWARE = ["bench.panel_counter.count_queries", *THEIRS]
ALLOW_SIGNUP = True
