from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VacanciesConfig(AppConfig):
    name = "vacancies"
    verbose_name = _("Shops")

    def ready(self) -> None:
        from eving.core import registry  # noqa: PLC0415 - models are ready only now
        from vacancies import mails, people, profile_mails, queues, services  # noqa: PLC0415
        from vacancies.models import Enquiry, Listing, SearchProfile  # noqa: PLC0415

        registry.add_deed(people.ENQUIRY)
        registry.add_deed(people.OFFER)
        registry.add_deed(people.PROFILE)
        registry.purges += [
            registry.Purge("enquiries", _("Closed enquiries"), services.purge_enquiries),
            registry.Purge("offers", _("Offers set aside, and owners without an offer"), services.purge_offers),
            registry.Purge("searches", _("Searches that ended or were never confirmed"), services.purge_profiles),
            registry.Purge("owner-talks", _("Talks with owners"), services.purge_talks),
        ]
        registry.cases += [Listing, Enquiry, SearchProfile]
        registry.queues += queues.QUEUES
        registry.search_kinds += [queues.SEARCH, queues.PROFILES]
        registry.add_texts(*mails.TEXTS, *profile_mails.TEXTS)
