"""Base views: generic class-based views that start from ``visible_to`` and ask for a role."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    HttpResponseServerError,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, UpdateView
from django_filters.views import FilterView

StrOrPromise = str | Promise


class ScopedMixin:
    """Fetches only what the user may see, so that a stranger's record answers 404.

    roles: who may open this page at all (403 for the others); empty means every role that can see rows.
    """

    model: type[models.Model]
    roles: ClassVar[frozenset[str]] = frozenset()
    request: HttpRequest

    def get_queryset(self) -> Any:
        return self.model._default_manager.visible_to(self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.check_role(request)
        return super().dispatch(request, *args, **kwargs)

    def check_role(self, request: HttpRequest) -> None:
        """Refuses with 403 who is in no role for this page; an invisible record is 404 first."""
        if self.roles and request.user.role not in self.roles:
            if "pk" in self.kwargs:
                self.get_object()
            raise PermissionDenied

    def refused_meanwhile(self, form: Any, refusal: IntegrityError) -> HttpResponse:
        """Answers a save that a constraint refused because somebody else was first.

        The form, asked again, now sees the other record and says so at its field. Where it still
        sees nothing wrong the fault is ours, and ``refusal`` is raised.
        """
        form.full_clean()
        if not form.errors:
            raise refusal
        return self.form_invalid(form)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}


class ScopedListView(ScopedMixin, FilterView):
    """A filtered, sorted, paginated list in three queries: the user, the count, the page.

    readers: the roles for whom this list exists; for others it is 403, not an empty page.
    exported: whether all its pages can be had as a file (the rooms above say with which columns).
    """

    paginate_by = 20
    exported = False

    def check_role(self, request: HttpRequest) -> None:
        if request.user.role not in self.get_queryset().readers:
            raise PermissionDenied
        super().check_role(request)

    def get_template_names(self) -> list[str]:
        meta = self.model._meta
        return [f"{meta.app_label}/{meta.model_name}_list.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["page_range"] = context["paginator"].get_elided_page_range(
            context["page_obj"].number, on_each_side=1, on_ends=1
        )
        if self.exported:
            context["export"] = self.request.resolver_match.url_name
        return context


class ScopedDetailView(ScopedMixin, DetailView):
    """One record that the user may see."""


class RecordCreateView(ScopedMixin, CreateView):
    """Makes one record by the form's ``save``; the same submission sent twice makes one."""

    saved_message: StrOrPromise = ""

    def form_valid(self, form: Any) -> HttpResponse:
        key = form.cleaned_data.get("submission")
        if again := self._already_saved(key):
            return self._redirect_to(again)
        form.instance.submission_key = key
        form.instance.created_by = self.request.user
        try:
            with transaction.atomic():
                self.object = self.save(form)
        except IntegrityError as refusal:
            if again := self._already_saved(key):
                return self._redirect_to(again)
            if self.model._default_manager.filter(submission_key=key).exists():
                # The key was taken from somebody else's form, whose record is not hers to see.
                raise PermissionDenied from None
            return self.refused_meanwhile(form, refusal)
        except ValidationError as refusal:
            return self.form_invalid(with_refusal(form, refusal))
        messages.success(self.request, str(self.saved_message or _("Saved.")))
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        # The second of two clicks meets its own record as a duplicate: that is no fault of the user.
        if again := self._already_saved(form.cleaned_data.get("submission")):
            return self._redirect_to(again)
        return super().form_invalid(form)

    def save(self, form: Any) -> Any:
        """Saves the form; rooms call their action here. A ValidationError becomes the form's errors."""
        return form.save()

    def _already_saved(self, key: Any) -> Any:
        if key is None:
            return None
        return self.get_queryset().filter(submission_key=key, created_by=self.request.user).first()

    def _redirect_to(self, record: Any) -> HttpResponse:
        messages.info(self.request, _("This was already saved; here it is."))
        self.object = record
        return HttpResponseRedirect(self.get_success_url())


class RecordUpdateView(ScopedMixin, UpdateView):
    """Edits one record; when somebody else saved meanwhile, shows both versions and saves neither.

    locks_first: the path to what the room's actions lock before the record, so that an edit and an
    action at the same moment wait for one another and do not block each other for ever.
    """

    saved_message: StrOrPromise = ""
    locks_first: ClassVar[tuple[str, ...]] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.check_role(request)
        record = self.get_object()
        if why := self.why_closed(record):
            return self._closed(record, why)
        return super().dispatch(request, *args, **kwargs)

    def why_closed(self, record: Any) -> str:
        """Why ``record`` can no longer be edited, or "": rooms say what closes theirs."""
        return ""

    def _closed(self, record: Any, why: str) -> HttpResponse:
        messages.warning(self.request, why)
        return HttpResponseRedirect(record.get_absolute_url())

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                self._lock_what_comes_first()
                stored = (
                    self.get_queryset()
                    .select_for_update(of=("self",), no_key=True)
                    .get(pk=self.object.pk)
                )
                if why := self.why_closed(stored):
                    return self._closed(stored, why)
                if stored.version != form.cleaned_data.get("version"):
                    return self._show_both(form, stored)
                self._keep_what_moved(form, stored)
                form.instance.version = stored.version + 1
                self.object = self.save(form)
        except IntegrityError as refusal:
            return self.refused_meanwhile(form, refusal)
        except ValidationError as refusal:
            return self.form_invalid(with_refusal(form, refusal))
        messages.success(self.request, str(self.saved_message or _("Saved.")))
        return HttpResponseRedirect(self.get_success_url())

    def get_object(self, queryset: Any = None) -> Any:
        record = super().get_object(queryset)
        self.loaded = {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields}
        return record

    def _lock_what_comes_first(self) -> None:
        above = self.object
        for name in self.locks_first:
            above = getattr(above, name)
        if above is not self.object:
            rows = type(above)._default_manager.select_for_update(no_key=True)
            rows.values_list("pk").get(pk=above.pk)

    def _keep_what_moved(self, form: Any, stored: Any) -> None:
        """Running totals may have moved since the record was read: what the form left alone stays as
        the locked row has it."""
        for field in stored._meta.concrete_fields:
            if getattr(form.instance, field.attname) == self.loaded[field.attname]:
                setattr(form.instance, field.attname, getattr(stored, field.attname))

    def _show_both(self, form: Any, stored: Any) -> HttpResponse:
        form.newer = stored
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = str(stored.version)
        return self.render_to_response(self.get_context_data(form=form), status=409)

    def save(self, form: Any) -> Any:
        """Saves the form; rooms call their action here. A ValidationError becomes the form's errors."""
        return form.save()


def posted_version(request: HttpRequest) -> int | None:
    """The version of the record that the page was made from; None where the page names none."""
    text = request.POST.get("version", "")
    # Nine digits are more than any version has, and few enough for int() to read.
    return int(text) if text.isdecimal() and len(text) < 10 else None


def with_refusal(form: Any, refusal: ValidationError) -> Any:
    """The form with what an action refused, at the fields that it names."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return form
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
    return form


def _plain_page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    return render(request, template, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the page does not exist, or not for this user."""
    return _plain_page(request, "404.html", 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the page exists, but another role does this."""
    return _plain_page(request, "403.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault, without a stack trace, and without a question to a database that may be away."""
    return HttpResponseServerError(render_to_string("500.html"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long or came from elsewhere, with the way back."""
    return _plain_page(request, "403_csrf.html", 403)
