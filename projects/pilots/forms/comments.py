"""Comments at the fields of a registration: made by a return, settled by the county."""

from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.common.forms import ReasonForm
from projects.pilots.application import FIELDS
from projects.pilots.models import FieldComment, Project

DONE, ANSWER, COMMENT = "done_", "answer_", "comment_"


class CommentBoxes(NamedTuple):
    """An open comment with the boxes in which the county settles it."""

    comment: FieldComment
    done: forms.BoundField
    answer: forms.BoundField


class CommentsToSettle:
    """Adds to a form a tick and an answer for each open comment; put it before RecordForm."""

    user: Any
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    comments: tuple[FieldComment, ...] = ()

    def add_comment_fields(self, project: Project) -> None:
        """The boxes for the open comments of ``project``; call it from ``limit_choices``."""
        found = FieldComment.objects.visible_to(self.user).filter(move__project=project).open()
        self.comments = tuple(found.select_related("move__by"))
        for comment in self.comments:
            done = forms.BooleanField(label=_("Dealt with"), required=False)
            done.widget.attrs["class"] = "form-check-input"
            answer = forms.CharField(label=_("Answer"), required=False, max_length=500)
            answer.widget.attrs |= {"class": "form-control", "placeholder": answer.label}
            self.fields |= {f"{DONE}{comment.pk}": done, f"{ANSWER}{comment.pk}": answer}

    def comment_boxes(self) -> dict[str, CommentBoxes]:
        """The open comments by the field that they are about; the newest where there are several."""
        return {
            comment.field: CommentBoxes(
                comment,
                self[f"{DONE}{comment.pk}"],  # type: ignore[index]
                self[f"{ANSWER}{comment.pk}"],  # type: ignore[index]
            )
            for comment in self.comments
        }

    def settled_comments(self) -> dict[int, str]:
        """{comment: answer} of those ticked or answered."""
        data = self.cleaned_data
        return {
            comment.pk: data[f"{ANSWER}{comment.pk}"].strip()
            for comment in self.comments
            if data[f"{DONE}{comment.pk}"] or data[f"{ANSWER}{comment.pk}"].strip()
        }


class ReturnForm(ReasonForm):
    """Why a registration goes back, and what is wrong at which field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in FIELDS.items():
            self.fields[f"{COMMENT}{name}"] = forms.CharField(
                label=_("Comment on: {}").format(label),
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 1, "class": "form-control"}),
            )

    def comments(self) -> dict[str, str]:
        """{field: text} of the fields that have a comment."""
        texts = {name: self.cleaned_data[f"{COMMENT}{name}"].strip() for name in FIELDS}
        return {name: text for name, text in texts.items() if text}
