# SPDX-License-Identifier: Apache-2.0
# Shared by the setup scripts; to be sourced, never run. Every sentence for people goes to stderr.

# Prints one sentence and ends the script with code 1.
die() {
  echo "facelatch: $*" >&2
  exit 1
}

# Where everything lives that is fetched or built once for this user; the same rule as
# base::data_folder() in src/base/paths.hpp.
facelatch_data_folder() {
  if [[ ${XDG_DATA_HOME-} == /* ]]; then
    echo "$XDG_DATA_HOME/facelatch"
  elif [[ ${HOME-} == /* ]]; then
    echo "$HOME/.local/share/facelatch"
  else
    echo "${TMPDIR:-/tmp}/facelatch"
  fi
}

# A private folder next to the final place, so that the last move is atomic.
new_work_folder() {
  mkdir -p "$1" || die "The folder $1 cannot be made; check its owner and rights."
  mktemp -d "$1/.work-XXXXXXXX"
}

# require_free_space FOLDER MEGABYTES
require_free_space() {
  mkdir -p "$1" || die "The folder $1 cannot be made; check its owner and rights."
  local free
  free=$(df --output=avail -m "$1" | tail -n 1)
  ((free >= $2)) || die "$1 has $((free)) MB free, but $2 MB are needed."
}

# quietly SENTENCE COMMAND…  runs the command; when it fails, dies with the sentence. What the command
# said goes to the file FACELATCH_SETUP_LOG, where ./run sets one.
quietly() {
  local sentence=$1
  shift
  "$@" >>"${FACELATCH_SETUP_LOG:-/dev/null}" 2>&1 || die "$sentence"
}

# True for Python 3.11 and later, the first with a TOML reader.
has_python() {
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}
