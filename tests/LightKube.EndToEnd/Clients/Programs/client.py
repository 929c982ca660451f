"""Debian's python3-kubernetes against a cluster: typed and dynamic clients, watch, logs, exec, patches, custom resources, leader election.

KUBECONFIG, NAMESPACE and IMAGE come from the environment. Ends with 0 and "all done" when everything held.
"""
import json
import os
import threading

from kubernetes import client, config, dynamic, watch
from kubernetes.client.rest import ApiException
from kubernetes.leaderelection import electionconfig, leaderelection
from kubernetes.leaderelection.resourcelock.configmaplock import ConfigMapLock
from kubernetes.stream import stream

NAMESPACE, IMAGE = os.environ["NAMESPACE"], os.environ["IMAGE"]
config.load_kube_config()
core, apps, custom, extensions = client.CoreV1Api(), client.AppsV1Api(), client.CustomObjectsApi(), client.ApiextensionsV1Api()


def check(what, held):
    if not held:
        raise SystemExit(f"not so: {what}")
    print("ok", what, flush=True)


def pod(name):
    container = client.V1Container(name="main", image=IMAGE, command=["sh", "-c", "echo hello; trap exit TERM; while :; do sleep 1; done"])
    return client.V1Pod(
        metadata=client.V1ObjectMeta(name=name, labels={"app": name}),
        spec=client.V1PodSpec(containers=[container], termination_grace_period_seconds=1))


def deployment(name):
    template = pod(name)
    template.metadata.name = None
    return client.V1Deployment(metadata=client.V1ObjectMeta(name=name), spec=client.V1DeploymentSpec(
        replicas=1, selector=client.V1LabelSelector(match_labels={"app": name}), template=template))


def pods():
    check("a node is ready", any(c.type == "Ready" and c.status == "True" for n in core.list_node().items for c in n.status.conditions))
    version = core.create_namespaced_pod(NAMESPACE, pod("py")).metadata.resource_version
    phases = []
    events = watch.Watch()
    for event in events.stream(core.list_namespaced_pod, NAMESPACE, label_selector="app=py", resource_version=version, timeout_seconds=60):
        phases.append(event["object"].status.phase)
        if phases[-1] == "Running":
            events.stop()
    check("the watch saw the pod begin to run", phases[-1] == "Running")
    check("its log is there", "hello" in core.read_namespaced_pod_log("py", NAMESPACE))
    answer = stream(core.connect_get_namespaced_pod_exec, "py", NAMESPACE, command=["sh", "-c", "echo $((6 * 7)); echo err >&2"],
                    stdout=True, stderr=True, stdin=False, tty=False)
    check("exec gives output and errors", "42" in answer and "err" in answer)
    core.delete_namespaced_pod("py", NAMESPACE, grace_period_seconds=0)


def deployments():
    apps.create_namespaced_deployment(NAMESPACE, deployment("py"))
    apps.patch_namespaced_deployment_scale("py", NAMESPACE, {"spec": {"replicas": 2}})
    events = watch.Watch()
    for event in events.stream(apps.list_namespaced_deployment, NAMESPACE, timeout_seconds=60):
        if (event["object"].status.ready_replicas or 0) == 2:
            events.stop()
            break
    check("scaled to two", apps.read_namespaced_deployment("py", NAMESPACE).status.ready_replicas == 2)
    merged = apps.patch_namespaced_deployment("py", NAMESPACE, {"metadata": {"annotations": {"tried": "yes"}}})
    check("a strategic merge patch keeps the rest", merged.metadata.annotations["tried"] == "yes" and merged.spec.replicas == 2)
    apps.delete_namespaced_deployment("py", NAMESPACE, propagation_policy="Foreground")


def dynamic_client():
    api = dynamic.DynamicClient(client.ApiClient())
    maps = api.resources.get(api_version="v1", kind="ConfigMap")
    made = maps.create(namespace=NAMESPACE, body={"metadata": {"name": "py"}, "data": {"a": "1"}})
    check("the dynamic client creates", made.data.a == "1")
    changed = maps.patch(namespace=NAMESPACE, name="py", body={"data": {"b": "2"}}, content_type="application/merge-patch+json")
    check("and patches", (changed.data.a, changed.data.b) == ("1", "2"))
    configuration = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "py"}, "data": {"c": "3"}}
    applied = maps.server_side_apply(namespace=NAMESPACE, name="py", field_manager="py-client", force_conflicts=True, body=json.dumps(configuration))
    check("and applies", applied.data.c == "3" and any(m.manager == "py-client" and m.operation == "Apply" for m in applied.metadata.managedFields))
    maps.delete(namespace=NAMESPACE, name="py")
    try:
        maps.get(namespace=NAMESPACE, name="py")
        check("what is gone is not found", False)
    except dynamic.exceptions.NotFoundError as e:
        check("what is gone is not found", e.status == 404)


def custom_resources():
    group, name = "py.example.com", "gadgets.py.example.com"
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": {"size": {"type": "integer", "minimum": 1}}}}}
    extensions.create_custom_resource_definition({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": name},
        "spec": {"group": group, "scope": "Namespaced", "names": {"plural": "gadgets", "singular": "gadget", "kind": "Gadget"},
                 "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}]}})
    try:
        events = watch.Watch()
        for event in events.stream(extensions.list_custom_resource_definition, timeout_seconds=30):
            conditions = event["object"].status.conditions or []
            if event["object"].metadata.name == name and any(c.type == "Established" and c.status == "True" for c in conditions):
                events.stop()
        body = {"apiVersion": f"{group}/v1", "kind": "Gadget", "metadata": {"name": "one"}, "spec": {"size": 1}}
        custom.create_namespaced_custom_object(group, "v1", NAMESPACE, "gadgets", body)
        listed = custom.list_namespaced_custom_object(group, "v1", NAMESPACE, "gadgets")
        check("a custom object is listed", [item["spec"]["size"] for item in listed["items"]] == [1])
        try:
            custom.patch_namespaced_custom_object(group, "v1", NAMESPACE, "gadgets", "one", {"spec": {"size": 0}})
            check("its schema is enforced", False)
        except ApiException as e:
            check("its schema is enforced", e.status == 422 and "spec.size" in e.body)
    finally:
        extensions.delete_custom_resource_definition(name)


def leader_election():
    led = threading.Event()
    lock = ConfigMapLock("py-leader", NAMESPACE, "one")
    election = electionconfig.Config(lock, lease_duration=15, renew_deadline=10, retry_period=1, onstarted_leading=led.set, onstopped_leading=None)
    threading.Thread(target=lambda: leaderelection.LeaderElection(election).run(), daemon=True).start()
    check("a leader is elected", led.wait(30))


for part in (pods, deployments, dynamic_client, custom_resources, leader_election):
    part()
print("all done")
