"""Pages of groups and their members."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.history import edits
from projects.common.pagination import SummingPaginator
from projects.common.views import ScopedDetailView, ScopedListView
from projects.delivery.actions import (
    add_member,
    change_group,
    close_group,
    member_leaves,
    open_group,
)
from projects.delivery.filters import GroupFilter
from projects.delivery.forms import GroupCloseForm, GroupForm, LeaveForm, MemberForm
from projects.delivery.models import GroupMember, ServiceGroup, ServiceRecord
from projects.delivery.views.work import (
    OneProjectChip,
    WorkCreateView,
    WorkUpdateView,
    count_of_services,
    may_read_words,
    may_work,
    private,
)


class GroupPaginator(SummingPaginator):
    aggregates = {"open": Count("pk", filter=Q(closed_on__isnull=True))}


class GroupList(OneProjectChip, ScopedListView):
    """Groups, newest first, with the sessions planned and held."""

    model = ServiceGroup
    filterset_class = GroupFilter
    exported = True
    paginator_class = GroupPaginator
    extra_context = {"default_sort": "-opened_on"}

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("project", "worker")
        return rows.annotate(held=count_of_services("group"))


def runs_of(numbers: list[int]) -> str:
    """1, 2, 3 and 5 as “1–3, 5”."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


class GroupDetail(ScopedDetailView):
    """A group: its sessions as planned and as held; its members for the agency alone."""

    model = ServiceGroup

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("project__agency", "worker", "created_by")
        return rows.annotate(member_count=Count("memberships"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        group, user = self.object, self.request.user
        records = ServiceRecord.objects.visible_to(user).filter(group=group)
        held = list(records.select_related("place").order_by("session"))
        numbers = {record.session or 0 for record in held}
        planned = range(1, group.planned_sessions + 1)
        members = GroupMember.objects.visible_to(user).filter(group=group)
        return super().get_context_data(
            **kwargs,
            group=group,
            sessions=held,
            missing=runs_of([number for number in planned if number not in numbers]),
            held=len(held),
            attendances=sum(record.attendances for record in held),
            next_session=max(numbers, default=0) + 1,
            members=members.select_related("beneficiary"),
            reads_words=may_read_words(user),
            may_change=group.is_open and may_work(user, group.project),
            edits=edits(group),
        )


class GroupCreate(WorkCreateView):
    model = ServiceGroup
    form_class = GroupForm
    heading = gettext_lazy("Open a group")
    list_url = "group_list"
    saved_message = gettext_lazy("The group is open.")

    def save(self, form: Any) -> ServiceGroup:
        return open_group(
            project_id=form.project.pk,
            by=self.request.user,
            submission_key=form.cleaned_data.get("submission"),
            **form.entry(),
        )


class GroupUpdateView(WorkUpdateView):
    model = ServiceGroup

    def why_ended(self, record: ServiceGroup) -> str:
        if record.closed_on is None:
            return ""
        return _("This group ended on %(day)s.") % {"day": record.closed_on.isoformat()}


class GroupUpdate(GroupUpdateView):
    form_class = GroupForm

    def save(self, form: Any) -> ServiceGroup:
        return change_group(group_id=self.object.pk, by=self.request.user, **form.entry())


class GroupClose(GroupUpdateView):
    form_class = GroupCloseForm
    template_name = "delivery/servicegroup_verb.html"
    extra_context = {"heading": gettext_lazy("End the group")}
    saved_message = gettext_lazy("The group has ended.")

    def save(self, form: Any) -> ServiceGroup:
        data = form.cleaned_data
        return close_group(
            group_id=self.object.pk,
            by=self.request.user,
            day=data["closed_on"],
            evaluation=data["evaluation"],
        )


@private
class GroupMemberAdd(GroupUpdateView):
    form_class = MemberForm
    template_name = "delivery/servicegroup_verb.html"
    extra_context = {"heading": gettext_lazy("Add a member")}
    saved_message = gettext_lazy("The member is added.")

    def save(self, form: Any) -> ServiceGroup:
        data = form.cleaned_data
        return add_member(
            group_id=self.object.pk,
            beneficiary_id=data["beneficiary"].pk,
            joined_on=data["joined_on"],
            by=self.request.user,
        ).group


@require_POST
def group_member_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Enters the last day of a member; the row stays, as the sessions do."""
    members = GroupMember.objects.visible_to(request.user).select_related("group")
    member = get_object_or_404(members, pk=pk)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        messages.warning(request, form.errors["left_on"].as_text().removeprefix("* "))
        return redirect(member.group)
    try:
        member_leaves(member_id=member.pk, day=form.cleaned_data["left_on"], by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The last day is entered."))
    return redirect(member.group)
