# shellcheck shell=bash
# Finds a JDK 25: sourced by bin/run and bin/test. Written for bash 3.2, which is what macOS has.

# The version of the JDK in directory $1, as a number (25); nothing where there is none. A JRE, without javac, does not count.
jdk_version() {
    [ -x "$1/bin/javac" ] || return 0
    local version=""
    if [ -r "$1/release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    fi
    if [ -z "$version" ]; then
        version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p') || true
    fi
    printf '%s' "$version"
}

# The home of the javac in PATH: its real place, or on macOS (where /usr/bin/javac only asks for it) what it asks for.
jdk_in_path() {
    local javac java
    javac=$(command -v javac) || return 0
    java=${javac%javac}java
    [ -x "$java" ] || return 0
    "$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p' || true
}

# Where JDKs are, one directory a line, in the order in which they are tried.
jdk_candidates() {
    printf '%s\n' "${JAVA_HOME:-}" "${JAVA_HOME_25_X64:-}" "${JAVA_HOME_25_ARM64:-}"
    jdk_in_path
    if [ -x /usr/libexec/java_home ]; then
        /usr/libexec/java_home -v 25 2>/dev/null || true
    fi
    local directory home=${HOME:-/nonexistent}
    for directory in \
        /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/*/* /usr/local/lib/jvm/* \
        "${SDKMAN_DIR:-$home/.sdkman}"/candidates/java/* "$home"/.jdks/* "$home"/.jenv/versions/* \
        "$home"/.asdf/installs/java/* "$home"/.local/share/mise/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "$home"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
        /home/linuxbrew/.linuxbrew/opt/openjdk@25/libexec; do
        printf '%s\n' "$directory"
    done
}

# Exports JAVA_HOME, or says in one sentence what is missing and fails.
use_jdk25() {
    local home
    while IFS= read -r home; do
        if [ -n "$home" ] && [ "$(jdk_version "$home")" = 25 ]; then
            export JAVA_HOME=$home
            # A JRE_HOME from elsewhere would be what Tomcat starts.
            unset JRE_HOME
            # Maven's own libraries make JDK 25 print warnings; nobody who builds Wellspring can do anything about them.
            export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED${MAVEN_OPTS:+ $MAVEN_OPTS}"
            return 0
        fi
    done <<END
$(jdk_candidates)
END
    echo "Wellspring needs a JDK 25 and found none (in JAVA_HOME, PATH and the usual places): install one, for instance" \
        "Temurin from https://adoptium.net, or point JAVA_HOME to it." >&2
    return 1
}

# Maven, or one sentence about it.
require_maven() {
    command -v mvn >/dev/null && return 0
    echo "Wellspring is built with Maven 3.8.7 or later, and there is no mvn in PATH: install it, for instance with" \
        "\"apt-get install maven\", \"brew install maven\" or from https://maven.apache.org." >&2
    return 1
}
