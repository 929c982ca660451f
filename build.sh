#!/usr/bin/env bash
# Builds, tests and packages LightKube on Debian with the .NET SDK. `./build.sh` alone lists the verbs.
set -euo pipefail
umask 022
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

usage() {
  cat <<'TEXT'
Usage: ./build.sh VERB

  setup     install what is missing on this machine (Debian packages only)
  build     make dist/lightkube: one native executable with the container runtime inside
  run       build, then start a cluster in network namespaces of its own and deploy a sample into it
  test      build, then run all tests, end-to-end tests on dist/lightkube included; `test unit` or `test end-to-end`: only those
  fuzz      try whatever reads what strangers send with much that they might, for an hour; `fuzz MINUTES`: that long
  bench     build, then measure dist/lightkube and write docs/benchmarks.md
  package   build, then make dist/lightkube_VERSION_ARCH.deb
  clean     remove what the verbs above made in this folder
TEXT
}

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
fail() { echo "build.sh: $*" >&2; exit 1; }

# One verb at a time in this folder; a second call waits.
lock() {
  mkdir -p artifacts
  exec {lock_fd}>artifacts/.build-lock
  flock --nonblock "$lock_fd" || { say "waiting for another build.sh in this folder"; flock "$lock_fd"; }
}

verb_setup() {
  lock
  packaging/setup.sh
}

publish() {
  say "compiling the executable"
  dotnet publish src/LightKube -c Release -v quiet -o artifacts/native
}

bundle() {
  say "packing the container runtime"
  local pack=(packaging/bundle/build.sh artifacts/bundle artifacts/bundle/payload)
  # apt may remember versions that the archive no longer has.
  "${pack[@]}" || { say "asking apt for newer lists"; as_root apt-get -qq update; "${pack[@]}"; }
}

verb_build() {
  verb_setup
  publish
  bundle
  mkdir -p dist
  cat artifacts/native/lightkube artifacts/bundle/payload >dist/.lightkube
  chmod 0755 dist/.lightkube
  mv dist/.lightkube dist/lightkube
  say "dist/lightkube: $(numfmt --to=iec "$(stat --format=%s dist/lightkube)")," \
    "$(numfmt --to=iec "$(stat --format=%s artifacts/native/lightkube)") without the container runtime"
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

verb_run() {
  verb_build
  as_root dist/lightkube dev up
}

verb_test() {
  verb_build
  packaging/kubectl.sh artifacts/tools
  if [[ ${1:-all} != unit ]]; then
    packaging/clients.sh artifacts/tools
    packaging/samples.sh artifacts/tools
  fi
  packaging/test.sh "${1:-all}"
}

verb_fuzz() {
  local seed=$RANDOM
  say "seed $seed; inputs that fail are kept in artifacts/fuzz"
  LIGHTKUBE_FUZZ_MINUTES=${1:-60} LIGHTKUBE_FUZZ_SEED=$seed LIGHTKUBE_FUZZ_FAILURES=$PWD/artifacts/fuzz \
    dotnet test tests/LightKube.Fuzz.Tests -c Release --logger 'console;verbosity=normal'
}

verb_bench() {
  verb_build
  compgen -G 'bench/*.sh' >/dev/null || fail "there is no benchmark in bench/"
  say "compiling the load generator"
  dotnet publish bench/LightKube.LoadGenerator -c Release -v quiet -o artifacts/load-generator
  local program
  for program in bench/*.sh; do
    say "$program"
    as_root "$program" "$PWD/dist/lightkube"
  done
  bench/report/write.sh docs/benchmarks.md
}

verb_package() {
  verb_build
  packaging/deb.sh dist/lightkube dist
}

verb_clean() {
  rm -rf artifacts dist
}

case ${1-} in
  setup | build | run | test | fuzz | bench | package | clean) "verb_$1" "${@:2}" ;;
  *) usage; exit 2 ;;
esac
