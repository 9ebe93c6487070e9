"""A source added by pasting its homepage: a scraper looks, the editor sees what would be stored, and then saves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.models import Source, Survey
from articles.scraping.addresses import clean_url
from articles.scraping.discover import FoundFeed
from articles.sources import add, slug_for


class AddressForm(forms.Form):
    """The pasted address."""

    url = forms.CharField(label="Homepage or feed", widget=forms.URLInput(attrs={"size": 60, "autofocus": True}))

    def clean_url(self) -> str:
        """The address, tidied; a host alone will do."""
        text = self.cleaned_data["url"].strip()
        try:
            return clean_url(text if "://" in text else f"https://{text}")
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class SourceForm(forms.Form):
    """What was found, filled in, for the editor to correct."""

    name = forms.CharField(max_length=200)
    slug = forms.SlugField(max_length=64, help_text="Short name in addresses, such as bbc.")
    homepage = forms.CharField(widget=forms.URLInput(attrs={"size": 60}), required=False)
    country = forms.CharField(max_length=2, required=False, help_text="ISO 3166 code, such as GB.")
    language = forms.CharField(max_length=35, required=False, help_text="BCP 47 code, such as en or pt-BR.")
    feeds = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, *, survey: Survey) -> None:
        found = survey.found
        feeds = found.get("feeds", [])
        initial = {
            "name": found.get("name"), "slug": slug_for(found.get("homepage") or survey.url),
            "homepage": found.get("homepage"), "language": found.get("language"),
            "feeds": [feed["url"] for feed in feeds if not feed["problem"]],
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.found = {feed["url"]: FoundFeed(feed["url"], feed["title"], feed["kind"]) for feed in feeds}
        field = self.fields["feeds"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(feed["url"], _in_words(feed)) for feed in feeds]

    def save(self) -> Source:
        """Add the source with its chosen feeds. Raises ValueError."""
        data = self.cleaned_data
        chosen = [self.found[url] for url in data["feeds"]]
        source = add(
            data["homepage"], data["name"], chosen, slug=data["slug"], language=data["language"], now=timezone.now()
        )
        if data["country"]:
            Source.objects.filter(pk=source.pk).update(country=data["country"].upper())
        return source


def _in_words(feed: dict[str, Any]) -> str:
    state = f"not usable: {feed['problem']}" if feed["problem"] else f"{feed['links']} articles"
    return " · ".join(filter(None, (feed["title"], feed["url"], feed["kind"], state)))


def ask(model_admin: admin.ModelAdmin[Source], request: HttpRequest) -> HttpResponse:
    """Where the address is pasted."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        survey = Survey.objects.create(
            url=form.cleaned_data["url"], asked_at=timezone.now(), asked_by_id=request.user.pk
        )
        return redirect("admin:articles_source_survey", survey.pk)
    recent = Survey.objects.select_related("source")[:10]
    return _page(model_admin, request, "Add a source by its homepage", form=form, recent=recent)


def show(model_admin: admin.ModelAdmin[Source], request: HttpRequest, pk: int) -> HttpResponse:
    """What was found there, once a scraper has looked; and the form that saves it."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    survey = get_object_or_404(Survey.objects.select_related("source"), pk=pk)
    form = None
    if survey.answered_at and not survey.found.get("problem") and survey.source is None:
        form = SourceForm(request.POST or None, survey=survey)
        if request.method == "POST" and form.is_valid():
            try:
                source = form.save()
            except ValueError as error:
                form.add_error(None, str(error))
            else:
                Survey.objects.filter(pk=pk).update(source=source)
                model_admin.log_addition(request, source, f"Added by its homepage, {survey.url}")
                model_admin.message_user(request, f"{source} is watched; its feeds are polled at the next turn.")
                return redirect("admin:articles_source_change", source.pk)
    return _page(model_admin, request, f"What is at {survey.url}", survey=survey, form=form)


def _page(model_admin: admin.ModelAdmin[Source], request: HttpRequest, title: str, **context: Any) -> HttpResponse:
    context |= {**model_admin.admin_site.each_context(request), "title": title, "opts": Source._meta}
    name = "admin/articles/source/survey.html"
    return TemplateResponse(request, f"{name}#found" if getattr(request, "htmx", False) else name, context)
