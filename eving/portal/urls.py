from django.urls import path

from eving.portal import following, my_data, reports, search, views

app_name = "portal"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("suche/", search.SiteSearch.as_view(), name="search"),
    path("bestaetigen/verschickt/", views.ConfirmResent.as_view(), name="confirm-resent"),
    path("bestaetigen/adresse-geaendert/", views.AddressChanged.as_view(), name="address-changed"),
    path("bestaetigen/adresse/<str:token>/", views.ChangeAddress.as_view(), name="change-address"),
    path("bestaetigen/<str:token>/", views.Confirm.as_view(), name="confirm"),
    path("folgen/bestaetigt/", following.Followed.as_view(), name="followed"),
    path("folgen/ende/<str:token>/", following.Unfollow.as_view(), name="unfollow"),
    path("folgen/alles-beenden/<str:token>/", following.UnfollowAll.as_view(), name="unfollow-all"),
    path("kontakt/", views.Contact.as_view(), name="contact"),
    path("kontakt/nachricht/", views.NoteCreate.as_view(), name="note-create"),
    path("kontakt/danke/", views.NoteThanks.as_view(), name="note-thanks"),
    path("melden/", reports.ReportCreate.as_view(), name="report-create"),
    path("melden/danke/", reports.ReportThanks.as_view(), name="report-thanks"),
    path("regeln/", views.Rules.as_view(), name="rules"),
    path("impressum/", views.Imprint.as_view(), name="imprint"),
    path("datenschutz/", views.Privacy.as_view(), name="privacy"),
    path("barrierefreiheit/", views.Accessibility.as_view(), name="accessibility"),
    path("barrierefreiheit/melden/", views.BarrierCreate.as_view(), name="barrier-create"),
    path("barrierefreiheit/danke/", views.BarrierThanks.as_view(), name="barrier-thanks"),
    path("leichte-sprache/", views.EasyLanguage.as_view(), name="easy-language"),
    path("meine-daten/", my_data.MyDataAsk.as_view(), name="my-data"),
    path("meine-daten/verschickt/", my_data.MyDataSent.as_view(), name="my-data-sent"),
    path("meine-daten/geloescht/", my_data.Erased.as_view(), name="my-data-erased"),
    path("meine-daten/<str:token>/", my_data.MyDataShow.as_view(), name="my-data-show"),
    path("meine-daten/<str:token>/herunterladen/", my_data.MyDataDownload.as_view(), name="my-data-download"),
    path("meine-daten/<str:token>/alles-loeschen/", my_data.EraseAll.as_view(), name="my-data-erase-all"),
    path("meine-daten/<str:token>/<int:pk>/berichtigen/", my_data.DeedCorrect.as_view(), name="my-data-correct"),
    path("meine-daten/<str:token>/<int:pk>/loeschen/", my_data.DeedErase.as_view(), name="my-data-erase"),
]
