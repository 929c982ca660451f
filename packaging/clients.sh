#!/usr/bin/env bash
# Fetches the programs that the end-to-end tests run against LightKube, and that nobody here wrote: client libraries of other languages.
#
#   clients.sh FOLDER
#
# Debian's client packages are installed; the rest goes to FOLDER: Ansible's Kubernetes modules, npm's client library.
set -euo pipefail
umask 022

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
source "$here/bundle/debian.sh"
source "$here/apt.sh"

install_missing <<'TEXT'
python3-kubernetes   tested with: the Python client
python3-jsonpatch    tested with: Ansible's k8s_json_patch
ruby-kubeclient      tested with: the Ruby client
ansible-core         tested with: Ansible's Kubernetes modules
TEXT
command -v npm >/dev/null || install_missing <<<'npm   fetches the JavaScript client'

# The package of all collections is a quarter of a gigabyte; one of them is wanted.
ansible_modules() {
  local modules=$folder/ansible/ansible_collections/kubernetes
  [[ -d $modules ]] && return
  local staging=$folder/.ansible
  mkdir -p "$staging"
  APT_OPTIONS=()
  debian_unpack "$staging" ansible
  mkdir -p "$(dirname "$modules")"
  mv "$staging"/ansible/usr/lib/python3/dist-packages/ansible_collections/kubernetes "$modules"
  rm -rf "$staging"
}

node_client() {
  local programs=$here/../tests/LightKube.EndToEnd/Clients/Programs client=$folder/client-node
  cmp -s "$programs/package.json" "$client/package.json" && return
  mkdir -p "$client"
  # Not before it is there as a whole.
  (cd "$client" && cp "$programs/package.json" "$programs/package-lock.json" . && npm ci --silent --no-audit --no-fund --ignore-scripts) || { rm -rf "$client"; return 1; }
}

ansible_modules
node_client
