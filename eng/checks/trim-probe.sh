#!/usr/bin/env bash
# Every package, published trimmed and without reflection for JSON, makes real calls.
set -euo pipefail
cd "$(dirname "$0")/../.."
configuration=${CONFIGURATION:-Release}
architecture=$([[ $(uname -m) == aarch64 ]] && echo arm64 || echo x64)
dotnet publish tests/TrimProbe -c "$configuration" -r "linux-$architecture" --self-contained -v quiet -o artifacts/trim-probe
exec artifacts/trim-probe/TrimProbe
