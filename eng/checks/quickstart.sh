#!/usr/bin/env bash
# The first thing a new user runs must work.
set -euo pipefail
cd "$(dirname "$0")/../.."
configuration=${CONFIGURATION:-Release}
exec dotnet "artifacts/bin/Quickstart/${configuration,,}/Quickstart.dll"
