"""What the documentation names is there: links, files, addresses, settings, names, commands with their help."""

import re
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string

from channels.services import ensure_local_channel
from config.celery import app as celery_app
from config.tests.doc_pages import Page, all_files, all_words, list_pages
from config.tests.source import APPS, PACKAGES, ROOT
from tenants.alerts.services import WORDS
from tenants.models import KeyScope

PAGES = list_pages()
# A guide to something that is not there yet; channels/tests/test_add_a_channel.py runs it.
WITHOUT_PIGEON = [page for page in PAGES if page.path != "docs/add-a-channel.md"]
OURS = sorted(name for name, app in get_commands().items() if app in PACKAGES)
OPERATORS = Page("docs/operators.md")
SETTINGS = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
# What begins like ours and is somebody else's.
ELSEWHERE = {
    "/newbot": "said to Telegram's BotFather",
    "/marketplace/": "of Facebook",
    "/static/": "a folder",
    "/stream/": "config/stream.py",
}
MADE_LATER = {".data", ".env", ".venv/bin/python manage.py"}
# Names in backticks that are no names of ours, and of whom.
NAMES_OF_OTHERS = {
    "tsvector": "Postgres", "ts_rank": "Postgres", "LISTEN": "Postgres", "pg_isready": "Postgres",
    "pgBackRest": "a program", "ps": "a program", "ana": "letters of a name",
}  # fmt: skip
PATH = re.compile(r"[\w-]+(/[\w.-]+)+/?|\w+/|[\w.-]+\.(py|md|ya?ml|toml|txt|lock|json|js|css|html)")
ADDRESS = re.compile(r"(?:http://localhost:8000|PUBLIC_URL)?(/[\w./<>' -]*?)(?:\?.*)?")


def wrong_of(pages, find):
    """What is wrong, by page."""
    found = {page.path: sorted(set(find(page))) for page in pages}
    return {path: wrong for path, wrong in found.items() if wrong}


def test_every_link_leads_to_a_file_and_a_heading():
    def broken(page):
        for link in page.links:
            name, _, anchor = link.partition("#")
            target = (page.file.parent / name).resolve() if name else page.file
            path = str(target.relative_to(ROOT))
            if not target.exists() or (anchor and anchor not in Page(path).anchors):
                yield link

    assert wrong_of(PAGES, broken) == {}


def test_every_page_is_reached_from_the_readme():
    reached, waiting = set(), ["README.md"]
    while waiting:
        page = Page(waiting.pop())
        if page.path in reached or not page.file.exists():
            continue
        reached.add(page.path)
        targets = [(page.file.parent / link.split("#")[0]).resolve() for link in page.links]
        waiting += [str(target.relative_to(ROOT)) for target in targets if target.suffix == ".md"]
    assert [page.path for page in PAGES if page.path not in reached] == []


def test_every_file_that_is_named_exists():
    roots = {*PACKAGES, "docs", "bench", "bin", "static", "templates"}

    def is_there(path, name):
        """From the root of the checkout, or, for a part of a path, anywhere; and it knows the name behind the colon."""
        if "/" not in path or path.split("/")[0] not in roots:
            return any(f"/{path.rstrip('/')}/" in f"{file}/" for file in all_files())
        return (ROOT / path).exists() and (not name or bool(re.search(rf"\b{name}\b", (ROOT / path).read_text())))

    def missing(page):
        for code in page.inline:
            path, _, name = code.partition(": ")
            if PATH.fullmatch(path) and path not in MADE_LATER and not is_there(path, name):
                yield code

    assert wrong_of(WITHOUT_PIGEON, missing) == {}


def test_every_setting_and_every_name_is_one_of_the_source():
    def unknown(page):
        for code in page.inline:
            setting = re.fullmatch(r"([A-Z]+(?:_[A-Z]+)+?|DEBUG)(?:_FILE)?=.*", code)
            prefix = re.fullmatch(r"([A-Z]+_)\*", code)
            dotted = re.fullmatch(rf"(?:{'|'.join([*APPS, 'config', 'lib'])})(?:\.\w+)+(?:\(.*\))?", code)
            if setting:
                yield from [] if setting[1] in SETTINGS else [code]
            elif prefix:
                yield from [] if any(name.startswith(prefix[1]) for name in SETTINGS) else [code]
            elif dotted and code not in KeyScope.values and not code.endswith((".py", ".md")):
                yield from [] if is_importable(code.split("(")[0]) else [code]
            elif re.fullmatch(r"[A-Za-z]\w*(?:\.\w+)?(?:\(\))?", code) and not PATH.fullmatch(code):
                missing = set(re.findall(r"\w+", code)) - all_words() - NAMES_OF_OTHERS.keys()
                yield from [code] if missing else []

    assert wrong_of(WITHOUT_PIGEON, unknown) == {}


