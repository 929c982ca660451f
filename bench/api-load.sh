#!/usr/bin/env bash
# The API under load: 4,000 pods of a node that does not exist, 32 workers, 50 watchers, on the same processors as the server.
. "$(dirname "$0")/report/cluster.sh"

trap cluster_down EXIT
cluster_up
generate api --objects 4000 --workers 32 --watchers 50
after=$(resident "$server") most=$(peak "$server")
sleep 60

for verb in create get merge-patch apply-patch delete; do
  figure $verb "$(rate $verb)"
done
figure list-all "$(rate list-consistent)"
figure list-selector "$(rate list-selector)"
figure watch "$(grouped "$(phase watch-fanout events_per_s)"); $(awk -v ms="$(phase watch-fanout p99_ms)" 'BEGIN { printf "%.2f", ms / 1000 }') s"
figure memory-loaded "$after MB, peak $most; $(resident "$server") MB a minute later"
