# Debian's ruby-kubeclient against a cluster: entities, watch, patches, logs, custom resources.
#
# SERVER, TOKEN, NAMESPACE and IMAGE come from the environment. Ends with 0 and "all done" when everything held.
require "kubeclient"

NAMESPACE = ENV.fetch("NAMESPACE")

def client(path, version = "v1")
  Kubeclient::Client.new(ENV.fetch("SERVER") + path, version,
    auth_options: { bearer_token: ENV.fetch("TOKEN") }, ssl_options: { verify_ssl: OpenSSL::SSL::VERIFY_NONE })
end

def check(what, held)
  abort "not so: #{what}" unless held
  puts "ok #{what}"
end

core = client("/api")
core.discover
check "nodes are listed", core.get_nodes.any?
pod = Kubeclient::Resource.new(
  metadata: { name: "rb", namespace: NAMESPACE, labels: { app: "rb" } },
  spec: { terminationGracePeriodSeconds: 1,
          containers: [{ name: "main", image: ENV.fetch("IMAGE"), command: ["sh", "-c", "echo hello; trap exit TERM; while :; do sleep 1; done"] }] })
made = core.create_pod(pod)
phases = []
watcher = core.watch_pods(namespace: NAMESPACE, label_selector: "app=rb", resource_version: made.metadata.resourceVersion)
watcher.each do |notice|
  phases << notice.object.status.phase
  watcher.finish if phases.last == "Running"
end
check "the watch saw the pod begin to run", phases.last == "Running"
check "its log is there", core.get_pod_log("rb", NAMESPACE).to_s.include?("hello")
patched = core.patch_pod("rb", { metadata: { annotations: { tried: "yes" } } }, NAMESPACE)
check "a patch arrives", patched.metadata.annotations.tried == "yes"
core.delete_pod("rb", NAMESPACE, delete_options: Kubeclient::Resource.new(gracePeriodSeconds: 0))

map = core.create_config_map(Kubeclient::Resource.new(metadata: { name: "rb", namespace: NAMESPACE }, data: { a: "1" }))
map.data = { a: "2" }
check "an update arrives", core.update_config_map(map).data.a == "2"
begin
  map.metadata.resourceVersion = "1"
  core.update_config_map(map)
  check "an outdated update is refused", false
rescue Kubeclient::HttpError => e
  check "an outdated update is refused", e.error_code == 409
end
core.delete_config_map("rb", NAMESPACE)
begin
  core.get_config_map("rb", NAMESPACE)
  check "what is gone is not found", false
rescue Kubeclient::ResourceNotFoundError
  check "what is gone is not found", true
end

apps = client("/apis/apps")
labels = { app: "rb-web" }
apps.create_deployment(Kubeclient::Resource.new(
  metadata: { name: "rb-web", namespace: NAMESPACE },
  spec: { replicas: 1, selector: { matchLabels: labels },
          template: { metadata: { labels: labels }, spec: { containers: [{ name: "main", image: ENV.fetch("IMAGE"), command: %w[sleep 1d] }] } } }))
check "a deployment is read", apps.get_deployment("rb-web", NAMESPACE).spec.replicas == 1
apps.delete_deployment("rb-web", NAMESPACE)
puts "all done"
