// npm's @kubernetes/client-node against a cluster: typed clients, an informer, exec, logs, patches, custom objects.
//
// KUBECONFIG, NAMESPACE and IMAGE come from the environment. Ends with 0 and "all done" when everything held.
import { PassThrough } from "node:stream";
import * as k8s from "@kubernetes/client-node";

const { NAMESPACE: namespace, IMAGE: image } = process.env;
const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);
const apps = config.makeApiClient(k8s.AppsV1Api);
const objects = k8s.KubernetesObjectApi.makeApiClient(config);

function check(what, held) {
  if (!held) {
    console.error(`not so: ${what}`);
    process.exit(1);
  }
  console.log(`ok ${what}`);
}

const spec = {
  terminationGracePeriodSeconds: 1,
  containers: [{ name: "main", image, command: ["sh", "-c", "echo hello; trap exit TERM; while :; do sleep 1; done"] }],
};

async function informer() {
  const labelSelector = "app=js";
  const seen = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, () => core.listNamespacedPod({ namespace, labelSelector }), labelSelector);
  const added = new Promise((resolve) => seen.on("add", resolve));
  const running = new Promise((resolve) => seen.on("update", (pod) => pod.status.phase === "Running" && resolve()));
  const deleted = new Promise((resolve) => seen.on("delete", resolve));
  seen.on("error", (error) => { if (error.type !== "aborted") throw error; }); // As its own end looks.
  await seen.start();
  await core.createNamespacedPod({ namespace, body: { metadata: { name: "js", labels: { app: "js" } }, spec } });
  check("the informer tells of the pod", (await added).metadata.name === "js");
  await running;
  check("and that it runs", seen.get("js", namespace).status.phase === "Running");
  check("its log is there", (await core.readNamespacedPodLog({ name: "js", namespace })).includes("hello"));
  await exec();
  await core.deleteNamespacedPod({ name: "js", namespace, gracePeriodSeconds: 0 });
  await deleted;
  check("the informer tells that it has gone", seen.get("js", namespace) === undefined);
  await seen.stop();
}

async function exec() {
  const output = new PassThrough();
  let text = "";
  output.on("data", (data) => { text += data; });
  const status = await new Promise((resolve, reject) => {
    new k8s.Exec(config).exec(namespace, "js", "main", ["sh", "-c", "echo $((6 * 7)); exit 3"], output, output, null, false, resolve).catch(reject);
  });
  check("exec gives output and exit code", text.includes("42") && status.details.causes[0].message === "3");
}

async function deployments() {
  const labels = { app: "js-web" };
  await apps.createNamespacedDeployment({ namespace, body: {
    metadata: { name: "js-web" }, spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } } } });
  await scaleTo(2);
  const body = [{ op: "add", path: "/metadata/annotations", value: { tried: "yes" } }];
  const patched = await apps.patchNamespacedDeployment({ name: "js-web", namespace, body }, k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.JsonPatch));
  check("a JSON patch arrives", patched.metadata.annotations.tried === "yes" && patched.spec.replicas === 2);
  await apps.deleteNamespacedDeployment({ name: "js-web", namespace });
}

// The controller writes the Deployment's status meanwhile; what is refused as outdated is read again.
async function scaleTo(replicas) {
  for (;;) {
    const scale = await apps.readNamespacedDeploymentScale({ name: "js-web", namespace });
    scale.spec.replicas = replicas;
    const error = await apps.replaceNamespacedDeploymentScale({ name: "js-web", namespace, body: scale }).then(() => undefined, (e) => e);
    if (error === undefined) return;
    if (error.code !== 409) throw error;
  }
}

async function untyped() {
  const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "js", namespace }, data: { a: "1" } };
  await objects.create(map);
  const applied = await objects.patch({ ...map, data: { b: "2" } }, undefined, undefined, "js-client", true, k8s.PatchStrategy.ServerSideApply);
  check("an apply arrives", applied.data.a === "1" && applied.data.b === "2");
  await objects.delete(map);
  const error = await objects.read(map).catch((e) => e);
  check("what is gone is not found", error.code === 404);
}

await informer();
await deployments();
await untyped();
console.log("all done");
