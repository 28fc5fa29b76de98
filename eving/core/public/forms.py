"""Base of all public forms: signed form key, honeypot, check for mistyped addresses, error summary, rate limits."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from eving.core.addresses import AddressField, suggestion
from eving.core.messaging import submissions
from eving.core.models import Channel, Contribution
from eving.core.one_line import SingleLineField
from eving.core.people import participants, rate_limits
from eving.core.public import drawing
from eving.core.public.typed import TAKEN_ALONG, is_shown, typed_in
from eving.core.telephones import TelephoneField

# Increase it when the privacy notice of the forms changes: each contribution stores which version its person read.
PRIVACY_VERSION = "2026-12-2"


HONEYPOT = "homepage2"


@dataclass(frozen=True)
class FormKey:
    """Identity of one rendered form (idempotency key), when it was rendered, and which addresses it asked about."""

    key: uuid.UUID
    made_at: int
    asked: str = ""  # digests instead of addresses, because the page contains it; joined by "-"

    @property
    def age(self) -> timedelta:
        return timedelta(seconds=timezone.now().timestamp() - self.made_at)

    @classmethod
    def fresh(cls) -> "FormKey":
        return cls(uuid.uuid4(), int(timezone.now().timestamp()))

    def sign(self, form: str) -> str:
        parts = [self.key.hex, str(self.made_at), *([self.asked] if self.asked else [])]
        return Signer(salt=f"eving.form.{form}").sign(".".join(parts))

    @classmethod
    def read(cls, text: str, form: str) -> "FormKey | None":
        try:
            key, made_at, *asked = Signer(salt=f"eving.form.{form}").unsign(text).split(".")
        except (BadSignature, ValueError):
            return None
        return cls(uuid.UUID(key), int(made_at), *asked)

    def has_asked(self, address: str) -> bool:
        return self.mark_of(address) in self.asked.split("-")

    def after_asking(self, address: str) -> "FormKey":
        return replace(self, asked="-".join(filter(None, [self.asked, self.mark_of(address)])))

    @staticmethod
    def mark_of(address: str) -> str:
        return hashlib.sha256(address.strip().lower().encode()).hexdigest()[:16]


def changed(data: Mapping[str, Any], **values: Any) -> QueryDict:
    copy = data.copy() if isinstance(data, QueryDict) else QueryDict(mutable=True)
    if not isinstance(data, QueryDict):
        copy.update(data)
    for name, value in values.items():
        copy[name] = value
    return copy


def typed_values(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Submitted values of the visible fields except files, with normalised line ends and outer white space removed."""
    values = []
    for bound in form.visible_fields():
        if bound.name == HONEYPOT or isinstance(bound.field, forms.FileField):
            continue
        value = bound.field.widget.value_from_datadict(form.data, form.files, form.add_prefix(bound.name))
        parts = value if isinstance(value, list | tuple) else [value]
        values += [(bound.name, "" if part is None else "\n".join(str(part).split("\r\n")).strip()) for part in parts]
    return values


def digest_of(values: Iterable[Any]) -> str:
    return hashlib.sha256(json.dumps(list(values), sort_keys=True, default=str).encode()).hexdigest()


def ask_back(form: forms.Form, key: FormKey, name: str) -> FormKey | None:
    """Add an error, once, about an address that looks mistyped; returns the key that remembers it, else None."""
    field, address = form.fields[name], form.cleaned_data.get(name) or ""
    if not (isinstance(field, AddressField) and field.asks_back and address) or key.has_asked(address):
        return None
    suggested = suggestion(address)
    if not suggested:
        return None
    form.add_error(
        name,
        _("Did you mean %(address)s? If yours is right as it is, please send the form again.") % {"address": suggested},
    )
    return key.after_asking(address)


