from vacancies.models.enquiry import Enquiry, EnquiryHistory, EnquiryState
from vacancies.models.listing import EnergyKind, EnergyStatus, Listing, ListingHistory, ListingKind, ListingState
from vacancies.models.occupancy import OccupancyPeriod, OccupancyStatus
from vacancies.models.unit import Gastronomy, PropertyContact, ShopUnit, Side, UnitPhoto, UseClass

__all__ = [
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
    "OccupancyPeriod",
    "OccupancyStatus",
    "PropertyContact",
    "ShopUnit",
    "Side",
    "UnitPhoto",
    "UseClass",
]
