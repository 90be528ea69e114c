"""The API's description: as OpenAPI for programs, as Swagger UI for people. Both are open; they hold no shop's data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny


class ApiSchemaView(SpectacularAPIView):
    """OpenAPI 3 as YAML, or as JSON for whoever accepts it (`?format=json`)."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


@require_safe
@cache_control(private=True, max_age=0)
def api_docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI from our own files: nothing is fetched from outside, and no script is written into the page."""
    return render(request, "api/docs.html")
