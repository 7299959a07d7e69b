# SPDX-License-Identifier: Apache-2.0
# Shared by the scripts that need Node; to be sourced behind common.sh, never run.

# What Vite 8 says in its package.json: ^20.19.0 || >=22.12.0.
is_new_enough() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)' 2>/dev/null
}

# Sets `node` and `npm` to their commands.
find_node() {
  local setup
  setup=$(dirname "${BASH_SOURCE[0]}")
  node=(node)
  npm=(npm)
  if command -v npm >/dev/null && is_new_enough; then return; fi
  local python words
  python=$("$setup/python")
  words=$(PYTHONPATH='' PYTHONDONTWRITEBYTECODE=1 "$python" "$setup/borrow_node.py" "$(facelatch_data_folder)/toolchain")
  mapfile -t npm <<<"$words"
  node=("${npm[0]}")
}
