# shellcheck shell=bash
# A server to be measured: sourced by the benchmarks beside it, which set $root and $port and read $pid.
# shellcheck disable=SC2154,SC2034
# shellcheck source-path=SCRIPTDIR source=../bin/jdk25.sh
. "$root/bin/jdk25.sh"
use_jdk25
ulimit -n "$(ulimit -Hn)"

server=
# Stops the server, if it runs.
stop() {
    if [ -n "$server" ]; then
        kill -TERM "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    server=
}
trap stop EXIT

require_build() {
    [ -f "$root/target/ROOT.war" ] || { echo "$0: build first: bin/run, or mvn package" >&2; exit 1; }
}

# One line: what is measured, and where.
describe() {
    echo "$(date +%F), $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo 'no commit'), $(nproc) cores of $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $("$JAVA_HOME/bin/java" -version 2>&1 | sed -n 1p), CATALINA_OPTS='${CATALINA_OPTS:-}'"
}

# Starts the server and sets $pid, the process id of its JVM.
start() {
    "$root/bin/run" --no-build --port "$port" >/dev/null 2>&1 &
    server=$!
    for _ in $(seq 100); do
        sleep 0.2
        ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    sleep 2
    pid=$(pgrep -f -- "-Dtomcat.port=$port " | head -1)
}
