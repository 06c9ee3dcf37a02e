#!/bin/bash
# Break pure modules in every small way, one at a time, and list what no test of theirs notices:
#   MUTANTS=FOLDER python3 -m dev run -- bash tests/pure/mutants.sh aging dso
# On a copy; cosmic-ray comes from the environment FOLDER (docs/operating/running.md).
set -eu
tools=${MUTANTS:-/tmp/mutants}/bin
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cp -r credit_management tests "$tree"
cd "$tree"
# Other plugins only cost time here; Odoo's would load a database.
export PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1
for module in "$@"; do
    cat > "$module.toml" <<TOML
[cosmic-ray]
module-path = "credit_management/tools/$module.py"
timeout = 120.0
excluded-modules = []
test-command = "python -m pytest -xq -p no:cacheprovider -c /dev/null --rootdir tests/pure --confcutdir tests/pure tests/pure/test_$module.py tests/pure/test_figures_are_values.py"
[cosmic-ray.distributor]
name = "local"
TOML
    echo "== $module"
    "$tools/cosmic-ray" init "$module.toml" "$module.sqlite"
    "$tools/cosmic-ray" baseline "$module.toml"
    "$tools/cosmic-ray" exec "$module.toml" "$module.sqlite"
    "$tools/cr-report" --surviving-only --show-diff "$module.sqlite" | grep -v '^===\|^\[job\|^---\|^+++'
done
