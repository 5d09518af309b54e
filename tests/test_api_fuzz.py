"""The API against its own description, with what a machine thinks of to ask: the same on every run."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis.generation import GenerationMode

from talks.api.description import describe
from talks.models import Edition
from talks.record.freezing import freeze, publish_edition
from talks.record.open_data.datasets import DATASETS
from tests.test_api import API, LATER, ApiTestCase

# What is answered as it is, so that it is what the description says.
HEADERS = {"Accept-Encoding": "identity"}
# Of the others the filters are of the same sorts.
DIFFERENT = [
    *("/", "/openapi.json", "/tracks/", "/tracks/{id}/"),
    *("/sources/", "/rounds/", "/events/", "/decisions/", "/statements/"),
]
GUARANTORS = ["russia", "turkey", "iran"]
at_random = settings(
    max_examples=4,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class FuzzTestCase(ApiTestCase):
    """Every answer is described, its status, type and schema; what is wrong is refused, and nothing else."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        freeze(cls.edition)
        publish_edition(Edition.objects.create(number=2, day=LATER), dt.datetime(2019, 5, 3, tzinfo=dt.UTC))

    def setUp(self) -> None:
        super().setUp()
        for signal in (request_started, request_finished):
            # As the client of the tests does it: else each answer would end the transaction of the test.
            signal.disconnect(close_old_connections)
            self.addCleanup(signal.connect, close_old_connections)
        self.description = self.with_what_there_is(json.loads(json.dumps(describe())))

    def with_what_there_is(self, description: dict[str, Any]) -> dict[str, Any]:
        """Put the ids that there are into a description, so that what is asked finds something."""
        parameters = description["components"]["parameters"]
        parameters["edition"]["schema"] |= {"enum": [1, 2]}
        for path, operation in description["paths"].items():
            for parameter in operation["get"]["parameters"]:
                if names := parameter.get("x-names"):
                    schema = {"enum": GUARANTORS if names == "parties" else self.some_ids(names)}
                    is_list = parameter["schema"].get("type") == "array"
                    parameter["schema"] = parameter["schema"] | {"items": schema} if is_list else schema
                elif path == "/sources/" and parameter.get("name") in ("publisher", "language"):
                    parameter["schema"] = {"enum": ["TASS" if parameter["name"] == "publisher" else "ar"]}
        return description

    def some_ids(self, dataset: str) -> list[str]:
        return list(DATASETS[dataset].entries(self.as_of()).values_list("slug", flat=True)[:5])

    def operations(self) -> Iterator[schemathesis.APIOperation]:
        schema = schemathesis.openapi.from_dict(self.description)
        schema.app = get_wsgi_application()
        schema.config.base_url = f"http://testserver{API}".rstrip("/")
        for result in schema.get_all_operations():
            yield result.ok()

    def test_every_bound_of_every_parameter_is_answered_as_described(self):
        self.leave_out_what_is_alike()
        statuses = Counter()
        for operation in self.operations():
            with self.subTest(operation.label):
                for case in operation.schema.iter_coverage_cases(
                    operation,
                    generation_modes=list(GenerationMode),
                    generation_config=operation.schema.config.generation,
                ):
                    statuses[case.call_and_validate(headers=HEADERS).status_code] += 1
        self.assertGreater(statuses[200], 100)
        self.assertGreater(statuses[400], 300)

    def leave_out_what_is_alike(self) -> None:
        """Keep the lists that differ in what they do, and of what every address can be asked one example."""
        paths = self.description["paths"]
        for path in list(paths):
            if path not in DIFFERENT:
                del paths[path]
            elif not path.startswith("/tracks/"):
                operation = paths[path]["get"]
                operation["parameters"] = [one for one in operation["parameters"] if "$ref" not in one]

    def test_whatever_is_asked_at_random_is_answered_as_described(self):
        for operation in self.operations():
            for mode in GenerationMode:
                with self.subTest(operation.label, mode=mode):
                    self.ask_at_random(operation.as_strategy(generation_mode=mode))

    def ask_at_random(self, cases: Any) -> None:
        @at_random
        @given(case=cases)
        def answers_as_described(case: schemathesis.Case) -> None:
            # That the days are in order cannot be described.
            assume(not {"since", "until"} <= set(case.query or ()))
            case.call_and_validate(headers=HEADERS)

        answers_as_described()
