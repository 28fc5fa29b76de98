from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VacanciesConfig(AppConfig):
    name = "vacancies"
    verbose_name = _("Shops")

    def ready(self) -> None:
        from eving.core import registry
        from vacancies import agenda, figures, home, jobs, notice, privacy, queues, roles
        from vacancies.mails import listings, profiles
        from vacancies.models import Enquiry, Listing, SearchProfile, ShopUnit
        from vacancies.services import enquiries, offers, owners
        from vacancies.services.profiles import purge_profiles

        registry.add_contribution_kind(privacy.ENQUIRY)
        registry.add_contribution_kind(privacy.OFFER)
        registry.add_contribution_kind(privacy.PROFILE)
        registry.purges += [
            registry.Purge("enquiries", _("Closed enquiries"), enquiries.purge_enquiries),
            registry.Purge("offers", _("Offers set aside, and owners without an offer"), offers.purge_offers),
            registry.Purge("searches", _("Searches that ended or were never confirmed"), purge_profiles),
            registry.Purge("owner-talks", _("Talks with owners"), owners.purge_talks),
        ]
        registry.cases += [Listing, Enquiry, SearchProfile]
        registry.queues += queues.QUEUES
        registry.search_kinds += [queues.SEARCH, queues.PROFILES]
        registry.number_series |= {Listing.number_series, SearchProfile.number_series, ShopUnit.number_series}
        registry.add_site_texts(*listings.TEXTS, *profiles.TEXTS)
        registry.uses.append(notice.uses)
        registry.retention.append(notice.retention)
        registry.grants += roles.GRANTS
        registry.add_role_sentences(roles.SENTENCES)
        registry.nightly_jobs += jobs.JOBS
        registry.figures += figures.FIGURES
        registry.calendars += agenda.CALENDARS
        registry.navigation += home.NAVIGATION
        registry.home_sections += home.SECTIONS
        registry.home_figures += home.FIGURES
        registry.public_pages += home.PAGES
        registry.cached_pages += home.CACHED
        registry.uncached_pages += home.UNCACHED
