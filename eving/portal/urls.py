"""URLs of the pages that belong to no single register."""

from django.urls import path

from eving.portal.views import confirmation, contact, home, legal, my_data, reports, search, subscriptions

app_name = "portal"

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("suche/", search.SiteSearch.as_view(), name="search"),
    path("suche/vorschlaege/", search.SearchSuggestions.as_view(), name="search-suggestions"),
    path("bestaetigen/verschickt/", confirmation.ConfirmResent.as_view(), name="confirm-resent"),
    path("bestaetigen/adresse-geaendert/", confirmation.AddressChanged.as_view(), name="address-changed"),
    path("bestaetigen/adresse/<str:token>/", confirmation.ChangeAddress.as_view(), name="change-address"),
    path("bestaetigen/<str:token>/", confirmation.Confirm.as_view(), name="confirm"),
    path("folgen/bestaetigt/", subscriptions.Followed.as_view(), name="followed"),
    path("folgen/ende/<str:token>/", subscriptions.Unfollow.as_view(), name="unfollow"),
    path("folgen/alles-beenden/<str:token>/", subscriptions.UnfollowAll.as_view(), name="unfollow-all"),
    path("kontakt/", contact.Contact.as_view(), name="contact"),
    path("kontakt/nachricht/", contact.OfficeMessageCreate.as_view(), name="message-create"),
    path("kontakt/danke/", contact.OfficeMessageThanks.as_view(), name="message-thanks"),
    path("melden/", reports.ReportCreate.as_view(), name="report-create"),
    path("melden/danke/", reports.ReportThanks.as_view(), name="report-thanks"),
    path("regeln/", legal.Rules.as_view(), name="rules"),
    path("impressum/", legal.Imprint.as_view(), name="imprint"),
    path("datenschutz/", legal.Privacy.as_view(), name="privacy"),
    path("barrierefreiheit/", legal.Accessibility.as_view(), name="accessibility"),
    path("barrierefreiheit/melden/", contact.BarrierCreate.as_view(), name="barrier-create"),
    path("barrierefreiheit/danke/", contact.BarrierThanks.as_view(), name="barrier-thanks"),
    path("leichte-sprache/", legal.EasyLanguage.as_view(), name="easy-language"),
    path("meine-daten/", my_data.MyDataAsk.as_view(), name="my-data"),
    path("meine-daten/verschickt/", my_data.MyDataSent.as_view(), name="my-data-sent"),
    path("meine-daten/geloescht/", my_data.Erased.as_view(), name="my-data-erased"),
    path("meine-daten/<str:token>/", my_data.MyDataShow.as_view(), name="my-data-show"),
    path("meine-daten/<str:token>/herunterladen/", my_data.MyDataDownload.as_view(), name="my-data-download"),
    path("meine-daten/<str:token>/alles-loeschen/", my_data.EraseAll.as_view(), name="my-data-erase-all"),
    path(
        "meine-daten/<str:token>/<int:pk>/berichtigen/", my_data.ContributionCorrect.as_view(), name="my-data-correct"
    ),
    path("meine-daten/<str:token>/<int:pk>/loeschen/", my_data.ContributionErase.as_view(), name="my-data-erase"),
]
