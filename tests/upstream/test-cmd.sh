#!/usr/bin/env bash
# Runs Kubernetes' own script tests of kubectl (test/cmd of a source tree, 1.20 or near) against a control plane of LightKube without a node,
# one function at a time, and counts. Tests that need no server's help are run as well: they cost nothing.
#
#   tests/upstream/test-cmd.sh SOURCE KUBECTL [NAME ...]      NAME: kubectl_get for run_kubectl_get_tests; all of them by default
#
# SOURCE is Kubernetes' source tree (Debian: apt-get source kubernetes), KUBECTL a stock kubectl. One line a function, last the sum.
set -euo pipefail

readonly source=$(realpath "$1") kubectl=$(realpath "$2")
shift 2
readonly executable=$(realpath "$(dirname "$0")/../../dist/lightkube") port=${PORT:-16443} limit=${LIMIT:-300}
readonly work=$(mktemp -d /tmp/lightkube-test-cmd.XXXXXX)
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; echo "logs: $work"' EXIT

mkdir "$work/bin" "$work/home" "$work/logs"
ln -s "$kubectl" "$work/bin/kubectl"

# The order of upstream's runTests, which matters little: each function makes a namespace of its own.
all() { sed -n 's/^ *\(record_command \)\?run_\(.*\)_tests\?$/\2/p; s/^ *record_command run_\(kubectl_diff_same_names\)$/\1/p' "$source/test/cmd/legacy-script.sh" | grep -v '[$ ]'; }

# Like upstream's: the administrator's rights for everybody, the same admission plug-ins, no scheduler's answer, and a node that nobody runs.
"$executable" server --disable-agent --data-dir "$work/data" --node-name test-cmd --listen-address 127.0.0.1 --advertise-address 192.0.2.1 \
  --tls-san 127.0.0.1 --https-port "$port" --cluster-cidr 10.42.0.0/16 --service-cidr 10.0.0.0/24 --cluster-dns 10.0.0.10 \
  --token-auth-file "$source/hack/testdata/auth-tokens.csv" --authorization-mode RBAC,AlwaysAllow \
  --disable-admission-plugins ServiceAccount,DefaultStorageClass,DefaultTolerationSeconds,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,StorageObjectInUseProtection \
  ${SERVER_FLAGS-} >"$work/logs/server" 2>&1 &
server=$!

cat >"$work/run" <<'RUN'
# One function of test/cmd, with the names that upstream's runTests gives it, in a namespace of its own.
name=$1
cd "$SOURCE"
export KUBE_ROOT=$SOURCE KUBE_OUTPUT_HOSTBIN=$WORK/bin SECURE_API_PORT=$PORT ETCD_HOST= KUBE_TEMP=$WORK/temp-$name TMPDIR=$WORK/temp-$name TERM=dumb
mkdir -p "$KUBE_TEMP"
cp "$WORK/server.crt" "$TMPDIR/apiserver.crt"
source hack/lib/util.sh; source hack/lib/logging.sh; source hack/lib/test.sh
KUBE_JUNIT_REPORT_DIR=$WORK/junit; mkdir -p "$KUBE_JUNIT_REPORT_DIR"
source test/cmd/legacy-script.sh
kube::util::ensure-gnu-sed
# The definitions at the head of runTests, without what follows them.
eval "$(declare -f runTests | sed -n '/create_and_use_new_namespace *()/,/image_field1=/p')"
CONTEXT=test SUPPORTED_RESOURCES=("*")
set -o errexit -o nounset -o pipefail
create_and_use_new_namespace
function=$(declare -F | sed -n "s/^declare -f \(run_${name}\(_tests\?\)\?\)$/\1/p" | head -1)
"$function"
RUN

export HOME=$work/home KUBECONFIG=$work/home/config SOURCE=$source WORK=$work PORT=$port ALLOW_SKEW=y PATH=$work/bin:$PATH
for ((i = 0; i < 100; i++)); do [[ ! -s $work/data/admin.kubeconfig ]] || break; sleep 0.1; done

# The administrator's kubeconfig, with upstream's names in it.
"$kubectl" --kubeconfig "$work/data/admin.kubeconfig" config view --raw --flatten -o json >"$work/admin.json"
python3 - "$work/admin.json" "https://127.0.0.1:$port" >"$KUBECONFIG" <<'PY'
import json, sys
user = json.load(open(sys.argv[1]))["users"][0]["user"]
print(json.dumps({
    "apiVersion": "v1", "kind": "Config", "current-context": "test",
    "clusters": [{"name": "local", "cluster": {"server": sys.argv[2], "insecure-skip-tls-verify": True}}],
    "users": [{"name": "test-admin", "user": user}],
    "contexts": [{"name": "test", "context": {"cluster": "local", "user": "test-admin"}}],
}))
PY
cp "$KUBECONFIG" "$work/config"
for ((i = 0; i < 100; i++)); do ! kubectl get --raw /readyz >/dev/null 2>&1 || break; sleep 0.1; done
kubectl get configmap --namespace kube-system kube-root-ca.crt -o 'jsonpath={.data.ca\.crt}' >"$work/server.crt"
kubectl create -f - >/dev/null <<<'{"kind":"Node","apiVersion":"v1","metadata":{"name":"127.0.0.1"},"status":{"capacity":{"memory":"1Gi"}}}'

passed=0 failed=0
for name in ${*:-$(all)}; do
  cp "$work/config" "$KUBECONFIG"
  begin=$SECONDS
  if timeout --kill-after=5 "$limit" bash "$work/run" "$name" >"$work/logs/$name" 2>&1 </dev/null; then
    passed=$((passed + 1)) result=PASS
  else
    failed=$((failed + 1)) result=FAIL
  fi
  printf '%s %4ss  %s\n' $result $((SECONDS - begin)) "$name"
done
echo "$passed passed, $failed failed"
