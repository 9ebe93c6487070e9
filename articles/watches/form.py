"""The forms of watches: how their owner wants to be told, and where."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Watch
from articles.scraping.addresses import clean_url

_SERVICE = "service:"  # before a service's name, where the form offers it


def chosen(watch: Watch) -> dict[str, str]:
    """What the form shows of a watch."""
    values = {name: str(getattr(watch, name)) for name in ("name", "channel", "address", "rhythm", "language")}
    if watch.channel == Watch.Channel.SERVICE:
        values |= {"channel": _SERVICE + watch.address, "address": ""}
    return values


class WatchForm(forms.Form):
    """Name, channel, address, rhythm, language."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    channel = forms.ChoiceField(label=gettext_lazy("Tell me"))
    address = forms.CharField(
        label=gettext_lazy("Address of the webhook"), required=False, max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://", "spellcheck": "false"}),
        help_text=gettext_lazy("Only for a webhook: an address of yours that takes POST requests with JSON."),
    )  # fmt: skip
    rhythm = forms.ChoiceField(label=gettext_lazy("How often"), choices=Watch.Rhythm.choices)
    language = forms.ChoiceField(label=gettext_lazy("Language of the messages"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        mail = _("by e-mail to %(address)s") % {"address": email} if email else _("by e-mail (you have no address)")
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        through = [(_SERVICE + name, _("through %(name)s") % {"name": name}) for name in settings.SERVICES]
        channel.choices = [("email", mail), ("webhook", Watch.Channel.WEBHOOK.label), *through]

    def clean_address(self) -> str:
        """A webhook's whole address, or a service's name."""
        if (channel := str(self.cleaned_data.get("channel", ""))).startswith(_SERVICE):
            return channel.removeprefix(_SERVICE)
        if self.cleaned_data.get("channel") != Watch.Channel.WEBHOOK:
            return ""
        try:
            return clean_url(self.cleaned_data["address"].replace("\x00", ""))
        except ValueError:
            said = _("This is no web address. Write a whole one, such as https://hooks.example.org/news.")
            raise forms.ValidationError(said) from None

    def clean_channel(self) -> str:
        """Mail needs somewhere to go."""
        channel: str = self.cleaned_data["channel"]
        if channel == Watch.Channel.EMAIL and not self.email:
            raise forms.ValidationError(
                _("Your account has no e-mail address. Enter one under “Your watches”, or choose a webhook.")
            )
        return channel

    def fill(self, watch: Watch) -> None:
        """Take over what was chosen."""
        for name, value in self.cleaned_data.items():
            setattr(watch, name, value)
        watch.channel = watch.channel.partition(":")[0]
        if not watch.secret:
            watch.make_secret()


class AddressForm(forms.ModelForm[User]):
    """Where a person's letters go. Empty: nowhere, and watches by e-mail wait."""

    class Meta:
        model = User
        fields = ("email",)
        labels = {"email": gettext_lazy("E-mail address")}
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "email"})}
