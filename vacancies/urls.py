from django.urls import path

from vacancies import sheet_views, views

app_name = "vacancies"

urlpatterns = [
    path("ladenlokale/", views.ListingList.as_view(), name="listing-list"),
    path("ladenlokale/anbieten/", views.OfferCreate.as_view(), name="offer-create"),
    path("ladenlokale/anbieten/danke/", views.OfferThanks.as_view(), name="offer-thanks"),
    path("ladenlokale/<str:number>/", views.ListingDetail.as_view(), {"slug": ""}, name="listing-short"),
    path("ladenlokale/<str:number>/anfragen/", views.EnquiryCreate.as_view(), name="enquiry-create"),
    path("ladenlokale/<str:number>/anfragen/danke/", views.EnquiryThanks.as_view(), name="enquiry-thanks"),
    path("ladenlokale/<str:number>/expose.pdf", sheet_views.expose_pdf, name="listing-expose"),
    path("ladenlokale/<str:number>/aushang.pdf", sheet_views.poster_pdf, name="listing-poster"),
    path("ladenlokale/<str:number>/vorschau.jpg", sheet_views.preview_jpeg, name="listing-preview"),
    path("ladenlokale/<str:number>/<str:slug>/", views.ListingDetail.as_view(), name="listing-detail"),
]
