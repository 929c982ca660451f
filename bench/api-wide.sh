#!/usr/bin/env bash
# What the comparison with the peers does not ask: pages, protobuf beside JSON, a mixed load, 10,000 objects, 1,000 watchers.
. "$(dirname "$0")/report/cluster.sh"

trap cluster_down EXIT
cluster_up
generate wide --objects 10000 --workers 32 --watchers 50
generate wide --objects 400 --workers 32 --watchers 1000
