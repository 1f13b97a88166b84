"""The container files hold together as far as that shows without a container engine."""

import ast
import importlib
import json
import re
import shlex
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def settings_variables():
    """The names settings.py reads from the environment: the first word of every env.something("NAME", ...)."""
    tree = ast.parse((ROOT / "peerchallenge" / "settings.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    read = [call for call in calls if isinstance(call.func.value, ast.Name) and call.func.value.id == "env"]
    return {call.args[0].value for call in read if call.func.attr != "read_env"}


def words(command):
    return shlex.split(command if isinstance(command, str) else command[-1])


def option(command, *names):
    given = words(command)
    return next(given[place + 1] for place, word in enumerate(given) if word in names)


def instruction(name):
    return re.findall(rf"^{name} (.*)$", DOCKERFILE, re.MULTILINE)


def test_the_website_the_worker_and_the_clock_are_one_image():
    assert set(OURS) == {"web", "worker", "clock"}
    assert {service["image"] for service in OURS.values()} == {"peerchallenge"}


def test_compose_sets_the_variables_settings_reads_and_no_others():
    assert {name: set(service["environment"]) for name, service in OURS.items()} == dict.fromkeys(
        OURS, settings_variables()
    )


def test_env_example_lists_the_variables_settings_reads_and_no_others():
    listed = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(listed) == sorted(settings_variables())


def test_compose_takes_from_env_only_what_env_example_lists():
    text = (ROOT / "docker-compose.yml").read_text()

    taken = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))

    assert taken <= settings_variables()


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_says_whether_it_is_well(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", OURS)
def test_a_service_waits_until_what_it_needs_is_well(name):
    needs = SERVICES[name]["depends_on"]

    assert {need["condition"] for need in needs.values()} == {"service_healthy"}
    assert set(needs) <= set(SERVICES)


def test_ports_are_open_on_this_machine_only():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert [port.split(":")[0] for port in ports] == ["127.0.0.1"] * 2


def test_images_of_others_are_pinned():
    images = [service["image"] for name, service in SERVICES.items() if name not in OURS]

    assert [bool(re.fullmatch(r"[\w/]+:v?\d+\.\d+", image)) for image in images] == [True] * 4


def test_every_volume_is_named():
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}

    assert used == set(COMPOSE["volumes"])


def test_files_are_kept_in_a_volume_the_website_and_the_worker_share():
    folder = settings.FILES_DIR.relative_to(settings.DATA_DIR).as_posix()

    assert [f"files:/data/{folder}" in SERVICES[name]["volumes"] for name in ("web", "worker")] == [True, True]


def test_the_website_starts_the_real_application():
    started = [SERVICES["web"]["command"][-1], " ".join(json.loads(instruction("CMD")[0]))]

    for command in started:
        module = command.split("gunicorn ")[1].split()[0]
        assert callable(importlib.import_module(module).application)


@pytest.mark.parametrize("name", ["worker", "clock"])
def test_the_worker_and_the_clock_start_the_real_application(name):
    module = option(SERVICES[name]["command"], "-A")

    assert importlib.import_module(module).celery_app.main == module


def test_the_worker_takes_from_every_queue():
    queues = {settings.CELERY_TASK_DEFAULT_QUEUE} | {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    run_here = re.search(r"celery -A peerchallenge worker -Q (\S+)", (ROOT / "bin" / "run").read_text())[1]

    assert set(option(SERVICES["worker"]["command"], "-Q").split(",")) == queues
    assert set(run_here.split(",")) == queues


def test_programs_of_ours_that_containers_start_exist():
    text = DOCKERFILE + (ROOT / "docker-compose.yml").read_text()

    named = set(re.findall(r"\btools/[\w.-]+", text))

    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_the_image_does_not_run_as_root():
    users = instruction("USER")

    assert len(users) == 1
    assert users[0] in re.search(r"useradd (.*?) *\\", DOCKERFILE)[1].split()


def test_the_image_takes_debian_packages_from_the_same_list_as_bin_run():
    assert "tools/apt-packages.txt" in DOCKERFILE
    assert "RUN tools/install run" in DOCKERFILE
    assert "apt-get" not in DOCKERFILE
