"""A filled portal, its backup, and looking at everything that came back."""

import hashlib
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings as portal_settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from eving.core.photos import pending
from eving.portal.services import office_messages
from eving.runtime.backups.folders import whole_backups
from eving.runtime.backups.loading import readable_by
from eving.runtime.backups.programs import Database, run_program
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.photo_files import jpeg, upload
from tests.projects.projects.rows import add_document, make_project
from tests.vacancies.make import make_enquiry, make_listing


def fill() -> None:
    """Rows of every register, photos, a document, and mails that wait."""
    staff = make_staff()
    pending.keep_pending(uuid.uuid4(), upload(jpeg()))
    make_idea(state="published", by=staff, email="zora@example.org", name="Zora 'Zwetschge' \\ Öztürk")
    make_idea(state="unconfirmed")
    make_actor(by=staff)
    make_enquiry(make_listing())
    add_document(make_project(state="running", by=staff))
    office_messages.submit(key=uuid.uuid4(), kind="contact", text="Zeile\r\n\\.\tEnde", privacy_version="test")


def back_up(folder: Path, **options: object) -> Path:
    """Make a backup by the command; returns its folder."""
    call_command("backup", folder, stdout=StringIO(), **options)
    return whole_backups(folder)[-1]


def make_backup_of(url: str, folder: Path) -> str:
    """`manage.py backup` of the second portal; returns what it complained about."""
    made = subprocess.run(
        [sys.executable, "manage.py", "backup", str(folder)],
        cwd=portal_settings.BASE_DIR, env=os.environ | {"DATABASE_URL": url, "MEDIA_ROOT": str(folder) + "-media"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return made.stderr


def address_of(name: str) -> str:
    info = connection.settings_dict
    user = quote(info["USER"]) + (f":{quote(info['PASSWORD'])}" if info["PASSWORD"] else "")
    return f"postgres://{user}@{quote(info['HOST'], safe='')}:{info['PORT']}/{name}"


@contextmanager
def link_to(url: str) -> Iterator[psycopg.Connection]:
    with closing(psycopg.connect(url, autocommit=True)) as link:
        yield link


def contents(url: str) -> dict[str, str]:
    """A checksum for each table and the state of each sequence."""
    with link_to(url) as link:
        tables = [name for (name,) in link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        question = sql.SQL("SELECT md5(string_agg(line::text, chr(10) ORDER BY line::text)) FROM public.{} AS line")
        found = {name: link.execute(question.format(sql.Identifier(name))).fetchone()[0] for name in tables}
        return found | dict(link.execute("SELECT sequencename, last_value::text FROM pg_sequences"))


def shape(url: str) -> list[tuple]:
    """Columns, constraints, indexes, triggers and functions; casts and brackets may be written differently."""
    questions = [
        "SELECT table_name, column_name, data_type || is_nullable || coalesce(column_default, '')"
        "  FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        "  WHERE connamespace = 'public'::regnamespace",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger"
        "  WHERE NOT tgisinternal",
        "SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    ]
    casts_and_brackets = re.compile(r"::(character varying|[a-z]+)(\(\d+\))?(\[\])?|[()]")
    with link_to(url) as link:
        rows = [row for question in questions for row in link.execute(question)]
    return sorted((owner, name, casts_and_brackets.sub("", text)) for owner, name, text in rows)


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def plain_text(dump: Path) -> str:
    database = Database.of_portal()
    folder, _contents = readable_by(dump, database)
    return run_program([folder / "pg_restore", "--file=-", dump], database, "failed")
