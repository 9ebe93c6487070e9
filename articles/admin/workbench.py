"""The extraction workbench: a capture beside its extract, and a source's rules tried on its last captures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from articles.models import Article, Source, Version
from articles.scraping.rules import Rules
from articles.workbench import effects, explained

LISTS = ("keep", "drop", "ignore")


class RulesForm(forms.Form):
    """A source's rules, one selector or pattern a line."""

    keep = forms.CharField(required=False, help_text="CSS or XPath, one a line: only what stands in these is article.")
    drop = forms.CharField(required=False, help_text="CSS or XPath, one a line: nothing in these is article.")
    title = forms.CharField(required=False, help_text="CSS or XPath of the headline.")
    ignore = forms.CharField(required=False, help_text="Regular expressions, one a line: such blocks are left out.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LISTS:
            self.fields[name].widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot work, with the reason."""
        try:
            Rules.from_json(self.rules())
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return self.cleaned_data

    def rules(self) -> dict[str, Any]:
        """The rules as a source keeps them."""
        data = self.cleaned_data
        lists = {name: [line.strip() for line in data.get(name, "").splitlines() if line.strip()] for name in LISTS}
        filled: dict[str, Any] = {name: lines for name, lines in lists.items() if lines}
        return filled | ({"title": data["title"].strip()} if data.get("title", "").strip() else {})

    @staticmethod
    def filled_in(rules: dict[str, Any]) -> dict[str, str]:
        """A source's rules as the form shows them."""
        lists = {name: "\n".join(rules.get(name) or []) for name in LISTS}
        return {**lists, "title": rules.get("title") or ""}


def workbench(model_admin: admin.ModelAdmin[Any], request: HttpRequest, pk: int) -> HttpResponse:
    """An article's capture explained; rules tried (``do=try``, nothing is written) and saved (``do=save``)."""
    if not request.user.has_perm("articles.change_source"):
        raise PermissionDenied
    article = get_object_or_404(Article.objects.select_related("source").defer("fingerprint"), pk=pk)
    source = article.source
    version = _version(article, request.GET.get("version", ""))
    form = RulesForm(request.POST or None, initial=RulesForm.filled_in(source.rules))
    rules, tried = source.rules, None
    if request.method == "POST" and form.is_valid():
        rules = form.rules()
        if request.POST.get("do") == "save":
            Source.objects.filter(pk=source.pk).update(rules=rules)
            model_admin.log_change(request, source, f"Rules of extraction, at the workbench: {rules}")
            model_admin.message_user(
                request,
                format_html(
                    "The rules are saved: pages are read by them from now on. "
                    '<a href="{}">Read what is on record anew</a>, if you like.',
                    reverse("admin:articles_source_reread", args=[source.pk]),
                ),
            )
            return redirect(f"{reverse('admin:articles_article_workbench', args=[pk])}?{request.GET.urlencode()}")
        tried = effects(source, rules)
    context = {
        **model_admin.admin_site.each_context(request), "title": f"How “{article}” is read"[:120],
        "opts": Article._meta, "article": article, "version": version, "form": form, "tried": tried,
        **_explained(version, rules),
    }  # fmt: skip
    name = "admin/articles/article/workbench.html"
    return TemplateResponse(request, f"{name}#effect" if getattr(request, "htmx", False) else name, context)


def _version(article: Article, number: str) -> Version | None:
    """The version asked for, or the latest."""
    versions = article.versions.select_related("article", "capture__blob").defer("capture__blob__data")
    if number.isascii() and number.isdigit() and len(number) < 9:
        return versions.filter(number=int(number)).first()
    return versions.order_by("-number").first()


def _explained(version: Version | None, rules: dict[str, Any]) -> dict[str, Any]:
    if version is None:
        return {"problem": "It has no such version."}
    try:
        return {"pieces": explained(version, rules)}
    except ValueError as error:
        return {"problem": str(error)}
