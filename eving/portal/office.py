"""The portal's own pages of the back office."""

from django.utils.translation import gettext_lazy as _

from eving.core.registry import OfficePage
from eving.portal.services import handbook
from eving.portal.views import handbook as handbook_views
from eving.portal.views import office_search

PAGES = [
    OfficePage("search", "suche/", office_search.search),
    OfficePage("handbook", "handbuch/", handbook_views.first, label=_("Handbook"), is_there=handbook.is_there),
    OfficePage("handbook_page", "handbuch/<slug:page>/", handbook_views.page),
]
