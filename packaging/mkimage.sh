#!/usr/bin/env bash
# Makes a container image archive of one layer from a folder, without a container engine: an OCI image layout in a tar file, as
# `ctr images import` and `docker load` read it. The same folder always gives the same bytes.
#
#   mkimage.sh --root FOLDER --name REFERENCE --out FILE [--entrypoint WORD]... [--cmd WORD]... [--env NAME=VALUE]...
#              [--workdir FOLDER] [--user USER] [--expose PORT/PROTOCOL]...
set -euo pipefail

fail() { echo "mkimage: $*" >&2; exit 2; }

parse() {
  root= name= out= workdir= user= entrypoint=() cmd=() env=() expose=()
  while (($#)); do
    (($# > 1)) || fail "$1 needs a value"
    case $1 in
      --root) root=$2 ;;
      --name) name=$2 ;;
      --out) out=$2 ;;
      --entrypoint) entrypoint+=("$2") ;;
      --cmd) cmd+=("$2") ;;
      --env) env+=("$2") ;;
      --workdir) workdir=$2 ;;
      --user) user=$2 ;;
      --expose) expose+=("$2") ;;
      *) fail "unknown option $1" ;;
    esac
    shift 2
  done
  [[ -d $root && -n $name && -n $out ]] || fail "--root (a folder), --name and --out are needed"
}

# Owners, times and order do not depend on who packs, when and where.
archive() { # FOLDER
  tar --create --directory "$1" --format=gnu --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner .
}

digest() { sha256sum "$1" | cut -d' ' -f1; }

size() { stat --format=%s "$1"; }

json_string() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\n'/\\n}
  printf '"%s"' "${text//$'\t'/\\t}"
}

json_list() {
  local separator= word
  printf '['
  for word; do printf '%s%s' "$separator" "$(json_string "$word")"; separator=,; done
  printf ']'
}

# The image's run configuration; members that were not given are left out.
run_config() {
  local members=() port ports=
  ((${#env[@]})) && members+=("\"Env\":$(json_list "${env[@]}")")
  ((${#entrypoint[@]})) && members+=("\"Entrypoint\":$(json_list "${entrypoint[@]}")")
  ((${#cmd[@]})) && members+=("\"Cmd\":$(json_list "${cmd[@]}")")
  [[ -n $workdir ]] && members+=("\"WorkingDir\":$(json_string "$workdir")")
  [[ -n $user ]] && members+=("\"User\":$(json_string "$user")")
  for port in "${expose[@]}"; do ports+="${ports:+,}$(json_string "$port"):{}"; done
  [[ -n $ports ]] && members+=("\"ExposedPorts\":{$ports}")
  (IFS=,; printf '{%s}' "${members[*]}")
}

# Moves a file to where the layout keeps a blob, and prints its digest.
add_blob() { # LAYOUT FILE
  local sha
  sha=$(digest "$2")
  mv "$2" "$1/blobs/sha256/$sha"
  echo "$sha"
}

write_layout() { # LAYOUT SCRATCH
  local layout=$1 scratch=$2 layer config manifest layer_size config_size architecture
  architecture=$(dpkg --print-architecture)
  mkdir -p "$layout/blobs/sha256"

  archive "$root" >"$scratch/layer"
  layer_size=$(size "$scratch/layer")
  layer=$(add_blob "$layout" "$scratch/layer")

  printf '{"created":"1970-01-01T00:00:00Z","architecture":"%s","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$architecture" "$(run_config)" "$layer" >"$scratch/config"
  config_size=$(size "$scratch/config")
  config=$(add_blob "$layout" "$scratch/config")

  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",%s,"layers":[%s]}' \
    "\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"sha256:$config\",\"size\":$config_size}" \
    "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"sha256:$layer\",\"size\":$layer_size}" >"$scratch/manifest"
  local manifest_size
  manifest_size=$(size "$scratch/manifest")
  manifest=$(add_blob "$layout" "$scratch/manifest")

  printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
  printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%d,%s,%s}]}' \
    "$manifest" "$manifest_size" \
    "\"platform\":{\"architecture\":\"$architecture\",\"os\":\"linux\"}" \
    "\"annotations\":{\"io.containerd.image.name\":$(json_string "$name"),\"org.opencontainers.image.ref.name\":$(json_string "${name##*:}")}" \
    >"$layout/index.json"
  # Read by `docker load`, which does not know the layout's index.
  printf '[{"Config":"blobs/sha256/%s","RepoTags":[%s],"Layers":["blobs/sha256/%s"]}]' \
    "$config" "$(json_string "$name")" "$layer" >"$layout/manifest.json"
}

main() {
  parse "$@"
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  write_layout "$scratch/layout" "$scratch"
  mkdir -p "$(dirname "$out")"
  archive "$scratch/layout" >"$out.tmp"
  mv "$out.tmp" "$out"
}

main "$@"
