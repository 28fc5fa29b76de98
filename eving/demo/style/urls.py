"""URL of the page that shows every component."""

from django.urls import path

from eving.demo.style import views

urlpatterns = [path("", views.page, name="style")]
