"""Django's admin with our own site in it."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """The admin app; its site asks for the second factor."""

    default_site = "articles.desk.Desk"
