# SPDX-License-Identifier: Apache-2.0
# Steps that are skipped while nothing they depend on has changed; to be sourced after common.sh.
#
# The caller sets `state` (a folder for stamps and the log) and `step_count`, then calls, per step,
#   step NAME "Title" COMMAND… -- PATH…
# The command runs when one of the paths (files, or folders with all below) has changed, appeared or
# gone since it last succeeded. Progress goes to stderr, the command's output to $state/log, which
# starts anew with the first command that runs.

step_number=0
log_is_new=yes

# One line that changes whenever a path, or anything below it, changes.
fingerprint() {
  find "$@" -not -name '*.pyc' -not -name '__pycache__' -printf '%p %s %T@\n' 2>/dev/null |
    LC_ALL=C sort | sha256sum || true
}

step() {
  local name=$1 title=$2 command=()
  shift 2
  while [[ $1 != -- ]]; do
    command+=("$1")
    shift
  done
  shift
  step_number=$((step_number + 1))
  local stamp=$state/$name.stamp
  if [[ -f $stamp && $(<"$stamp") == "$(fingerprint "$@")" ]]; then
    return
  fi
  rm -f "$stamp"
  run_with_progress "[$step_number/$step_count] $title" "${command[@]}"
  # Taken afterwards: a step may write what it depends on, such as the models.
  fingerprint "$@" >"$stamp"
}

# run_with_progress TITLE COMMAND…
run_with_progress() {
  local title=$1 started=$SECONDS status=0
  shift
  [[ $log_is_new == no ]] || : >"$state/log"
  log_is_new=no
  echo "== $title" >>"$state/log"
  if [[ -t 2 ]]; then
    "$@" 2>&1 </dev/null | tee -a "$state/log" | show_last_line "$title" || status=${PIPESTATUS[0]}
    printf '\r\e[K' >&2
  else
    echo "$title…" >&2
    "$@" >>"$state/log" 2>&1 </dev/null || status=$?
  fi
  if ((status != 0)); then
    tail -n 20 "$state/log" >&2
    die "$title failed; the whole output is in $state/log."
  fi
  echo "$title: done in $((SECONDS - started)) s" >&2
}

# Keeps the newest line of a running command behind its title, cut to the terminal's width.
show_last_line() {
  local title=$1 line text width
  width=$(tput cols 2>/dev/null) || width=80
  printf '%s…' "$title" >&2
  while IFS= read -r line; do
    text="$title: ${line//[^[:print:]]/}"
    printf '\r\e[K%s' "${text:0:width-1}" >&2
  done
}
