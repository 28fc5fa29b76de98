"""What the privacy page says about ideas, supports, help and projects."""

from django.utils.translation import gettext as _

from eving.core.registry import Retention, Use
from eving.core.texts.periods import period


def uses() -> list[Use]:
    return [
        Use(
            10,
            _("Ideas"),
            _(
                "Name, e-mail address and, if you like, telephone number: to check your idea, to ask you "
                "questions and to tell you what becomes of it. Its history says what the office decided and why. "
                "A published idea is also passed on as open data, without your name."
            ),
            ("Participant", "Contribution", "Idea", "IdeaHistory", "IdeaProposal"),
            only_with_consent=_("your name appears"),
        ),
        Use(
            20,
            _("Support for an idea"),
            _("Your e-mail address, to count you once. The public never sees who supports an idea."),
            ("Support",),
        ),
        Use(
            30,
            _("Offers of help"),
            _("What you offer, name and contact: to bring you together with those who work on the idea."),
            ("HelpOffer",),
            only_with_consent=_("the person who had the idea gets your name and contact"),
        ),
        Use(
            120,
            _("Projects"),
            _("Who takes part in a project in the district, as far as people are named, and its history."),
            ("ProjectParticipation", "ProjectHistory", "ProjectPhoto"),
        ),
        Use(
            130,
            _("Photos"),
            _(
                "A copy without place, time and camera, with your description. The public sees it only after the office"
                " has checked it."
            ),
            ("IdeaPhoto", "PendingPhoto"),
            basis="recognisable",
        ),
    ]


def retention() -> list[Retention]:
    return [
        Retention(
            20,
            _("Name, e-mail address and telephone number with an idea"),
            _("to ask you questions and to tell you what became of it"),
            _("%(time)s after the idea is closed") % {"time": period("PURGE_IDEA_MONTHS")},
            ("persons",),
        ),
        Retention(
            30,
            _("Text and photos of an idea"),
            _("so that everybody can follow what became of it"),
            _("until you erase it"),
        ),
        Retention(
            40,
            _("Support for an idea, and an offer of help with your name and contact"),
            _("to count you once, and to bring you together with the person who had the idea"),
            _("%(time)s after the idea is closed") % {"time": period("PURGE_IDEA_MONTHS")},
            ("participation",),
        ),
        Retention(
            50,
            _("What you follow by e-mail"),
            _("to send you the news of a day in one e-mail"),
            _("until you unsubscribe; for an idea: %(time)s after it is closed")
            % {"time": period("PURGE_IDEA_MONTHS")},
            ("participation",),
        ),
    ]
