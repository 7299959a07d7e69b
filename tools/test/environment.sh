# SPDX-License-Identifier: Apache-2.0
# Shared by the steps that use Python packages; to be sourced, from the root of the repository.

# environment NAME REQUIREMENTS…  makes build/test/NAME with exactly these packages, once.
environment() {
  local folder=build/test/$1 wanted
  shift
  wanted=$(sha256sum "$@")
  [[ -f $folder/.made-from && $(<"$folder/.made-from") == "$wanted" ]] && return
  rm -rf "$folder"
  python3 -m venv "$folder"
  local lists=()
  for list in "$@"; do lists+=(--requirement "$list"); done
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: "${lists[@]}"
  echo "$wanted" >"$folder/.made-from"
}
