"""URL configuration: machine answers, photos and back office without a language prefix, pages with one."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from eving.portal.views import health, media, sitemaps

handler400 = "eving.portal.views.errors.bad_request"
handler403 = "eving.portal.views.errors.forbidden"
handler404 = "eving.portal.views.errors.not_found"
handler500 = "eving.portal.views.errors.server_error"

urlpatterns = [
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", health.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap-index"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap"),
    path(".well-known/security.txt", health.security, name="security"),
    path("medien/<str:name>", media.serve_photo, name="media"),
    # Links in mails to the office from releases before the model was renamed.
    path(
        "verwaltung/core/note/<path:rest>",
        RedirectView.as_view(url="/verwaltung/core/officemessage/%(rest)s"),
        name="former-note",
    ),
    path("verwaltung/", admin.site.urls),
]
postbox = [path("demo/postfach/", include("eving.demo.urls"))] if settings.DEMO else []
# Its content is in one language; also there for whoever builds pages.
urlpatterns += [path("stil/", include("eving.demo.style.urls"))] if settings.DEMO or settings.DEBUG else []
urlpatterns += i18n_patterns(
    *postbox,
    path("", include("projects.urls")),
    path("", include("vacancies.urls")),
    path("", include("actors.urls")),
    path("", include("eving.portal.urls")),
    prefix_default_language=False,
)
