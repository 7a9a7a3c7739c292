import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def signed_in(client, alix):
    alix.language = "en"
    alix.save()
    client.force_login(alix)
    return client
