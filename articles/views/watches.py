"""A person's watches: listed, made, changed, paused, tested, and stopped by the link in a letter."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from articles.models import Article, Source, Watch
from articles.models.watch import MOST_EACH
from articles.search.find import Search
from articles.search.query import BadQuery, parse
from articles.stream import BadAddress, Filters
from articles.views.found import find_article
from articles.views.http import sorry
from articles.watches import letter, outbox
from articles.watches.form import AddressForm, WatchForm, chosen

MESSAGES = 30  # of the log, on the page of a watch

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """For people who may come to the desk, with their second factor where they have one; others learn that it takes an
    account, where they sign in, and how to follow changes without one."""

    @wraps(view)
    @never_cache
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if admin.site.has_permission(request):
            return view(request, *args, **kwargs)
        login = f"{reverse('admin:login')}?{urlencode({'next': request.get_full_path()})}"
        if request.user.is_staff:  # the second factor is missing, and asked for there
            return redirect(login)
        return sorry(
            request,
            status=403,
            title=_("To be told, sign in"),
            message=_(
                "Letters and other messages need an account of this site, which its editors give. Without one, follow "
                "the feeds: each article, source, search and list of changes has its own."
            ),
            links=((login, _("Sign in")), (reverse("feed", args=["rss"]), _("Feed of all changes (RSS)"))),
        )

    return checked


@signed_in
def watches(request: HttpRequest) -> HttpResponse:
    """One's own watches."""
    waiting = Count("deliveries", filter=Q(deliveries__state="waiting"))
    found = _own(request).select_related("article").annotate(waiting=waiting).order_by("name", "pk")
    return render(request, "watches/list.html", {"watches": list(found), "email": _person(request).email})


@signed_in
def address(request: HttpRequest) -> HttpResponse:
    """Where one's letters go: the e-mail address of one's account."""
    form = AddressForm(request.POST if request.method == "POST" else None, instance=_person(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("watches")
    return render(request, "watches/address.html", {"form": form}, status=400 if form.errors else 200)


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """A new watch of what ``?article=``, or ``?page=changes`` or ``search`` with that page's parameters, name."""
    try:
        watch = _asked_for(request)
    except (BadAddress, BadQuery) as error:
        links = ((reverse("watches"), _("Your watches")),)
        return sorry(request, status=400, title=_("This cannot be watched"), message=str(error), links=links)
    if _own(request).count() >= MOST_EACH:
        links = ((reverse("watches"), _("Your watches")),)
        message = _("You have %(most)s watches, which is as many as one person may have. Delete some first.")
        said = message % {"most": MOST_EACH}
        return sorry(request, status=409, title=_("Too many watches"), message=said, links=links)
    return _form(request, watch)


@signed_in
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    """One watch: how it tells, and its log."""
    return _form(request, _find(request, pk))


@signed_in
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Pause it, resume it, delete it, send a test, or make a new secret."""
    found = _find(request, pk)
    if action == "pause":
        found.stop(Watch.State.PAUSED)
    elif action == "resume":
        found.resume(timezone.now())
    elif action == "test":
        outbox.test(found)
    elif action == "secret":
        found.make_secret()
        found.save(update_fields=["secret"])
    elif action == "delete":
        found.delete()
        return redirect("watches")
    return redirect("watch", pk=pk)


@csrf_exempt
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a watch by the signed link in its letters, without signing in.

    GET only asks, for programs follow links; POST does it, also from a mail program's own button (RFC 8058), which
    has no token of ours against forgery: the link itself is the proof.
    """
    found = letter.watch_of(token)
    if found is None:
        message = _("This link is not complete, or what it would stop was deleted.")
        return sorry(request, status=404, title=_("There is nothing to stop"), message=message)
    done = request.method == "POST"
    if done and found.state == Watch.State.ACTIVE:
        found.stop(Watch.State.PAUSED)
    return render(request, "watches/stop.html", {"watch": found, "done": done or found.state != Watch.State.ACTIVE})


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _own(request: HttpRequest) -> Any:
    return Watch.objects.filter(owner=_person(request))


def _find(request: HttpRequest, pk: int) -> Watch:
    found: Watch = get_object_or_404(_own(request).select_related("article"), pk=pk)
    return found


def _asked_for(request: HttpRequest) -> Watch:
    """The watch that an address asks for, with a name. Raises BadAddress, BadQuery, Http404."""
    query = request.GET
    made = Watch(owner=_person(request), language=get_language() or "en")
    if number := query.get("article", ""):
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise BadAddress(_("“article” is the number of an article."))
        made.kind, made.article = Watch.Kind.ARTICLE, find_article(int(number))
        made.name = letter.subject_of(made, made.article)
    elif query.get("page") == "search":
        search = Search.read(query).but(sort="best")
        parse(search.q)
        made.kind, made.name = Watch.Kind.SEARCH, search.q[:200]
        made.set_query(search.address())
    else:
        filters = Filters.read(query)
        made.kind = Watch.Kind.CHANGES
        made.set_query(filters.address())
        source = Source.objects.filter(slug=filters.source).values_list("name", flat=True).first()
        made.name = source or filters.source or _("All changes")
    return made


def _form(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The form of a watch, new or not; posted, it is saved."""
    email = _person(request).email
    initial = chosen(watch)
    if not watch.pk and not email:
        initial["channel"] = Watch.Channel.WEBHOOK
    form = WatchForm(request.POST if request.method == "POST" else None, initial=initial, email=email)
    if request.method == "POST" and form.is_valid():
        form.fill(watch)
        watch.save()
        return redirect("watch", pk=watch.pk)
    context = {
        "watch": watch,
        "form": form,
        "seen": page_of(watch),
        "email": email,
        "messages_sent": list(watch.messages.annotate(count=Count("deliveries")).order_by("-pk")[:MESSAGES])
        if watch.pk
        else [],
        "waiting": watch.deliveries.filter(state="waiting").count() if watch.pk else 0,
        "days": settings.WATCH_GIVE_UP_DAYS,
    }
    return render(request, "watches/watch.html", context, status=400 if form.errors else 200)


def page_of(watch: Watch) -> str:
    """The page that shows what is watched."""
    article: Article | None = watch.article
    if article is not None:
        return article.get_absolute_url()
    if watch.kind == Watch.Kind.SEARCH:
        return reverse("search") + watch.query
    slug = QueryDict(watch.query.lstrip("?")).get("source")
    alone = slug and watch.query == Filters(source=slug).address()
    return reverse("source", args=[slug]) if alone and slug else reverse("latest") + watch.query


@signed_in
def message(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What a message told: its changes as they are on record now."""
    found = _find(request, pk)
    sent = get_object_or_404(found.messages, pk=number)
    entries = [entry for _delivery, entry in letter.entries_of(sent.deliveries.order_by("at", "pk")) if entry]
    return render(request, "watches/message.html", {"watch": found, "message": sent, "entries": entries})
