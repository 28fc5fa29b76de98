from vacancies.models.enquiries import Enquiry, EnquiryHistory, EnquiryState
from vacancies.models.listings import EnergyKind, EnergyStatus, Listing, ListingHistory, ListingKind, ListingState, Owed
from vacancies.models.occupancy import OccupancyPeriod, OccupancyStatus, VacancyReason
from vacancies.models.owners import PropertyContact, Willing
from vacancies.models.profiles import Alert, Match, ProfileState, SearchProfile, SearchProfileHistory
from vacancies.models.talks import OwnerTalk
from vacancies.models.units import Gastronomy, InventoryEnd, ShopUnit, Side, UnitPhoto, UseClass

__all__ = [
    "Alert",
    "EnergyKind",
    "EnergyStatus",
    "Enquiry",
    "EnquiryHistory",
    "EnquiryState",
    "Gastronomy",
    "InventoryEnd",
    "Listing",
    "ListingHistory",
    "ListingKind",
    "ListingState",
    "Match",
    "OccupancyPeriod",
    "OccupancyStatus",
    "Owed",
    "OwnerTalk",
    "ProfileState",
    "PropertyContact",
    "SearchProfile",
    "SearchProfileHistory",
    "ShopUnit",
    "Side",
    "UnitPhoto",
    "UseClass",
    "VacancyReason",
    "Willing",
]
