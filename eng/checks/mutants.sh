#!/usr/bin/env bash
# Every mutant can still be put into the engine: what it replaces stands there just once.
set -euo pipefail
cd "$(dirname "$0")/../.."
configuration=${CONFIGURATION:-Release}
exec dotnet "artifacts/bin/Mutants/${configuration,,}/Mutants.dll" check
