from vacancies.models.enquiry import Enquiry, EnquiryHistory, EnquiryState
from vacancies.models.listing import (
    EnergyKind,
    EnergyStatus,
    Listing,
    ListingHistory,
    ListingKind,
    ListingState,
    Owed,
)
from vacancies.models.occupancy import OccupancyPeriod, OccupancyStatus
from vacancies.models.profile import Alert, Match, ProfileState, SearchProfile, SearchProfileHistory
from vacancies.models.unit import (
    Gastronomy,
    OwnerTalk,
    PropertyContact,
    ShopUnit,
    Side,
    StockEnd,
    UnitPhoto,
    UseClass,
    VacancyReason,
    Willing,
)

__all__ = [
    "Alert",
    "EnergyKind",
    "EnergyStatus",
    "Enquiry",
    "EnquiryHistory",
    "EnquiryState",
    "Gastronomy",
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
    "StockEnd",
    "UnitPhoto",
    "UseClass",
    "VacancyReason",
    "Willing",
]
