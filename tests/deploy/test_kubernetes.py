"""The Kubernetes manifests: against the published schemas, through kustomize, and by our rules."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.deploy.files import (
    KUBERNETES,
    ROLES,
    SAMPLE,
    VERSION,
    Tree,
    container,
    deployments,
    documents,
    installed,
    manifests,
    pod,
    program,
)

OLDEST, NEWEST = "1.28", "1.37"
"""The versions whose schemas everything must follow; docs/deploying.md promises the first."""


def workloads() -> list[Tree]:
    """All that start pods."""
    return [one for one in manifests() if one["kind"] in {"Deployment", "Job"}]


def of_kind(kind: str) -> list[Tree]:
    """The manifests of one kind."""
    return [one for one in manifests() if one["kind"] == kind]


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_every_manifest_follows_the_schema(version: str) -> None:
    installed("kubernetes_validate")
    files = [str(file) for file in KUBERNETES.glob("*.yaml") if file.name != "kustomization.yaml"]
    command = [sys.executable, "-m", "kubernetes_validate", "--strict", "-k", version, *files]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert (ended.stdout + ended.stderr).count(" passed ") == sum(
        len(documents(Path(file))) for file in files
    )


def test_kustomize_puts_it_together(tmp_path: Path) -> None:
    folder = tmp_path / "kubernetes"
    shutil.copytree(KUBERNETES, folder, ignore=shutil.ignore_patterns("yike.toml"))
    shutil.copy(SAMPLE, folder / "yike.toml")
    ended = subprocess.run(
        [program("kubectl"), "kustomize", str(folder)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    built = list(yaml.safe_load_all(ended.stdout))
    [settings] = [one for one in built if one["kind"] == "ConfigMap"]
    assert settings["data"] == {"yike.toml": SAMPLE.read_text("utf-8")}
    for one in built:
        if one["kind"] in {"Deployment", "Job"}:
            assert container(one)["image"] == f"yike:{VERSION}"
            volumes = {each["name"]: each for each in pod(one)["volumes"]}
            # Its name carries a hash, so that changed settings roll the pods over.
            assert volumes["settings"]["configMap"]["name"] == settings["metadata"]["name"]
            assert settings["metadata"]["name"] != "yike-settings"
    first = {one["kind"] for one in built if "yike-step" in one["metadata"].get("labels", {})}
    assert first == {"Namespace", "ConfigMap", "Job"}


def test_everything_is_in_one_namespace_and_no_sample_is_applied() -> None:
    listed = documents(KUBERNETES / "kustomization.yaml")[0]["resources"]
    assert not [name for name in listed if "sample" in name]
    assert {one["metadata"]["namespace"] for one in manifests() if one["kind"] != "Namespace"} == {
        "yike"
    }
    own = {file.name for file in KUBERNETES.glob("*.yaml") if "sample" not in file.name}
    assert own - {"kustomization.yaml"} == set(listed)


def test_images_get_this_version() -> None:
    [image] = documents(KUBERNETES / "kustomization.yaml")[0]["images"]
    assert (image["name"], image["newTag"]) == ("yike", VERSION)
    assert {container(one)["image"] for one in workloads()} == {"yike"}


def test_every_role_runs_and_may_lose_one_pod_at_a_time() -> None:
    assert set(deployments()) == ROLES
    covered = {
        one["spec"]["selector"]["matchLabels"]["app.kubernetes.io/component"]: one["spec"]
        for one in of_kind("PodDisruptionBudget")
    }
    assert set(covered) == ROLES
    assert {spec["maxUnavailable"] for spec in covered.values()} == {1}
    [job] = of_kind("Job")
    assert container(job)["args"] == ["migrate"]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_labels_lead_from_every_selector_to_the_pods(role: str) -> None:
    labels = {"app.kubernetes.io/name": "yike", "app.kubernetes.io/component": role}
    one = deployments()[role]
    assert one["spec"]["template"]["metadata"]["labels"] == labels
    assert one["spec"]["selector"]["matchLabels"] == labels
    [spread] = pod(one)["topologySpreadConstraints"]
    assert spread["labelSelector"]["matchLabels"] == labels


def test_only_web_is_called_and_it_grows_without_a_gap() -> None:
    [service] = of_kind("Service")
    web = deployments()["web"]
    assert service["spec"]["selector"] == web["spec"]["selector"]["matchLabels"]
    names = {port["name"] for port in container(web)["ports"]}
    assert {port["targetPort"] for port in service["spec"]["ports"]} <= names
    assert web["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    [scaling] = of_kind("HorizontalPodAutoscaler")
    assert scaling["spec"]["scaleTargetRef"]["name"] == web["metadata"]["name"]
    assert scaling["spec"]["minReplicas"] >= 2
    assert "replicas" not in web["spec"], "an update would undo the autoscaler's number"
    assert "cpu" in container(web)["resources"]["requests"], "what the autoscaler measures by"


def test_the_ingress_lets_in_what_the_docs_say_and_nothing_else() -> None:
    told = (KUBERNETES.parents[1] / "docs" / "deploying.md").read_text("utf-8")
    found = re.search(r"Let in from outside\n(.*?);", told, re.DOTALL)
    assert found is not None
    [ingress] = documents(KUBERNETES / "ingress.sample.yaml")
    [rule] = ingress["spec"]["rules"]
    paths = {one["path"] for one in rule["http"]["paths"]}
    assert paths == set(re.findall(r"`(/[^`]+)`", found[1])) > {"/app/", "/telegram/"}
    [service] = of_kind("Service")
    names = {one["backend"]["service"]["name"] for one in rule["http"]["paths"]}
    assert names == {service["metadata"]["name"]}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_probes_ask_the_right_paths_for_long_enough(role: str) -> None:
    one = container(deployments()[role])
    paths = {name: one[name]["httpGet"]["path"] for name in one if name.endswith("Probe")}
    assert paths == {
        "startupProbe": "/healthz",
        "livenessProbe": "/healthz",
        "readinessProbe": "/readyz",
    }
    assert one["readinessProbe"]["timeoutSeconds"] > 2, "bot/web/health.py waits up to 2 s"
    assert ("lifecycle" in one) == (role == "web")


def test_no_pod_has_more_rights_than_it_needs() -> None:
    for one in workloads():
        spec, own = pod(one), container(one)
        assert spec["automountServiceAccountToken"] is False
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["runAsUser"] == 10001, "the user of deploy/Dockerfile"
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert own["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        mounted = {each["name"]: each for each in own["volumeMounts"]}
        assert mounted["data"]["mountPath"] == "/var/lib/yike"
        assert mounted["settings"]["readOnly"]
        assert mounted["secrets"]["readOnly"]
        assert set(mounted) == {each["name"] for each in spec["volumes"]}
        assert "memory" in own["resources"]["limits"]
