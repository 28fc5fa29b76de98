"""Legal pages and the rules for contributions."""

from typing import Any

from django.views.generic import TemplateView

from eving.core.public.forms import PRIVACY_VERSION
from eving.portal.services import privacy_notice, texts


class Imprint(TemplateView):
    template_name = "portal/legal/imprint.html"


class Privacy(TemplateView):
    template_name = "portal/legal/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**privacy_notice.context(), version=PRIVACY_VERSION, **kwargs)


class Accessibility(TemplateView):
    template_name = "portal/legal/accessibility.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**texts.statement(), **kwargs)


class Rules(TemplateView):
    template_name = "portal/legal/rules.html"


class EasyLanguage(TemplateView):
    template_name = "portal/legal/easy_language.html"
