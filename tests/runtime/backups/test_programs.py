"""PostgreSQL's programs beside a server of another version."""

from io import BytesIO

import pytest

from eving.runtime.backups import BackupError
from eving.runtime.backups.loading import copy_statements
from eving.runtime.backups.programs import program_folders

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.server]


def test_a_program_older_than_the_server_is_not_taken() -> None:
    with pytest.raises(BackupError, match="pg_dump"):
        program_folders(99, "pg_dump")


def test_a_server_before_17_does_not_hear_of_newer_settings() -> None:
    head = b"SET lock_timeout = 0;\nSET transaction_timeout = 0;\nSET row_security = off;\nSELECT 1;\n"
    heard = {major: BytesIO() for major in (16, 17)}

    for major, target in heard.items():
        copy_statements(BytesIO(head), target, major)

    assert heard[17].getvalue() == head
    assert heard[16].getvalue() == head.replace(b"SET transaction_timeout = 0;\n", b"")
