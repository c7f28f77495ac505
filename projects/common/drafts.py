"""Long forms that save as one goes: what is typed is kept as a draft until the form is handed in.

A draft is raw text, so it may be incomplete and wrong; a record is only made by handing in. The
page posts to its own address, so that whoever may not open the form cannot save a draft of it.
"""

import json
import uuid
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from projects.common.forms import LONGEST_ID
from projects.common.models import FormDraft

LONGEST = 100_000  # characters of one draft: many times what a form holds
MOST = 50  # drafts of one user
_NUL = "\x00"  # PostgreSQL's JSON cannot hold it


class DraftOutdated(Exception):
    """The draft was saved, finished or discarded elsewhere; ``stored`` is what is there now, or None."""

    def __init__(self, stored: FormDraft | None) -> None:
        super().__init__("outdated")
        self.stored = stored


@transaction.atomic
def save_draft(
    *, user: Any, form: str, key: str, title: str, data: dict[str, list[str]], version: int
) -> FormDraft:
    """Keeps ``data``; ``version`` is the one that the page knows, 0 before its first saving.

    Raises DraftOutdated where another page was first, ValidationError where it is too much.
    """
    if len(json.dumps(data)) > LONGEST:
        raise ValidationError(_("This is too long to be saved; shorten the texts."))
    mine = FormDraft.objects.visible_to(user)
    draft = mine.select_for_update(no_key=True).filter(form=form, key=key).first()
    if draft is None and version:
        raise DraftOutdated(None)
    if draft is None:
        if mine.count() >= MOST:
            raise ValidationError(_("You have too many unfinished forms; finish or discard some."))
        draft = FormDraft(user=user, form=form, key=key, version=0)
    if draft.version and draft.data == data:
        return draft  # saved already, by a page that was left before it heard so
    if draft.version != version:
        raise DraftOutdated(draft)
    draft.title, draft.data, draft.version = title[:100], data, version + 1
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:  # another page saved its first at the same moment
        raise DraftOutdated(mine.filter(form=form, key=key).first()) from None
    return draft


def drop_draft(*, user: Any, form: str, key: str) -> None:
    """Takes a draft away, because the form was handed in or is not wanted any more."""
    FormDraft.objects.visible_to(user).filter(form=form, key=key).delete()


class Restored(NamedTuple):
    """What a draft put into a form: from when it is, and the fields that lost a choice."""

    at: Any
    lost: list[str]


def restore(form: forms.BaseForm, draft: FormDraft) -> Restored:
    """Puts the texts of ``draft`` into the empty ``form``; choices out of scope are left out."""
    texts, lost = MultiValueDict(draft.data), []
    for name, field in form.fields.items():
        full_name = form.add_prefix(name)
        if full_name not in draft.data:
            continue
        typed = field.widget.value_from_datadict(texts, MultiValueDict(), full_name)
        kept = _still_offered(field, typed)
        if kept != typed:
            lost.append(str(field.label or name))
        form.initial[name] = kept
    return Restored(draft.updated_at, lost)


def _still_offered(field: forms.Field, typed: Any) -> Any:
    """``typed`` without the choices that ``field`` no longer offers."""
    if isinstance(field, forms.ModelChoiceField):
        several = isinstance(field, forms.ModelMultipleChoiceField)
        named = typed or [] if several else [typed] if typed else []
        ids = [text for text in named if text.isdecimal() and len(text) <= LONGEST_ID]
        offered: Any = field.queryset
        known = {str(pk) for pk in offered.filter(pk__in=ids).values_list("pk", flat=True)}
        kept = [text for text in named if text in known]
        return kept if several else kept[0] if kept else typed and ""
    if isinstance(field, forms.MultipleChoiceField):
        return [text for text in typed or [] if field.valid_value(text)]
    if isinstance(field, forms.ChoiceField) and typed:
        return typed if field.valid_value(typed) else ""
    return typed