def is_importable(name):
    if name in celery_app.tasks:
        return True
    module = ROOT / name.replace(".", "/")
    try:
        return bool(import_string(name))
    except ImportError:
        return module.is_dir() or module.with_suffix(".py").exists()


def addresses_of(page: Page) -> list[str]:
    """Paths of ours in inline code and in blocks of code, without the query."""
    plain = [re.sub(r"^(?:GET|POST|PATCH) /orders", "/api/v1/orders", code) for code in page.inline]
    found = [match[1] for code in plain if (match := ADDRESS.fullmatch(code))]
    found += [match[1] for match in re.finditer(r"http://localhost:8000(/[\w./<>-]*)", page.text)]
    return [path for path in found if path not in ELSEWHERE]


def test_every_address_is_one_of_ours():
    def unknown(page):
        for path in addresses_of(page):
            example = re.sub(r"<[^>]+>", str(UUID(int=1)), path)
            try:
                resolve(example)
            except Resolver404:
                yield path

    assert wrong_of(PAGES, unknown) == {}


@pytest.mark.django_db
def test_every_page_that_can_be_opened_as_it_is_written_opens(client, shop):
    cache.clear()
    ensure_local_channel(shop, "webchat")
    paths = {path for page in PAGES for path in addresses_of(page) if "<" not in path}
    answers = {path: client.get(path.replace("my-shop", shop.slug)).status_code for path in paths}
    # The API and Prometheus want a key, nothing is placed by looking, and there is no worker behind a test.
    usual = {"/readyz": {503}, "/metrics": {404}, "/api/v1/orders": {401}, "/api/v1/orders/submit": {401}}
    assert {path: status for path, status in answers.items() if status not in usual.get(path, {200, 302})} == {}
    assert "/panel/new" in paths


def test_every_asset_of_a_snippet_is_served():
    assets = {asset for page in PAGES for asset in re.findall(r'src="https://[^"/]+/static/([^"]+)"', page.text)}
    assert assets == {"widget.js"}
    assert all(finders.find(asset) for asset in assets)


def test_every_kind_of_alert_is_explained_to_operators():
    assert sorted(WORDS.keys() - set(OPERATORS.inline)) == []


def test_every_command_is_explained_to_operators():
    known = {command.words[0] for command in OPERATORS.commands if command.program == "manage.py"}
    assert [name for name in OURS if name not in known] == []


def test_the_help_of_every_command_has_an_example():
    def is_helpful(name):
        command = load_command_class(get_commands()[name], name)
        text = command.create_parser("manage.py", name).format_help()
        return command.help and re.search(rf"[Ee]xamples?:\s+manage\.py {name}\b", text)

    assert [name for name in OURS if not is_helpful(name)] == []


def test_scripts_and_benchmarks_know_each_option_that_is_written_for_them():
    """Every file in bin/ and every program of bench/ as well, whether the docs name them or not."""
    typed: dict[tuple[str, ...], set[str]] = {}
    for page in PAGES:
        for command in page.commands:
            if command.program != "manage.py":
                script = ("-m", command.words[0]) if command.program == "-m" else (command.program,)
                typed.setdefault(script, set()).update(word for word in command.words if word.startswith("--"))
    for file in [*(ROOT / "bin").glob("[a-z]*"), *(ROOT / "bench").glob("*.py")]:
        if file.parent.name == "bin" or "ArgumentParser(" in file.read_text(encoding="utf-8"):
            typed.setdefault((str(file.relative_to(ROOT)),), set())
    running = {script: start_help(script) for script in typed}
    wrong = {}
    for script, process in running.items():
        said = process.communicate(timeout=60)[0]
        missing = [option for option in typed[script] if not re.search(rf"{option}\b", said)]
        if process.returncode or "sage:" not in said or missing:
            wrong[script] = missing or said
    assert wrong == {}


def start_help(script: tuple[str, ...]) -> "subprocess.Popen[str]":
    interpreter = ["/bin/sh"] if Path(script[0]).parent.name == "bin" else [sys.executable]
    return subprocess.Popen(
        [*interpreter, *script, "--help"], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