class PublicForm(forms.Form):
    """A form for visitors without account. ``form_name`` keeps the signed keys of two forms apart."""

    form_name = "public"
    # For forms with no other content: the same key with another address is another person, not a corrected address.
    address_is_content = False
    # The page of a form in steps that is shown (eving/core/public/steps.py).
    shown: Any = None
    is_summary = False
    # The privacy notice beside the form: purpose and retention (Art. 13 GDPR).
    privacy_purpose = _("We use your details only to answer you.")
    privacy_retention: Any = ""

    form_key = forms.CharField(widget=forms.HiddenInput, required=False)
    # Honeypot, with a name that bots fill in; people do not see it and password managers ignore it.
    homepage2 = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"class": "honeypot", "tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.get(self.add_prefix("form_key"), "") if self.is_bound else ""
        self.key = FormKey.read(sent, self.form_name) or FormKey.fresh()
        self.key_was_valid = bool(sent) and FormKey.read(sent, self.form_name) is not None
        self.initial["form_key"] = self.key.sign(self.form_name)
        for field in self.fields.values():
            is_default = field.error_messages.get("required") == forms.Field.default_error_messages["required"]
            if field.required and field.label and is_default:
                field.error_messages["required"] = _("Please fill this in.")
        if self.is_bound:
            # A forged or missing key is replaced, and clean() asks to send again: nothing typed is lost.
            self.data = changed(self.data, **{self.add_prefix("form_key"): self.initial["form_key"]})

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.key_was_valid:
            raise ValidationError(_("This page was open for a long time or was changed. Please send the form again."))
        for name in self.asks_back_about():
            if asked := ask_back(self, self.key, name):
                self.key = asked
                self.data = changed(self.data, **{self.add_prefix("form_key"): asked.sign(self.form_name)})
        return cleaned

    @classmethod
    def all_sent(cls, sent: QueryDict) -> QueryDict:
        """What a request holds of this form's answers."""
        return sent

    def asks_back_about(self) -> Iterable[str]:
        return self.fields

    def typed(self) -> list[Any]:
        """The values that identify the content: without the mail address, unless ``address_is_content``."""
        return [pair for pair in typed_values(self) if pair[0] != "email" or self.address_is_content]

    @property
    def content_digest(self) -> str:
        return digest_of(self.typed())

    @property
    def screening(self) -> str:
        """Why this looks like a bot (a code of backoffice.base.SCREENING); empty when it does not. Only when valid."""
        if self.cleaned_data.get("homepage2"):
            return "honeypot"
        if self.key.age < timedelta(seconds=settings.FORM_MIN_SECONDS):
            return "too fast"
        if self.key.age > timedelta(seconds=settings.FORM_MAX_SECONDS):
            return "very old form"
        return ""

    @property
    def helper(self) -> FormHelper:
        helper = drawing.Helper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.error_text_inline = True
        return helper

    def summary(self) -> list[dict[str, str]]:
        problems = [{"id": "", "text": str(text)} for text in self.non_field_errors()]
        for bound in self.visible_fields():
            problems += [
                {"id": bound.id_for_label or bound.auto_id, "label": str(bound.label), "text": str(text)}
                for text in bound.errors
            ]
        return problems


