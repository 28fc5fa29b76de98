"""Tests of rate limits per network prefix and per e-mail address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from eving.core.models import RateBucket
from eving.core.people import rate_limits

pytestmark = pytest.mark.server


def prefix(settings, proxies: int, **headers: str) -> str:
    settings.TRUSTED_PROXY_COUNT = proxies
    return str(rate_limits.client_prefix(RequestFactory().get("/", **headers)))


def test_without_proxy_the_forwarded_header_is_a_claim_and_ignored(settings) -> None:
    assert prefix(settings, 0, REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="203.0.113.1") == "192.0.2.7"


def test_behind_proxies_the_address_is_taken_from_the_right(settings) -> None:
    forwarded = "203.0.113.66, 198.51.100.4, 10.0.0.2"

    assert prefix(settings, 1, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded) == "10.0.0.2"
    assert prefix(settings, 2, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded) == "198.51.100.4"


def test_ipv6_counts_by_network_and_mapped_addresses_as_ipv4(settings) -> None:
    assert prefix(settings, 0, REMOTE_ADDR="2001:db8:1:2:3::4") == "2001:db8:1:2::/64"
    assert prefix(settings, 0, REMOTE_ADDR="::ffff:192.0.2.7") == "192.0.2.7"


def test_nonsense_shares_one_bucket(settings) -> None:
    assert prefix(settings, 1, REMOTE_ADDR="x", HTTP_X_FORWARDED_FOR="' OR 1=1") == "unknown"


@pytest.mark.django_db
def test_counting_starts_anew_when_the_window_is_over() -> None:
    assert [rate_limits.hit("form", "a").number for _time in range(3)] == [1, 2, 3]
    assert rate_limits.hit("form", "b").number == 1

    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        assert rate_limits.hit("form", "a").number == 1


def sender(address: str) -> rate_limits.Prefix:
    return rate_limits.client_prefix(RequestFactory().get("/", REMOTE_ADDR=address))


def test_ipv6_has_a_wider_network_and_ipv4_has_none() -> None:
    assert sender("2001:db8:1:2:3::4") == rate_limits.Prefix("2001:db8:1:2::/64", "2001:db8:1::/48")
    assert sender("fe80::1%eth0").wide == "fe80::/48"
    assert sender("192.0.2.7") == rate_limits.Prefix("192.0.2.7")


def refused(addresses: list[str], limit: int) -> list[bool]:
    return [rate_limits.hit("form", sender(address)).above(limit) for address in addresses]


@pytest.mark.django_db
def test_who_has_a_whole_48_gets_no_new_limit_with_each_64() -> None:
    walk = [f"2001:db8:1:{number:x}::1" for number in range(2 * rate_limits.WIDER + 5)]

    tries = refused(walk, 2)

    assert tries == [False] * 2 * rate_limits.WIDER + [True] * 5
    assert refused(["2001:db8:2:1::1", "192.0.2.7"], 2) == [False, False], "others are not touched"


@pytest.mark.django_db
def test_counted_by_the_64_alone_the_walk_would_never_end() -> None:
    walk = [
        rate_limits.Prefix(sender(f"2001:db8:1:{number:x}::1").narrow) for number in range(2 * rate_limits.WIDER + 5)
    ]

    assert not any(rate_limits.hit("form", prefix).above(2) for prefix in walk)


@pytest.mark.django_db
def test_a_single_64_meets_the_limit_itself() -> None:
    assert refused([f"2001:db8:1:2::{number:x}" for number in range(4)], 2) == [False, False, True, True]


@pytest.mark.django_db
def test_public_forms_and_downloads_count_by_the_48_as_well(client, settings) -> None:
    settings.PUBLIC_POSTS_HARD_PER_HOUR = settings.PUBLIC_EXPORTS_PER_HOUR = 2
    walk = [f"2001:db8:1:{number:x}::1" for number in range(2 * rate_limits.WIDER + 1)]

    posts = [client.post("/meine-daten/", {}, REMOTE_ADDR=address).status_code for address in walk]
    files = []
    for address in walk:
        answer = client.get("/ideen/export.csv", REMOTE_ADDR=address)
        files.append(answer.status_code)
        answer.getvalue()  # to the end, so that the file behind it is closed

    assert (set(posts[:-1]), posts[-1]) == ({422}, 429)
    assert (set(files[:-1]), files[-1]) == ({200}, 429)


@pytest.mark.django_db
def test_no_address_is_stored() -> None:
    rate_limits.hit("form", "192.0.2.7")

    [bucket] = RateBucket.objects.all()
    assert "192.0.2.7" not in bucket.key and len(bucket.key) == 64


def test_parallel_hits_are_all_counted(committed) -> None:
    def hit(_number: int) -> int:
        try:
            return rate_limits.hit("form", "storm").number
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        numbers = list(pool.map(hit, range(60)))

    assert sorted(numbers) == list(range(1, 61))
