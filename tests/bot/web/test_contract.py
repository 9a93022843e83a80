"""The OpenAPI document against the application: whatever is sent, no 5xx, and responses as documented."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, settings
from starlette.testclient import TestClient
from web_checks import Clients

if TYPE_CHECKING:
    import schemathesis

FEW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("with_keys", [False, True])
def test_nothing_that_is_sent_breaks_the_api(
    make_app: Callable[..., FastAPI], clients: Clients, keys_file: object, *, with_keys: bool
) -> None:
    import schemathesis

    app = make_app(**({"api_keys": keys_file} if with_keys else {}))
    clients(app)  # opens the store, and closes it
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    headers = {"authorization": "Bearer chief"} if with_keys else {}
    tried = [FEW(checked(operation.ok(), headers)) for operation in schema.get_all_operations()]

    for each in tried:
        each()

    assert len(tried) >= 15


def checked(operation: schemathesis.APIOperation, headers: dict[str, str]) -> Callable[[], None]:
    """A property of one operation: every generated case is answered without a 5xx, or as not built or not ready."""
    from hypothesis import given

    @given(case=operation.as_strategy())
    def property_(case: schemathesis.Case) -> None:
        response = case.call(headers=headers, timeout=120)  # hung, not slow
        assert response.status_code < 500 or response.status_code == 501, (case.as_curl_command(), response.text)
        if response.status_code >= 400 and not operation.path.startswith("/static"):
            assert response.headers["content-type"][0].startswith("application/problem+json")

    return property_


def test_every_address_of_the_design_is_documented(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    assert {
        "/v1/ask",
        "/v1/ask/stream",
        "/v1/verify",
        "/v1/topics",
        "/v1/guidelines/{id}",
        "/v1/passages/{id}",
        "/v1/answers/{fingerprint}",
        "/v1/feedback",
        "/healthz",
        "/readyz",
    } <= set(paths)