class PersonFields(forms.Form):
    name = SingleLineField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = AddressField(
        label=_("E-mail address"),
        help_text=_("We send a link to this address. It is never shown."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    phone = TelephoneField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("Only if you would like a call from us."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )


class InformedFields(forms.Form):
    """Fields for contributions that staff record: channel, person, and that the privacy notice was given."""

    purpose = "told"  # part of the salt of the signed key
    how_it_came: Any = _("How did it reach us?")
    what_they_get: Any = _("The person gets a receipt.")

    channel = forms.ChoiceField(
        choices=[choice for choice in Channel.choices if choice[0] != Channel.WEB], widget=forms.RadioSelect
    )
    name = SingleLineField(label=_("Name of the person"), max_length=120, required=False)
    email = AddressField(label=_("E-mail address"), required=False)
    phone = TelephoneField(label=_("Telephone"), max_length=40, required=False)
    privacy_informed = forms.BooleanField(
        label=_("I have told the person what we use the details for and how long we keep them.")
    )
    form_key = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", FormKey.fresh().sign(self.purpose))
        self.fields["channel"].label = self.how_it_came
        self.fields["email"].help_text = self.what_they_get

    def key(self) -> FormKey | None:
        """The key of the validated form; None when the form must be sent again, with the reason in its errors."""
        key = FormKey.read(self.cleaned_data["form_key"], self.purpose)
        if key is None:
            self.data = changed(self.data, form_key=FormKey.fresh().sign(self.purpose))
            self.add_error(None, _("This page was open for a long time. Please send it again."))
            return None
        if asked := ask_back(self, key, "email"):
            self.data = changed(self.data, form_key=asked.sign(self.purpose))
            return None
        return key

    @property
    def content_digest(self) -> str:
        return digest_of(typed_values(self))


class PublicFormView(FormView):
    """A public form with a URL of its own: rate limit, validation, service, redirect to the thanks page."""

    scope = "form"
    submit_label = _("Send")
    shows_typed = True  # error pages display what was typed (eving/core/public/typed.py)

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view = super().as_view(**initkwargs)

        @wraps(view)
        def view_keeping_input(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except Http404:
                # The object of the form disappeared while it was open.
                if (typed := typed_in(request)) is None:
                    raise
                return render(request, "pages/404.html", {"typed": typed}, status=404)

        return view_keeping_input

    @property
    def is_taken_along(self) -> bool:
        """Whether an error page sent what was typed elsewhere, as initial values of this form; nothing is stored."""
        return self.request.method == "POST" and TAKEN_ALONG in self.request.POST

    def get_initial(self) -> dict[str, Any]:
        given = {}
        if self.is_taken_along:
            fields: dict[str, forms.Field] = cast(Any, self.form_class).base_fields
            for name, field in fields.items():
                # Tick boxes are consents, which have to be given anew.
                if isinstance(field, forms.CharField) and is_shown(name, field) and name in self.request.POST:
                    given[name] = self.request.POST[name]
        return {**super().get_initial(), **given}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.is_taken_along:
            del kwargs["data"], kwargs["files"]
        return kwargs

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_taken_along:
            return self.get(request, *args, **kwargs)
        prefix = rate_limits.client_prefix(request)
        self.count = rate_limits.hit(f"post:{self.scope}", prefix)
        if self.count.above(self.most_per_hour):
            return too_many(request)
        return super().post(request, *args, **kwargs)

    @property
    def most_per_hour(self) -> int:
        return settings.PUBLIC_POSTS_HARD_PER_HOUR

    def screening(self, form: PublicForm) -> str:
        """The form's screening, or that many came from one IP, which is no error: a school class may share one."""
        if not form.screening and self.count.above(settings.PUBLIC_POSTS_SOFT_PER_HOUR):
            return "many from one address"
        return form.screening

    def digest(self, form: PublicForm) -> str:
        """Digest of path and content: the same form key with another digest is another contribution."""
        return digest_of([self.request.path, form.content_digest])

    def sending(self, form: PublicForm) -> dict[str, Any]:
        return {
            "key": form.key.key,
            "digest": self.digest(form),
            "privacy_version": PRIVACY_VERSION,
            "screening": self.screening(form),
        }

    def form_valid(self, form: PublicForm) -> HttpResponse:
        return self.thank(form, self.get_success_url())

    def thank(self, form: PublicForm, url: str, contribution: Contribution | None = None) -> HttpResponse:
        """Redirect to the thanks page, with the token that lets it name the mail.

        A ``contribution`` that this request has written knows its submission, which saves a query.

        The same content sent again with another address, after the browser's Back button, is the same contribution: its
        address is corrected as long as it is unconfirmed.
        """
        email = form.cleaned_data.get("email")
        if not email:
            return redirect(url)
        if contribution and contribution.just_ordered:
            return redirect(submissions.thanks_address(url, contribution.just_ordered))
        digest = self.digest(form)
        submission = submissions.find(form.key.key, participants.digest_with(digest, email), digest)
        if submission and participants.email_key(email) != participants.email_key(submission.contribution.email):
            try:
                submission = submissions.change_address(submission, email)
            except ValidationError as error:
                form.add_error("email", error.messages)
                return self.form_invalid(form)
        return redirect(submissions.thanks_address(url, submission) if submission else url)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        response = self.render_to_response(self.get_context_data(form=form), status=422)
        if form.has_error("photos", "busy"):
            response.headers["Retry-After"] = "30"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(submit_label=self.submit_label, privacy_version=PRIVACY_VERSION, **kwargs)


def bare_helper(form: forms.Form) -> FormHelper:
    helper = drawing.Helper(form)
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


def too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "pages/429.html", {"typed": typed_in(request)}, status=429)
    response.headers["Retry-After"] = "3600"
    return response
