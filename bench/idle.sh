#!/usr/bin/env bash
# What a server costs that has nothing to do: how soon it answers, what memory, processor and disk it takes, and its size.
. "$(dirname "$0")/report/cluster.sh"

readonly starts=5 settle=30 minutes=2

# A control plane alone, from nothing; it listens where a server on this machine would not.
start_alone() {
  local data alone begin
  data=$(mktemp -d)
  begin=$(date +%s%3N)
  "$executable" server --disable-agent --data-dir "$data" --node-name bench \
    --listen-address 127.0.0.1 --advertise-address 192.0.2.1 --tls-san 127.0.0.1 --https-port 16443 >"$data/log" 2>&1 &
  alone=$!
  "$generator" ready --kubeconfig "$data/admin.kubeconfig" || { tail "$data/log" >&2; kill $alone; exit 1; }
  echo $(($(date +%s%3N) - begin)) >>"$log"
  [[ ${1-} != measure ]] || { sleep $settle; resident $alone >"$log.alone"; }
  kill $alone
  wait $alone || true
  rm -rf "$data"
}

# Ticks of the processor, and bytes that were handed to the disk.
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
written() { awk '/^write_bytes/ { print $2 }' "/proc/$1/io"; }

for ((i = 1; i < starts; i++)); do start_alone; done
start_alone measure
figure ready "$(sort -n "$log" | sed -n "$(((starts + 1) / 2))p" | awk '{ printf "%.2f s", $1 / 1000 }')"

trap cluster_down EXIT
cluster_up
sleep $settle
figure memory-idle "$(<"$log.alone") MB; $(resident "$server") MB with node"

bundle=$(find /var/lib/lightkube-dev/$cluster/node-1/data/runtime -path '*/samples/hello.tar')
"$executable" dev import --name $cluster "$bundle"
generate fill
sleep $settle
before=$(ticks "$server") bytes=$(written "$server")
sleep $((minutes * 60))
figure cpu-idle "$(awk -v t=$(($(ticks "$server") - before)) -v hz="$(getconf CLK_TCK)" -v s=$((minutes * 60)) 'BEGIN { printf "%.1f %% of a core", 100 * t / hz / s }')"
figure written "$(awk -v b=$(($(written "$server") - bytes)) -v m=$minutes 'BEGIN { printf "%.1f MB", b / 1e6 * 60 / m }')"
figure size "$(awk -v all="$(stat --format=%s "$executable")" -v bare="$(stat --format=%s "$root/artifacts/native/lightkube")" \
  'BEGIN { printf "%.0f MB; %.0f MB without the runtime bundle", all / 1e6, bare / 1e6 }')"
