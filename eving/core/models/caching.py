"""Copies of public pages, and the versions of tables that tell whether a copy still holds."""

from django.db import models


class TableVersion(models.Model):
    """One transaction that changed a table; all rows of a table together are its version (decision 0042).

    Written by triggers. Rows of many transactions are put together to one now and then, which changes no version.
    """

    table = models.CharField(max_length=63)
    transaction = models.BigIntegerField(null=True)  # the number PostgreSQL gave it; null where rows were put together
    value = models.BigIntegerField()  # random

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "transaction"], name="tableversion_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.value}"


class StoredPage(models.Model):
    """A public page as it was sent. Unlogged: it survives no crash, and is in no backup."""

    address = models.CharField(max_length=64, primary_key=True)  # a digest of release, language, path and query
    version = models.BigIntegerField()  # of all tables that the page shows
    period = models.CharField(max_length=13)  # the day, or the hour, that the page is about
    etag = models.CharField(max_length=80)
    headers = models.JSONField()
    encoding = models.CharField(
        max_length=4, blank=True
    )  # of the body: gzip, or nothing for what is compressed already
    body = models.BinaryField()
    brotli = models.BinaryField(null=True)
    size = models.PositiveIntegerField()  # of both bodies, in bytes
    stored_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.address)[:8]


class PageFigures(models.Model):
    """How often pages of a day came from a copy."""

    day = models.DateField(primary_key=True)
    hits = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)  # of the hits: answered with 304
    misses = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day}: {self.hits} of {self.hits + self.misses}"
