"""Sources in and out as files: what a file would do is shown first, and done all at once when an editor says so."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.catalogue.entries import MOST_BYTES, BadFile
from articles.catalogue.plan import FORMS, NEW, Plan, apply, compare, read, written
from articles.models import Source, SourceList

SourceAdmin = admin.ModelAdmin[Source]
SHOWN = 500  # entries of each kind on the page


class FileForm(forms.Form):
    """The file."""

    file = forms.FileField(help_text="CSV, OPML or JSON, told by its contents; at most 5 MB.")

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"The file has more than {MOST_BYTES // 1_000_000} MB. Split it.")
        return file


def give(model_admin: SourceAdmin, request: HttpRequest, form: str) -> HttpResponse:
    """All sources as a file."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if form not in FORMS:
        raise Http404
    text = written(Source.objects.order_by("slug").prefetch_related("feeds"), form)
    disposition = f'attachment; filename="newsdiffs-sources-{timezone.now():%Y-%m-%d}.{form}"'
    return HttpResponse(text, content_type=FORMS[form], headers={"Content-Disposition": disposition})


def hand_in(model_admin: SourceAdmin, request: HttpRequest) -> HttpResponse:
    """Where the file is handed in; and what was lately."""
    _may_import(model_admin, request)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, now = form.cleaned_data["file"], timezone.now()
        SourceList.objects.forget_old(now)
        made = SourceList.objects.create(
            name=file.name[:200], body=file.read(), handed_in_at=now, by_id=request.user.pk
        )
        return redirect("admin:articles_source_import_review", made.pk)
    recent = SourceList.objects.select_related("by").defer("body")[:10]
    return _page(model_admin, request, "Import sources", form=form, recent=recent)


def review(model_admin: SourceAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would do, compared with the archive as it is now; a POST does it, in one transaction."""
    _may_import(model_admin, request)
    file = get_object_or_404(SourceList.objects.select_related("by"), pk=pk)
    try:
        entries = read(bytes(file.body))
    except BadFile as error:
        return _page(model_admin, request, f"What {file.name} would do", file=file, problem=str(error))
    if request.method == "POST" and not file.applied_at:
        try:
            with transaction.atomic():
                plan = compare(entries)
                if plan.digest == request.POST.get("plan"):
                    _carry_out(request, file, plan)
                    said = f"{plan.counts['new']} sources added, {plan.counts['changed']} changed."
                    model_admin.message_user(request, said, messages.SUCCESS)
                    return redirect("admin:articles_source_changelist")
        except IntegrityError:
            pass  # another was quicker; what the file would do now is shown
        model_admin.message_user(
            request, "The sources have changed since you looked. This is what it would do now.", messages.WARNING
        )
    plan = compare(entries)
    parts = [(verdict, count, plan.of(verdict)[:SHOWN]) for verdict, count in plan.counts.items() if count]
    title = f"What {file.name} would do"
    return _page(model_admin, request, title, file=file, plan=plan, parts=parts, shown=SHOWN)


def _may_import(model_admin: SourceAdmin, request: HttpRequest) -> None:
    if not (model_admin.has_add_permission(request) and model_admin.has_change_permission(request)):
        raise PermissionDenied


def _carry_out(request: HttpRequest, file: SourceList, plan: Plan) -> None:
    """Do it, with a line in the log for each source. In a transaction of the caller's."""
    now = timezone.now()
    new = {step.slug for step in plan.of(NEW)}
    assert request.user.pk is not None
    for source, what in apply(plan, now=now):
        flag, verb = (ADDITION, "Added") if source.slug in new else (CHANGE, "Changed")
        said = f"{verb} by the import of {file.name}: {what}"
        LogEntry.objects.log_actions(request.user.pk, [source], flag, said, single_object=True)
    SourceList.objects.filter(pk=file.pk).update(applied_at=now)


def _page(model_admin: SourceAdmin, request: HttpRequest, title: str, **context: Any) -> HttpResponse:
    context |= {**model_admin.admin_site.each_context(request), "title": title, "opts": Source._meta}
    return TemplateResponse(request, "admin/articles/source/import.html", context)
