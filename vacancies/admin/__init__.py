"""Back office of shop units, listings, enquiries and searches."""

from vacancies.admin.enquiries import EnquiryAdmin
from vacancies.admin.listings import ListingAdmin
from vacancies.admin.occupancy import OccupancyPeriodAdmin
from vacancies.admin.owners import OwnerTalkAdmin
from vacancies.admin.profiles import SearchProfileAdmin
from vacancies.admin.units import PropertyContactAdmin, ShopUnitAdmin, UseClassAdmin

__all__ = [
    "EnquiryAdmin",
    "ListingAdmin",
    "OccupancyPeriodAdmin",
    "OwnerTalkAdmin",
    "PropertyContactAdmin",
    "SearchProfileAdmin",
    "ShopUnitAdmin",
    "UseClassAdmin",
]
