from django.views.generic import TemplateView


class SiteSearch(TemplateView):
    template_name="portal/search.html"
