"""A source's captures read anew: ordered here, done by a scraper or worker, with its progress shown."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.models import Rereading, Source


def reread(model_admin: admin.ModelAdmin[Source], request: HttpRequest, pk: int) -> HttpResponse:
    """What reading anew would do, and has done; a POST orders either (``do=look`` or ``do=apply``)."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    source = get_object_or_404(Source, pk=pk)
    if request.method == "POST" and request.POST.get("do") in {"look", "apply"}:
        _order(model_admin, request, source, apply=request.POST["do"] == "apply")
        return redirect("admin:articles_source_reread", pk)
    jobs = list(source.rereadings.select_related("asked_by", "source")[:10])
    current = jobs[0] if jobs else None
    context = {
        **model_admin.admin_site.each_context(request), "title": f"Read {source} anew", "opts": Source._meta,
        "source": source, "job": current, "earlier": jobs[1:], "running": current and current.done_at is None,
    }  # fmt: skip
    name = "admin/articles/source/reread.html"
    return TemplateResponse(request, f"{name}#progress" if getattr(request, "htmx", False) else name, context)


def _order(model_admin: admin.ModelAdmin[Any], request: HttpRequest, source: Source, *, apply: bool) -> None:
    """Put the order on record, unless one waits already."""
    try:
        with transaction.atomic():
            Rereading.objects.create(source=source, apply=apply, asked_at=timezone.now(), asked_by_id=request.user.pk)
    except IntegrityError:
        model_admin.message_user(request, "This source is being read anew already; wait for its end.")
        return
    what = "to read all captures anew" if apply else "what reading all captures anew would do"
    model_admin.log_change(request, source, f"Asked {what}.")