class DraftedFormMixin:
    """A record's form that saves as one goes; put it before RecordCreateView or RecordUpdateView.

    ``draft_form``: the form's name among the drafts. ``draft_title``: the field that names a draft.
    """

    draft_form: str
    draft_title = "name"
    request: HttpRequest
    kwargs: dict[str, Any]
    object: Any

    def draft_key(self) -> str:
        """Which draft this page is about: the record that is edited, or the submission of a new one."""
        if "pk" in self.kwargs:
            return str(self.kwargs["pk"])
        try:
            key = self.request.POST.get("submission") or self.request.GET.get("draft", "")
            return str(uuid.UUID(key))
        except ValueError:
            return ""

    def later_url(self) -> str:
        """Where "save for later" leads."""
        raise NotImplementedError

    @cached_property
    def draft(self) -> FormDraft | None:
        """The draft that this page goes on with."""
        mine = FormDraft.objects.visible_to(self.request.user)
        return mine.filter(form=self.draft_form, key=self.draft_key()).first()

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)  # type: ignore[misc]
        self.restored = None
        if self.request.method == "GET" and self.draft:
            self.restored = restore(form, self.draft)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        opened = self.draft if self.request.method == "GET" else None
        return {
            "restored": getattr(self, "restored", None),
            # A page that comes back with errors still knows the version that it knew.
            "draft_version": opened.version if opened else self._known_version(),
            "later_url": self.later_url(),
            **context,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wants = {"save_for_later", "discard_draft"} & set(request.POST)
        if not wants:
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        self.object = self.get_object() if "pk" in self.kwargs else None  # type: ignore[attr-defined]
        if "discard_draft" in wants:
            self.finish_draft()
            messages.info(request, _("What was not handed in is discarded."))
            return HttpResponseRedirect(self.later_url())
        return self.keep_for_later()

    def keep_for_later(self) -> HttpResponse:
        """Saves what was typed as it is, and says so to the script or on the next page."""
        form = self.get_form()
        typed = self._typed(form)
        try:
            if not self.draft_key() or self.already_handed_in():
                raise DraftOutdated(None)
            draft = save_draft(
                user=self.request.user,
                form=self.draft_form,
                key=self.draft_key(),
                title="".join(typed.get(form.add_prefix(self.draft_title), [])[-1:]),
                data=typed,
                version=self._known_version(),
            )
        except DraftOutdated as outdated:
            words = _outdated_words(outdated.stored)
            return self._not_kept(form, words, outdated.stored, status=409)
        except ValidationError as refusal:
            return self._not_kept(form, refusal.messages[0], self.draft, status=400)
        said = _("Saved at {time}.").format(time=_clock(draft))
        if self._is_script():
            address = self.request.path if self.object else f"{self.request.path}?draft={draft.key}"
            return JsonResponse({"said": said, "version": draft.version, "address": address})
        more = _("You can go on with it at any time.")
        messages.success(self.request, f"{said} {more}")
        return HttpResponseRedirect(self.later_url())

    def already_handed_in(self) -> bool:
        """Whether the form of this draft has become a record meanwhile."""
        return False

    def finish_draft(self) -> None:
        """Takes the draft away; call it where the record is saved, in the same transaction."""
        drop_draft(user=self.request.user, form=self.draft_form, key=self.draft_key())

    def _known_version(self) -> int:
        """The version of the draft that the page knows; 0 before its first saving."""
        text = self.request.POST.get("draft_version", "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def _typed(self, form: Any) -> dict[str, list[str]]:
        names = [form.add_prefix(name) for name in form.fields]
        posted = self.request.POST
        return {name: [text.replace(_NUL, "") for text in posted.getlist(name)] for name in names}

    def _is_script(self) -> bool:
        return self.request.headers.get("Accept", "").startswith("application/json")

    def _not_kept(self, form: Any, why: str, stored: FormDraft | None, status: int) -> HttpResponse:
        if self._is_script():
            return JsonResponse({"said": why}, status=status)
        messages.error(self.request, why)
        draft_version = stored.version if stored else 0
        typed = FormDraft(data=self._typed(form), updated_at=timezone.now())
        fresh = type(form)(user=self.request.user, instance=form.instance, prefix=form.prefix)
        restore(fresh, typed)
        context = self.get_context_data(form=fresh)
        context |= {"draft_version": draft_version}
        return self.render_to_response(context, status=status)  # type: ignore[attr-defined]


def _outdated_words(stored: FormDraft | None) -> str:
    if stored is None:
        return _(
            "This form was handed in or discarded elsewhere, so it is not saved here any more."
        )
    words = _(
        "You went on with this form elsewhere at {time}, so this page does not save over it."
        " Reload the page to go on from there."
    )
    return words.format(time=_clock(stored))


def _clock(draft: FormDraft) -> str:
    return timezone.localtime(draft.updated_at).strftime("%H:%M")
