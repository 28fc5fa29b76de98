from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VacanciesConfig(AppConfig):
    name = "vacancies"
    verbose_name = _("Shops")

    def ready(self) -> None:
        from eving.core import registry  # noqa: PLC0415 - models are ready only now
        from vacancies import mails, people, queues, services  # noqa: PLC0415
        from vacancies.models import Enquiry, Listing  # noqa: PLC0415

        registry.add_deed(people.ENQUIRY)
        registry.add_deed(people.OFFER)
        registry.purges += [
            registry.Purge("enquiries", _("Closed enquiries"), services.purge_enquiries),
            registry.Purge("offers", _("Offers set aside, and owners without an offer"), services.purge_offers),
            registry.Purge("owner-talks", _("Talks with owners"), services.purge_talks),
        ]
        registry.cases += [Listing, Enquiry]
        registry.queues += queues.QUEUES
        registry.search_kinds.append(queues.SEARCH)
        registry.add_texts(*mails.TEXTS)
