#!/usr/bin/env bash
# Gives every ServiceAccount a Secret with its token, and names the Secret in it, as Kubernetes did until 1.23. Kubernetes' conformance suite of 1.20
# waits for that before some of its tests begin ([sig-api-machinery] Namespaces [Serial], [sig-auth] ServiceAccounts), whatever they are about.
#
#   tests/upstream/token-secrets.sh KUBECTL      runs until it is ended; KUBECONFIG leads to the cluster
set -euo pipefail

readonly kubectl=$(realpath "$1")
readonly without='{{range .items}}{{if not .secrets}}{{.metadata.namespace}} {{.metadata.name}}{{"\n"}}{{end}}{{end}}'

give() { # NAMESPACE NAME
  "$kubectl" --namespace "$1" create -f - <<TEXT
apiVersion: v1
kind: Secret
type: kubernetes.io/service-account-token
metadata:
  name: $2-token
  annotations: { kubernetes.io/service-account.name: $2 }
TEXT
  "$kubectl" --namespace "$1" patch serviceaccount "$2" -p "{\"secrets\":[{\"name\":\"$2-token\"}]}"
}

while :; do
  "$kubectl" get serviceaccounts --all-namespaces -o go-template="$without" | while read -r namespace name; do
    give "$namespace" "$name" || echo "$namespace/$name: gone meanwhile?" >&2
  done
  sleep 0.5
done
