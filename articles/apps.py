"""The one app."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Articles, their versions, and who publishes them."""

    name = "articles"
    verbose_name = "NewsDiffs"
