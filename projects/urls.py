from django.urls import path

from projects import output_views, project_views, views

app_name = "projects"

urlpatterns = [
    path("ideen/", views.IdeaList.as_view(), name="idea-list"),
    path("ideen/neu/", views.IdeaCreate.as_view(), name="idea-create"),
    path("ideen/neu/danke/", views.IdeaThanks.as_view(), name="idea-thanks"),
    path("ideen/verwalten/<str:token>/", views.IdeaManage.as_view(), name="idea-manage"),
    path("ideen/verwalten/<str:token>/antworten/", views.IdeaAnswer.as_view(), name="idea-answer"),
    path("ideen/verwalten/<str:token>/aendern/", views.IdeaCorrect.as_view(), name="idea-correct"),
    path("ideen/verwalten/<str:token>/zurueckziehen/", views.IdeaWithdraw.as_view(), name="idea-withdraw"),
    path("ideen/feed.atom", output_views.feed, name="idea-feed"),
    path("ideen/export.csv", output_views.export, {"form": "csv"}, name="idea-csv"),
    path("ideen/export.json", output_views.export, {"form": "json"}, name="idea-json"),
    path("ideen/daten/", output_views.data, name="idea-data"),
    path("ideen/einbetten/", output_views.embed, name="idea-embed"),
    path("ideen/<str:number>/aushang.pdf", output_views.notice_pdf, name="idea-notice"),
    path("ideen/<str:number>/", views.IdeaDetail.as_view(), {"slug": ""}, name="idea-short"),
    path("ideen/<str:number>/<str:slug>/", views.IdeaDetail.as_view(), name="idea-detail"),
    path("projekte/", project_views.ProjectList.as_view(), name="project-list"),
    path("projekte/dokument/<str:key>/", project_views.serve_document, name="project-document"),
    path("projekte/<str:number>/", project_views.ProjectDetail.as_view(), {"slug": ""}, name="project-short"),
    path("projekte/<str:number>/<str:slug>/", project_views.ProjectDetail.as_view(), name="project-detail"),
]
