"""The portal's addresses and the floors. Only the server that the bench starts has them."""

from django.urls import path

from eving import urls as portal
from eving.demo.bench.server import floors

handler400, handler403 = portal.handler400, portal.handler403
handler404, handler500 = portal.handler404, portal.handler500

urlpatterns = [
    path("floor/bare/", floors.bare),
    path("floor/cards/<str:register>/<int:number>/", floors.cards),
    *portal.urlpatterns,
]
