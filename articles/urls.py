"""The addresses of the site (DESIGN §3.3)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
