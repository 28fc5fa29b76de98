from django.urls import path

from vacancies import profile_views, sheet_views, views

app_name = "vacancies"

urlpatterns = [
    path("ladenlokale/", views.ListingList.as_view(), name="listing-list"),
    path("ladenlokale/anbieten/", views.OfferCreate.as_view(), name="offer-create"),
    path("ladenlokale/anbieten/danke/", views.OfferThanks.as_view(), name="offer-thanks"),
    path("ladenlokale/pruefen/<str:token>/", views.ListingRecheck.as_view(), name="listing-recheck"),
    path("ladenlokale/<str:number>/", views.ListingDetail.as_view(), {"slug": ""}, name="listing-short"),
    path("ladenlokale/<str:number>/anfragen/", views.EnquiryCreate.as_view(), name="enquiry-create"),
    path("ladenlokale/<str:number>/anfragen/danke/", views.EnquiryThanks.as_view(), name="enquiry-thanks"),
    path("ladenlokale/<str:number>/expose.pdf", sheet_views.expose_pdf, name="listing-expose"),
    path("ladenlokale/<str:number>/aushang.pdf", sheet_views.poster_pdf, name="listing-poster"),
    path("ladenlokale/<str:number>/vorschau.jpg", sheet_views.preview_jpeg, name="listing-preview"),
    path("ladenlokale/<str:number>/<str:slug>/", views.ListingDetail.as_view(), name="listing-detail"),
    path("gesuche/", profile_views.ProfileList.as_view(), name="profile-list"),
    path("gesuche/neu/", profile_views.ProfileCreate.as_view(), name="profile-create"),
    path("gesuche/neu/danke/", profile_views.ProfileThanks.as_view(), name="profile-thanks"),
    path("gesuche/verwalten/<str:token>/", profile_views.ProfileManage.as_view(), name="profile-manage"),
    path("gesuche/verwalten/<str:token>/aendern/", profile_views.ProfileEdit.as_view(), name="profile-edit"),
    path("gesuche/keine-mails/<str:token>/", profile_views.AlertStop.as_view(), name="profile-stop"),
    path("gesuche/<str:number>/", profile_views.ProfileDetail.as_view(), {"slug": ""}, name="profile-short"),
    path("gesuche/<str:number>/<str:slug>/", profile_views.ProfileDetail.as_view(), name="profile-detail"),
]
