"""Counters: the last number of each series, and the buckets of the rate limit."""

from django.db import models


class NumberSequence(models.Model):
    """The last number given in a series and year, such as 41 when the newest idea is I-2027-41."""

    series = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="numbersequence_series_year")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}-{self.last}"


class RateBucket(models.Model):
    """How often one client did something within a period. The key is a keyed hash: no IP or mail address is stored."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]}… {self.count}"
