"""The compose file says what production needs, and holds no secret."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
SECRETS = ("SECRET_KEY", "FIELD_KEYS", "HASH_KEY", "POSTGRES_PASSWORD")


def test_the_services_of_production_are_there():
    assert set(SERVICES) == {"migrate", "web", "worker", "beat", "postgres", "redis"}
    assert SERVICES["postgres"]["image"] == "postgres:16"


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_each_lasting_service_has_a_health_check_and_comes_back(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_what_a_service_waits_for_exists_and_can_be_waited_for():
    for service in SERVICES.values():
        for name, wait in service.get("depends_on", {}).items():
            if wait["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[name]
            else:
                assert wait["condition"] == "service_completed_successfully"
                assert SERVICES[name]["restart"] == "no"


def test_data_lie_on_declared_volumes():
    mounted = {
        volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]
    }
    assert mounted == set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_comes_from_the_environment_or_compose_refuses(name):
    values = [
        value
        for service in SERVICES.values()
        for key, value in service.get("environment", {}).items()
        if key == name
    ]
    assert values
    assert all(re.fullmatch(rf"\$\{{{name}:\?.+\}}", value) for value in values)


def test_every_variable_of_the_compose_file_is_in_the_example():
    example = (ROOT / ".env.example").read_text()
    offered = set(re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE))
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", TEXT))
    assert asked <= offered


def test_the_example_holds_no_secret():
    example = (ROOT / ".env.example").read_text()
    for name in SECRETS:
        assert re.search(rf"^{name}=$", example, re.MULTILINE)
