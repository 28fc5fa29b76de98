from django.urls import path

from vacancies.views import documents, listings, profiles, remembered

app_name = "vacancies"

urlpatterns = [
    path("ladenlokale/", listings.ListingList.as_view(), name="listing-list"),
    path("ladenlokale/plan/", listings.ListingPlan.as_view(), name="listing-plan"),
    path("ladenlokale/anbieten/", listings.OfferCreate.as_view(), name="offer-create"),
    path("ladenlokale/anbieten/danke/", listings.OfferThanks.as_view(), name="offer-thanks"),
    path("ladenlokale/pruefen/<str:token>/", listings.ListingRecheck.as_view(), name="listing-recheck"),
    path("ladenlokale/merkliste/", remembered.ShopComparison.as_view(), name="remembered"),
    path("ladenlokale/merkliste/anfragen/", remembered.RememberedEnquiry.as_view(), name="remembered-enquiry"),
    path("ladenlokale/merkliste/anfragen/danke/", remembered.RememberedThanks.as_view(), name="remembered-thanks"),
    path("ladenlokale/<str:number>/", listings.ListingDetail.as_view(), {"slug": ""}, name="listing-short"),
    path("ladenlokale/<str:number>/anfragen/", listings.EnquiryCreate.as_view(), name="enquiry-create"),
    path("ladenlokale/<str:number>/anfragen/danke/", listings.EnquiryThanks.as_view(), name="enquiry-thanks"),
    path("ladenlokale/<str:number>/expose.pdf", documents.expose_pdf, name="listing-expose"),
    path("ladenlokale/<str:number>/aushang.pdf", documents.poster_pdf, name="listing-poster"),
    path("ladenlokale/<str:number>/vorschau.jpg", documents.preview_jpeg, name="listing-preview"),
    path("ladenlokale/<str:number>/<str:slug>/", listings.ListingDetail.as_view(), name="listing-detail"),
    path("gesuche/", profiles.ProfileList.as_view(), name="profile-list"),
    path("gesuche/neu/", profiles.ProfileCreate.as_view(), name="profile-create"),
    path("gesuche/neu/danke/", profiles.ProfileThanks.as_view(), name="profile-thanks"),
    path("gesuche/verwalten/<str:token>/", profiles.ProfileManage.as_view(), name="profile-manage"),
    path("gesuche/verwalten/<str:token>/aendern/", profiles.ProfileEdit.as_view(), name="profile-edit"),
    path("gesuche/keine-mails/<str:token>/", profiles.AlertStop.as_view(), name="profile-stop"),
    path("gesuche/<str:number>/", profiles.ProfileDetail.as_view(), {"slug": ""}, name="profile-short"),
    path("gesuche/<str:number>/<str:slug>/", profiles.ProfileDetail.as_view(), name="profile-detail"),
]
