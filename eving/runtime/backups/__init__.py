"""Backup and restore: the database at one moment and the uploaded files, signed (docs/decisions/0018 and 0026).

A backup is a folder that gets its name only once it is complete. A restore changes the database in one transaction
and exchanges the files inside it, so that nothing changes when anything is wrong.
"""


class BackupError(Exception):
    """A backup cannot be made or restored; the message is a sentence for the user."""
