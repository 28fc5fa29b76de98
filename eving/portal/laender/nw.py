"""North Rhine-Westphalia."""

from django.utils.translation import gettext_lazy as _

from eving.portal.laender.land import Body, Land

LAND = Land(
    code="NW",
    public_task=_("section 3 of the Data Protection Act of North Rhine-Westphalia (DSG NRW)"),
    employment=_("section 18 of the Data Protection Act of North Rhine-Westphalia (DSG NRW)"),
    exceptions=_("section 10 BGG NRW"),
    data_protection=Body(
        name=_("Commissioner for Data Protection and Freedom of Information of North Rhine-Westphalia (LDI NRW)"),
        street="Kavalleriestraße 2–4",
        city="40213 Düsseldorf",
        website="https://www.ldi.nrw.de/",
    ),
    ombuds=Body(
        name=_(
            "Ombuds office for accessible information technology of North Rhine-Westphalia at the state commissioner"
            " for people with disabilities and for patients"
        ),
        street="Fürstenwall 25",
        city="40219 Düsseldorf",
        website="https://www.lbbp.nrw.de/ombudsstelle",
        email="ombudsstelle-barrierefreie-it@mags.nrw.de",
    ),
)
