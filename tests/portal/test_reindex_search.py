import pytest
from django.core.management import CommandError, call_command

from eving.core.models import CompoundWord
from eving.core.search import engine
from projects.models import Idea
from tests.factories import make_idea

pytestmark = [pytest.mark.django_db, pytest.mark.server]


def test_every_register_is_written_anew(capsys):
    make_idea(title="Quarzquirle")
    make_idea(title="Noch nicht öffentlich", state="submitted")
    CompoundWord.objects.create(word="quirl")
    assert engine.find(Idea.objects.all(), "Quirl").is_inside

    call_command("reindex_search")

    assert not engine.find(Idea.objects.all(), "Quirl").is_inside
    assert "projects.Idea: 2\n" in capsys.readouterr().out


def test_a_second_run_changes_nothing():
    make_idea(title="Bank")
    call_command("reindex_search", "projects.Idea")
    once = list(Idea.objects.values_list("search_vector", "search_text"))

    call_command("reindex_search", "projects.Idea")

    assert list(Idea.objects.values_list("search_vector", "search_text")) == once
    assert once[0][1].startswith(" bank \n")


def test_a_model_that_is_not_searched_is_refused():
    with pytest.raises(CommandError, match=r"Not searchable: core\.Street"):
        call_command("reindex_search", "core.Street")
