from django.urls import path

from actors import views

app_name = "actors"

urlpatterns = [
    path("akteure/", views.ActorList.as_view(), name="actor-list"),
    path("akteure/plan/", views.ActorPlan.as_view(), name="actor-plan"),
    path("akteure/eintragen/", views.ActorRegister.as_view(), name="actor-register"),
    path("akteure/eintragen/danke/", views.ActorThanks.as_view(), name="actor-thanks"),
    path("akteure/verwalten/<str:token>/", views.ActorManage.as_view(), name="actor-manage"),
    path("akteure/verwalten/<str:token>/zurueckziehen/", views.ActorWithdraw.as_view(), name="actor-withdraw"),
    path("akteure/nachricht/bestaetigen/", views.MessageThanks.as_view(), name="message-thanks"),
    path("akteure/nachricht/verschickt/", views.MessageSent.as_view(), name="message-sent"),
    path("akteure/nachricht/nicht-verschickt/", views.MessageKept.as_view(), name="message-kept"),
    path("akteure/<str:number>/<str:slug>/nachricht/", views.MessageCreate.as_view(), name="message-create"),
    path("akteure/<str:number>/", views.ActorDetail.as_view(), {"slug": ""}, name="actor-short"),
    path("akteure/<str:number>/<str:slug>/", views.ActorDetail.as_view(), name="actor-detail"),
]
