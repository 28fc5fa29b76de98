from django.urls import path

from projects import manage_views, output_views, project_views, taking_part_views, views

app_name = "projects"

urlpatterns = [
    path("ideen/", views.IdeaList.as_view(), name="idea-list"),
    path("ideen/neu/", views.IdeaCreate.as_view(), name="idea-create"),
    path("ideen/aehnlich/", views.SimilarIdeas.as_view(), name="idea-similar"),
    path("ideen/neu/danke/", views.IdeaThanks.as_view(), name="idea-thanks"),
    path("ideen/verwalten/<str:token>/", views.IdeaManage.as_view(), name="idea-manage"),
    path("ideen/verwalten/<str:token>/antworten/", views.IdeaAnswer.as_view(), name="idea-answer"),
    path("ideen/verwalten/<str:token>/aendern/", views.IdeaCorrect.as_view(), name="idea-correct"),
    path("ideen/verwalten/<str:token>/vorschlagen/", manage_views.IdeaPropose.as_view(), name="idea-propose"),
    path("ideen/verwalten/<str:token>/name/", manage_views.IdeaName.as_view(), name="idea-name"),
    path("ideen/verwalten/<str:token>/zurueckziehen/", views.IdeaWithdraw.as_view(), name="idea-withdraw"),
    path("ideen/mitmachen/danke/", taking_part_views.TakingPartThanks.as_view(), name="taking-part-thanks"),
    path("ideen/<str:number>/unterstuetzen/", taking_part_views.SupportCreate.as_view(), name="support-create"),
    path("ideen/<str:number>/helfen/", taking_part_views.HelpCreate.as_view(), name="help-create"),
    path("ideen/<str:number>/folgen/", taking_part_views.FollowIdea.as_view(), name="follow-idea"),
    path("ideen/<str:number>/dabei/", taking_part_views.TakingPartDone.as_view(), name="taking-part-done"),
    path("folgen/", taking_part_views.FollowCreate.as_view(), name="follow-create"),
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
