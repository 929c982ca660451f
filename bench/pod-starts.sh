#!/usr/bin/env bash
# Real pods: from the request that creates them until they are Ready. The image is there already.
. "$(dirname "$0")/report/cluster.sh"

trap cluster_down EXIT
cluster_up
bundle=$(find /var/lib/lightkube-dev/$cluster/node-1/data/runtime -path '*/samples/hello.tar')
"$executable" dev import --name $cluster "$bundle"
generate pods

seconds() { awk -v ms="$1" 'BEGIN { printf "%.2f s", ms / 1000 }'; }
figure one-pod "$(seconds "$(phase one-pod-ready p50_ms)")"
figure many-pods "$(seconds "$(phase many-pods-ready ms)")"
