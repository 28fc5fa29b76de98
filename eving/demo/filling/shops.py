"""Creates the demo's shops: inventory, listings, talks with owners, enquiries."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy

from eving.core.models import User
from eving.demo.content.shops.enquiries import ENQUIRIES
from eving.demo.content.shops.listings import LISTINGS, OFFERED
from eving.demo.content.shops.talks import LEASES_END, SOON_EMPTY, TALKS
from eving.demo.filling.enquiries import seed_enquiry
from eving.demo.filling.listings import seed_listing, seed_offer
from eving.demo.filling.past import Clock, Filling, Jobs, is_there, key_of, make_staff
from eving.demo.filling.units import Address, write_inventory
from vacancies.models import OccupancyPeriod, OwnerTalk, ShopUnit, UseClass
from vacancies.services.owners import note_talk


def fill_shops(clock: Clock, jobs: Jobs) -> int:
    if ShopUnit.objects.exists() or is_there([key_of("offer", OFFERED[1])]):
        return 0
    staff = make_staff()
    uses = {use.code: use for use in UseClass.objects.all()}
    inventory = write_inventory(clock, uses)
    listings = {demo.unit: seed_listing(demo, inventory[demo.unit], staff[demo.by], uses, clock) for demo in LISTINGS}
    jobs.expect_news(listing.pk for listing in listings.values())
    seed_offer(inventory[OFFERED], clock, jobs)
    seed_endings(inventory, clock.today)
    seed_talks(inventory, next(iter(staff.values())), clock.today)
    for number, enquiry in enumerate(ENQUIRIES):
        seed_enquiry(enquiry, listings[enquiry.unit], next(iter(staff.values())), uses, clock, jobs, number)
    return len(inventory)


def seed_endings(inventory: dict[Address, ShopUnit], today: date) -> None:
    """Some leases end within a year, and one shop is rumoured to close."""
    running = {period.unit_id: period for period in OccupancyPeriod.objects.on(today)}
    for address, days in LEASES_END.items():
        period = running[inventory[address].pk]
        period.lease_ends_on = today + timedelta(days=days)
        period.save(update_fields=["lease_ends_on"])
    period = running[inventory[SOON_EMPTY].pk]
    period.ends_soon, period.note = True, "Der Nachbar sagt, zum Jahresende sei Schluss (erfunden)."
    period.save(update_fields=["ends_soon", "note"])


def seed_talks(inventory: dict[Address, ShopUnit], staff: User, today: date) -> None:
    for demo in TALKS:
        talk = OwnerTalk(
            unit=inventory[demo.unit],
            on=today - timedelta(days=demo.days_ago),
            channel=demo.channel,
            result=demo.result,
            willing=demo.willing,
            warns=demo.empty_in_days > 0,
            empty_from=today + timedelta(days=demo.empty_in_days) if demo.empty_in_days else None,
            next_action=demo.next_action,
            next_action_on=today + timedelta(days=demo.next_in_days) if demo.next_action else None,
        )
        note_talk(talk, by=staff)


FILLING = Filling("shops", gettext_lazy("Shop units"), 40, fill_shops)
