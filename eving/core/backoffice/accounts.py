"""Admin pages of staff accounts and roles."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core import registry
from eving.core.accounts import factors, former_staff, invitations
from eving.core.backoffice.base import GuardedForm, StaffAdmin
from eving.core.backoffice.columns import OneLineFields
from eving.core.models import User

NO_ROLE = gettext_lazy("Please choose at least one role. Without one the person can log in but sees nothing.")


class StaffChangeForm(GuardedForm, UserChangeForm):
    password = None  # type: ignore[assignment]  # removes the field that displays the hash

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        enters = cleaned.get("is_active", self.instance.is_active) and cleaned.get("is_staff", self.instance.is_staff)
        is_superuser = cleaned.get("is_superuser", self.instance.is_superuser)
        if enters and not is_superuser and "groups" in self.fields and not cleaned.get("groups"):
            self.add_error("groups", NO_ROLE)
        return cleaned


class InvitationForm(forms.ModelForm):
    """The add form of an account: no password, which the new colleague chooses behind the link in the mail."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "username", "email", "groups"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Without a role a colleague can log in and finds an empty back office.
        self.fields["groups"].required = True
        self.fields["groups"].error_messages["required"] = NO_ROLE

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("A member of staff already has this address."))
        return email


@admin.register(User)
class UserAdmin(OneLineFields, DjangoUserAdmin):
    form = StaffChangeForm
    add_form = InvitationForm
    add_form_template = "admin/sign_in/invite.html"
    change_form_template = "admin/sign_in/staff_member.html"
    show_facets = admin.ShowFacets.NEVER
    actions = None  # one colleague at a time
    fieldsets = [
        (gettext_lazy("Person"), {"fields": ["first_name", "last_name", "username", "email"]}),
        (gettext_lazy("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (gettext_lazy("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    list_display = ["username", "first_name", "last_name", "email", "is_active", "last_login"]
    list_filter = ["is_active", "is_superuser", "groups"]
    add_fieldsets = [
        (gettext_lazy("Person"), {"fields": ["first_name", "last_name", "username", "email"]}),
        (gettext_lazy("Rights"), {"fields": ["groups"]}),
    ]

    # ------------------------------------------------------------ permissions
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        # Nobody sets a colleague's password: a link by mail lets them choose it.
        own_urls = [entry for entry in super().get_urls() if entry.name != "auth_user_password_change"]
        return [
            path("<int:pk>/einladen/", view(self.invite_view), name="core_user_invite"),
            path("<int:pk>/zweiter-faktor/", view(self.reset_view), name="core_user_reset_factor"),
            *own_urls,
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        own = list(super().get_readonly_fields(request, obj))
        return own if request.user.is_superuser else [*own, "is_superuser"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only superusers change superusers: whoever changes the address of an account can take it over."""
        return super().has_change_permission(request, obj) and self.is_below(request, obj) and not (obj and obj.left_at)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return (
            super().has_delete_permission(request, obj)
            and self.is_below(request, obj)
            and obj != request.user
            and not (obj and obj.left_at)
        )

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Anonymise the account instead of deleting it: history and log keep referring to one person."""
        user = get_object_or_404(User, pk=object_id) if object_id.isdigit() else None
        if user is None:
            raise Http404
        if not self.has_delete_permission(request, user):
            raise PermissionDenied
        if request.method == "POST":
            former_staff.empty(user)
            self.message_user(request, _("The account is empty and closed."), messages.SUCCESS)
            LogEntry.objects.log_actions(
                cast(User, request.user).pk, [user], CHANGE, "The account was emptied.", single_object=True
            )
            return HttpResponseRedirect(reverse("admin:core_user_changelist"))
        sentence = _(
            "Name, user name, address, roles and second factor of %(name)s are deleted for good, and nobody "
            "can log in with the account any more. What %(name)s decided stays in the history, under “former "
            "person %(number)d”."
        )
        sentence %= {"name": user, "number": user.pk}
        return self.question(request, user, _("Empty the account"), sentence, is_loss=True)

    def is_below(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or not obj.is_superuser or bool(request.user.is_superuser)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **{**kwargs, "widget": forms.CheckboxSelectMultiple})

    # ------------------------------------------------------------ inviting
    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        obj.is_staff = True
        obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        invitations.invite(obj)

    def response_add(self, request: HttpRequest, obj: User, *args: Any, **kwargs: Any) -> HttpResponse:
        text = _("%(name)s is invited. An e-mail with a link goes to %(email)s.")
        self.message_user(request, text % {"name": obj, "email": obj.email}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:core_user_changelist"))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        user = kwargs.get("obj")
        if user is not None and self.has_change_permission(request, user):
            context["is_invited"] = user.is_staff and user.is_active and not user.has_usable_password()
            context["has_factor"] = factors.has_factor(user)
        if user is not None and self.has_delete_permission(request, user):
            context["empty_url"] = reverse("admin:core_user_delete", args=[user.pk])
        context["show_delete"] = False  # nobody is deleted
        context["show_save_and_add_another"] = context["show_save_and_continue"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    # ------------------------------------------------------------ invitation and second factor of one colleague
    def colleague(self, request: HttpRequest, pk: int) -> User:
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return user

    def invite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = self.colleague(request, pk)
        if user.has_usable_password() or not (user.is_active and user.is_staff):
            self.message_user(request, _("%(name)s needs no invitation.") % {"name": user}, messages.INFO)
        elif request.method == "POST":
            with transaction.atomic():
                invitations.invite(user)
                self.log_change(request, user, _("Invitation sent again"))
            text = _("A new link goes to %(email)s. Earlier links no longer work.")
            self.message_user(request, text % {"email": user.email}, messages.SUCCESS)
        else:
            sentence = _("An e-mail with a new link goes to %(email)s. Earlier links no longer work.")
            return self.question(
                request, user, _("Send the invitation again"), sentence % {"email": user.email}, is_loss=False
            )
        return HttpResponseRedirect(reverse("admin:core_user_change", args=[user.pk]))

    def reset_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = self.colleague(request, pk)
        if not factors.has_factor(user):
            self.message_user(request, _("%(name)s has no second factor.") % {"name": user}, messages.INFO)
        elif request.method == "POST":
            with transaction.atomic():
                factors.remove_factor(user)
                self.log_change(request, user, _("Second factor reset"))
            text = _("The second factor of %(name)s is reset.")
            self.message_user(request, text % {"name": user}, messages.SUCCESS)
        else:
            sentence = _(
                "Telephone and recovery codes of %(name)s no longer work; the password alone opens the account until "
                "a new second factor is set up. Please make sure that it is really %(name)s who asks for this."
            )
            return self.question(request, user, _("Reset the second factor"), sentence % {"name": user}, is_loss=True)
        return HttpResponseRedirect(reverse("admin:core_user_change", args=[user.pk]))

    def question(self, request: HttpRequest, user: User, title: str, sentence: str, *, is_loss: bool) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "button": title,
            "sentence": sentence,
            "person": user,
            "is_loss": is_loss,
            "back_url": reverse("admin:core_user_change", args=[user.pk]),
        }
        return TemplateResponse(request, "admin/sign_in/confirm.html", context)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(StaffAdmin):
    """Roles. Those that the portal maintains (registry.roles) are read-only; the office may add further ones."""

    in_office_search = False
    search_fields = ["name"]
    list_display = ["name", "is_fixed"]
    actions = None  # no bulk deletion, which could include a fixed role

    @admin.display(description=gettext_lazy("fixed by the portal"), boolean=True)
    def is_fixed(self, group: Group) -> bool:
        return group.name in registry.roles

    @admin.display(description=gettext_lazy("what this role may do"))
    def what_it_may(self, group: Group) -> SafeString:
        sentences = registry.role_sentences.get(registry.roles.get(group.name, ""), [])
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((sentence,) for sentence in sentences)))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["name", "what_it_may"] if obj and self.is_fixed(obj) else ["name", "permissions"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["what_it_may"] if obj and self.is_fixed(obj) else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and self.is_fixed(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and self.is_fixed(obj))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offers only permissions that one of the fixed roles has: all others open no page."""
        fixed = Group.objects.filter(name__in=registry.roles)
        rights = Permission.objects.filter(pk__in=fixed.values("permissions")).select_related("content_type")
        return super().formfield_for_manytomany(
            db_field, request, **{**kwargs, "widget": forms.CheckboxSelectMultiple, "queryset": rights}
        )
