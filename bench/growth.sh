#!/usr/bin/env bash
# How cost grows with the number of objects, to 50,000, and of watchers, to 1,000.
. "$(dirname "$0")/report/cluster.sh"

trap cluster_down EXIT
cluster_up
generate growth --workers 32
