#!/usr/bin/env bash
# Builds the solution once, runs every test project and every check in eng/checks, and counts.
# The last line is "N passed, N failed"; the exit code is 0 only if nothing failed.
#
#   eng/test.sh              everything
#   eng/test.sh Sources Csv  only the test projects whose name contains one of these words, and no checks
#
# Needs the .NET SDK of global.json. The tests run real PostgreSQL and MariaDB servers; as root the script installs them when they are missing.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

export CONFIGURATION=Release
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1
readonly results="$PWD/artifacts/test-results"
readonly patience=900 # seconds for one project or check
passed=0 failed=0 skipped=0
failures=()

say() { printf '%s\n' "$*"; }

finish() {
  if ((${#failures[@]} > 0)); then
    say ""
    say "Failed:"
    printf '  %s\n' "${failures[@]}"
  fi
  say ""
  if ((skipped > 0)); then
    say "$passed passed, $failed failed, $skipped skipped"
  else
    say "$passed passed, $failed failed"
  fi
  ((failed == 0)) || exit 1
  exit 0
}

fail() {
  failed=$((failed + 1))
  failures+=("$1")
}

require_sdk() {
  if ! command -v dotnet >/dev/null || ! dotnet --version >/dev/null 2>&1; then
    say "The .NET SDK that global.json asks for is not installed: https://dotnet.microsoft.com/download"
    exit 1
  fi
}

has_program() {
  local program
  for program in "$@"; do
    [[ -x $program ]] && return 0
    command -v "$program" >/dev/null && return 0
  done
  return 1
}

require_servers() {
  local missing=()
  has_program initdb /usr/lib/postgresql/*/bin/initdb || missing+=(postgresql)
  has_program mariadbd /usr/sbin/mariadbd || missing+=(mariadb-server)
  ((${#missing[@]} == 0)) && return

  if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
    say "The tests run real database servers. Install: ${missing[*]} (as root: apt-get install ${missing[*]})"
    exit 1
  fi
  say "Installing ${missing[*]}"
  mkdir -p artifacts
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >artifacts/install.log 2>&1; then
    tail -n 20 artifacts/install.log
    say "apt-get could not install ${missing[*]}."
    exit 1
  fi
}

build() {
  local start=$SECONDS
  mkdir -p artifacts
  if ! dotnet build Sdk.sln -c "$CONFIGURATION" -v quiet -clp:NoSummary >artifacts/build.log 2>&1; then
    grep -E 'error|warning' artifacts/build.log | sort -u | head -n 40
    fail "The build (artifacts/build.log)"
    finish
  fi
  say "Built in $((SECONDS - start)) s"
}

# A number of the first Counters element of a TRX file, 0 if there is none.
counter() {
  local value
  value=$(grep -o '<Counters [^>]*' "$2" 2>/dev/null | head -n 1 | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9')
  printf '%s' "${value:-0}"
}

run_project() {
  local name=$1 start=$SECONDS trx="$results/$1.trx" log="$results/$1.log" code total ok bad
  local lower=${CONFIGURATION,,}
  timeout "$patience" "artifacts/bin/$name/$lower/$name" \
    --results-directory "$results" --report-xunit-trx --report-xunit-trx-filename "$name.trx" --no-progress --no-ansi >"$log" 2>&1
  code=$?

  total=$(counter total "$trx") ok=$(counter passed "$trx") bad=$(($(counter failed "$trx") + $(counter error "$trx")))
  passed=$((passed + ok))
  failed=$((failed + bad))
  skipped=$((skipped + total - ok - bad))
  if ((bad > 0)); then
    while IFS= read -r test; do failures+=("$test"); done < <(grep '<UnitTestResult ' "$trx" | grep 'outcome="Failed"' | grep -o 'testName="[^"]*"' | cut -d '"' -f 2)
    grep -A 12 -E '^failed ' "$log" | head -n 80
  elif [[ ! -f $trx ]] || ((code != 0 && !(code == 8 && total == 0))); then
    # 8 is what the test platform says when a project has no tests yet. Anything else: it crashed, hung or did not start.
    fail "$name ended with code $code ($log)"
    tail -n 20 "$log"
  fi
  say "$(printf '%-34s %5d passed, %3d failed  %4d s' "$name" "$ok" "$bad" "$((SECONDS - start))")"
}

run_check() {
  local name start=$SECONDS log code
  name=$(basename "$1" .sh) log="$results/$(basename "$1" .sh).log"
  timeout "$patience" bash "$1" >"$log" 2>&1
  code=$?
  if ((code == 0)); then
    passed=$((passed + 1))
    say "$(printf '%-34s %5s  %28d s' "$name" ok "$((SECONDS - start))")"
  else
    fail "$name ended with code $code ($log)"
    tail -n 30 "$log"
    say "$(printf '%-34s %5s  %28d s' "$name" FAILED "$((SECONDS - start))")"
  fi
}

wanted() {
  local name=$1 word
  shift
  (($# == 0)) && return 0
  for word in "$@"; do
    [[ $name == *"$word"* ]] && return 0
  done
  return 1
}

require_sdk
require_servers
rm -rf "$results"
mkdir -p "$results"
build

for project in tests/*Tests/ tests/PublicApi/; do
  name=$(basename "$project")
  [[ -f $project/$name.csproj ]] && wanted "$name" "$@" && run_project "$name"
done

if (($# == 0)); then
  for check in eng/checks/*.sh; do
    [[ -f $check ]] && run_check "$check"
  done
fi

finish
