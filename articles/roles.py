"""The three roles of the desk, as groups: what each may do. A migration puts them into the database."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management import create_permissions

VIEW = frozenset({
    "alias", "article", "blob", "capture", "check", "copy", "event", "feed", "folded", "furniture", "health", "host",
    "noise", "rereading", "source", "sourcelist", "suggestion", "survey", "version",
})  # fmt: skip
EDIT = frozenset({
    "add_source", "change_source", "add_feed", "change_feed", "delete_feed", "change_article", "change_host",
    "delete_furniture", "change_suggestion",
})  # fmt: skip
ROLES: dict[str, set[tuple[str, str]]] = {
    "Viewer": {("articles", f"view_{model}") for model in VIEW},
}
ROLES["Editor"] = ROLES["Viewer"] | {("articles", name) for name in EDIT} | {("admin", "view_logentry")}
ROLES["Admin"] = ROLES["Editor"] | {
    ("articles", "delete_source"), ("articles", "delete_article"), ("articles", "view_watch"),
    ("articles", "delete_watch"), ("articles", "view_message"), ("articles", "view_delivery"),
    *(("auth", f"{verb}_{model}") for verb in ("view", "add", "change", "delete") for model in ("user", "group")),
    *(("axes", f"{verb}_accessattempt") for verb in ("view", "delete")),
    *(("articles", f"{verb}_apitoken") for verb in ("view", "add", "change", "delete")),
}  # fmt: skip


def make(apps: Any, group_model: Any, permission_model: Any) -> None:
    """Make the groups with their permissions, which are themselves made first where they are not there yet.

    An operator's own additions to a group stay.
    """
    for name in ("articles", "auth", "admin", "axes"):
        config = apps.get_app_config(name)
        config.models_module = True  # of the models as a migration sees them; without, nothing is made
        create_permissions(config, apps=apps, verbosity=0)
    for role, wanted in ROLES.items():
        group, _ = group_model.objects.get_or_create(name=role)
        for app, codename in wanted:
            found = permission_model.objects.filter(content_type__app_label=app, codename=codename).first()
            if found is not None:
                group.permissions.add(found)
