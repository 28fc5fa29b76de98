"""Backups: the database as of one moment and the files, signed; and the way back (docs/decisions/0018 and 0026).

A backup is a folder that appears under its name only when it is whole. A restore changes the database in one
transaction, and the files within it, so that all stays as it was when anything is wrong.
"""


class BackupError(Exception):
    """A backup cannot be made or restored; the text is a sentence for the person at the keyboard."""
