from django.urls import path

from projects.views import authors, ideas, outputs, participation, projects

app_name = "projects"

urlpatterns = [
    path("ideen/", ideas.IdeaList.as_view(), name="idea-list"),
    path("ideen/plan/", ideas.IdeaPlan.as_view(), name="idea-plan"),
    path("ideen/neu/", ideas.IdeaCreate.as_view(), name="idea-create"),
    path("ideen/aehnlich/", ideas.SimilarIdeas.as_view(), name="idea-similar"),
    path("ideen/neu/danke/", ideas.IdeaThanks.as_view(), name="idea-thanks"),
    path("ideen/verwalten/<str:token>/", ideas.IdeaManage.as_view(), name="idea-manage"),
    path("ideen/verwalten/<str:token>/antworten/", ideas.IdeaAnswer.as_view(), name="idea-answer"),
    path("ideen/verwalten/<str:token>/aendern/", ideas.IdeaCorrect.as_view(), name="idea-correct"),
    path("ideen/verwalten/<str:token>/vorschlagen/", authors.IdeaPropose.as_view(), name="idea-propose"),
    path("ideen/verwalten/<str:token>/name/", authors.IdeaName.as_view(), name="idea-name"),
    path("ideen/verwalten/<str:token>/zurueckziehen/", ideas.IdeaWithdraw.as_view(), name="idea-withdraw"),
    path("ideen/mitmachen/danke/", participation.ParticipationThanks.as_view(), name="participation-thanks"),
    path("ideen/<str:number>/unterstuetzen/", participation.SupportCreate.as_view(), name="support-create"),
    path("ideen/<str:number>/helfen/", participation.HelpCreate.as_view(), name="help-create"),
    path("ideen/<str:number>/folgen/", participation.FollowIdea.as_view(), name="follow-idea"),
    path("ideen/<str:number>/dabei/", participation.ParticipationDone.as_view(), name="participation-done"),
    path("folgen/", participation.FollowCreate.as_view(), name="follow-create"),
    path("ideen/feed.atom", outputs.feed, name="idea-feed"),
    path("ideen/export.csv", outputs.export, {"form": "csv"}, name="idea-csv"),
    path("ideen/export.json", outputs.export, {"form": "json"}, name="idea-json"),
    path("ideen/daten/", outputs.data, name="idea-data"),
    path("ideen/einbetten/", outputs.embed, name="idea-embed"),
    path("ideen/<str:number>/aushang.pdf", outputs.notice_pdf, name="idea-notice"),
    path("ideen/<str:number>/", ideas.IdeaDetail.as_view(), {"slug": ""}, name="idea-short"),
    path("ideen/<str:number>/<str:slug>/", ideas.IdeaDetail.as_view(), name="idea-detail"),
    path("projekte/", projects.ProjectList.as_view(), name="project-list"),
    path("projekte/plan/", projects.ProjectPlan.as_view(), name="project-plan"),
    path("projekte/dokument/<str:key>/", projects.serve_document, name="project-document"),
    path("projekte/<str:number>/", projects.ProjectDetail.as_view(), {"slug": ""}, name="project-short"),
    path("projekte/<str:number>/<str:slug>/", projects.ProjectDetail.as_view(), name="project-detail"),
]
