"""The page that describes the API to people: drawn from its OpenAPI document, readable without a script."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.api.site import document


def docs(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters, its answer and an example."""
    described = document()
    context = {
        "about": described["info"]["description"],
        "sections": _sections(described),
        "shapes": _shapes(described),
        "site": settings.SITE_URL,
        "open": settings.API_READING == "OPEN",
        "limit": settings.API_RATE_LIMIT,
        "token_limit": settings.API_TOKEN_RATE_LIMIT,
    }
    return render(request, "api_docs.html", context)


def _sections(described: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    sections: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for address, operations in described["paths"].items():
        for method, operation in operations.items():
            sections[operation["tags"][0]].append(_operation(address, method, operation))
    return dict(sections)


def _operation(address: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    answers = {int(status): answer for status, answer in operation["responses"].items()}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "address": address,
        "text": operation.get("description") or operation["summary"],
        "parameters": [{**one, "type": _type(one["schema"])} for one in operation["parameters"]],
        "body": _type(body) if body else "",
        "answers": [
            {"status": status, "text": answer["description"], "shape": _shape(answer)}
            for status, answer in sorted(answers.items())
        ],
    }


def _shape(answer: dict[str, Any]) -> str:
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    return _type(schema) if schema else ""


def _shapes(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "text": shape.get("description", ""),
            "members": [
                {"name": member, "type": _type(schema), "text": schema.get("description", "")}
                for member, schema in shape.get("properties", {}).items()
            ],
        }
        for name, shape in sorted(described["components"]["schemas"].items())
    ]


def _type(schema: dict[str, Any]) -> str:
    """A JSON schema in a few words, such as “list of BlockOut”."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if "allOf" in schema:
        return " and ".join(_type(one) for one in schema["allOf"])
    if "enum" in schema:
        return " | ".join(f"“{value}”" for value in schema["enum"])
    if "const" in schema:
        return f"“{schema['const']}”"
    if schema.get("type") == "array":
        if "prefixItems" in schema:
            return f"[{', '.join(_type(one) for one in schema['prefixItems'])}]"
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type", "anything"))
