"""The admin's site: who may come in, by password and, where it is set up, by a second factor."""

from __future__ import annotations

import base64
import io
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

RECOVERY_CODES = 10


def client_address(request: HttpRequest) -> str:
    """Whose login this is, for the count of failures: where TLS ends at a proxy, the address that it names last."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if settings.SITE_URL.startswith("https://") and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


class LoginForm(AdminAuthenticationForm):
    """Name and password, and a code where the user has a second factor."""

    code = forms.CharField(
        label="Code of your second factor, if you have one",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse who has a second factor and gives no code of it. Devices slow down guessing by themselves."""
        from django_otp import match_token, user_has_device

        super().confirm_login_allowed(user)
        if not user_has_device(user):
            return
        user.otp_device = match_token(user, self.cleaned_data.get("code", "").replace(" ", ""))
        if user.otp_device is None:
            raise forms.ValidationError("Give a code of your authenticator app, or a recovery code.", code="no_code")


class Desk(AdminSite):
    """The editor's desk."""

    site_header = "NewsDiffs: the editor’s desk"
    site_title = "NewsDiffs"
    index_title = "Desk"
    login_form = LoginForm
    login_template = "admin/desk_login.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff, who have shown their second factor if they have one or all must have one."""
        if not super().has_permission(request):
            return False
        user: Any = request.user
        if user.is_verified():
            return True
        if not hasattr(request, "second_factor_due"):  # asked for several times a page
            request.second_factor_due = settings.SECOND_FACTOR_REQUIRED or has_device(user)  # type: ignore[attr-defined]
        return not request.second_factor_due  # type: ignore[attr-defined]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page leads with what needs attention."""
        from articles.admin.attention import attention

        return super().index(request, {"attention": attention(request, timezone.now()), **(extra_context or {})})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The login page; who has logged in and lacks only a second factor is sent to set it up."""
        if settings.SECOND_FACTOR_REQUIRED and super().has_permission(request) and not has_device(request.user):
            return redirect("admin:second_factor")
        return super().login(request, extra_context)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Also the page of one's own second factor."""
        page = never_cache(require_http_methods(["GET", "HEAD", "POST"])(self.second_factor))
        return [path("second-factor/", page, name="second_factor"), *super().get_urls()]

    def second_factor(self, request: HttpRequest) -> HttpResponse:
        """Set up, renew or switch off one's own second factor. Each step is a POST."""
        if not super().has_permission(request):
            return redirect("admin:login")
        if has_device(request.user) and not self.has_permission(request):
            raise PermissionDenied  # logged in elsewhere, without the code
        context: dict[str, Any] = {**self.each_context(request), "title": "Second factor"}
        if request.method == "POST":
            context |= _carry_out(request, request.POST.get("do", ""))
        device = _devices(request.user).order_by("-confirmed").first()
        context |= {"device": device, "required": settings.SECOND_FACTOR_REQUIRED}
        if device is not None and not device.confirmed:
            context |= {"qr": _qr(device.config_url), "key": base64.b32encode(device.bin_key).decode()}
        return TemplateResponse(request, "admin/second_factor.html", context)


def has_device(user: Any) -> bool:
    """Whether a user has a second factor that works."""
    from django_otp import user_has_device

    return bool(user_has_device(user))


def _devices(user: Any) -> Any:
    from django_otp.plugins.otp_totp.models import TOTPDevice

    return TOTPDevice.objects.filter(user=user)


def _carry_out(request: HttpRequest, step: str) -> dict[str, Any]:
    """One step of the page; what it is to show because of it."""
    user: Any = request.user
    if step == "begin" and not has_device(user):
        _devices(user).delete()
        _devices(user).create(user=user, name="Authenticator app", confirmed=False)
    elif step == "confirm":
        return _confirm(request, user)
    elif step == "codes" and user.is_verified():
        _log(user, "Made new recovery codes.")
        return {"codes": _new_codes(user)}
    elif step == "off" and user.is_verified():
        from django_otp.plugins.otp_static.models import StaticDevice

        _devices(user).delete()
        StaticDevice.objects.filter(user=user).delete()
        _log(user, "Switched the second factor off.")
    return {}


def _confirm(request: HttpRequest, user: Any) -> dict[str, Any]:
    from django_otp import login

    device = _devices(user).filter(confirmed=False).first()
    if device is None:
        return {}
    if not device.verify_token(request.POST.get("code", "").replace(" ", "")):
        return {"problem": "That is not the code of this moment: see that the clock of your phone is right."}
    device.confirmed = True
    device.save()
    login(request, device)
    _log(user, "Switched the second factor on.")
    return {"codes": _new_codes(user)}


def _new_codes(user: Any) -> list[str]:
    """Recovery codes in the place of earlier ones: each opens the door once. Shown now and never again."""
    from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="Recovery codes")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def _log(user: Any, what: str) -> None:
    LogEntry.objects.log_actions(user.pk, get_user_model().objects.filter(pk=user.pk), CHANGE, what)


def _qr(url: str) -> str:
    """The key as a picture for a phone's camera: a data address, so that nothing is stored."""
    picture = io.BytesIO()
    segno.make(url).save(picture, kind="png", scale=5, border=3)
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()
