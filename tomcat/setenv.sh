# shellcheck shell=sh
# The JVM's options, in one place for bin/run and for the image. catalina.sh reads this file from CATALINA_BASE/bin.
# What you put into CATALINA_OPTS comes last and therefore wins.
#
#   MaxRAMPercentage        The JVM would take a quarter of the machine or container for its heap; here it is the only tenant.
#   ExitOnOutOfMemoryError  A server that has lost some thread to an OutOfMemoryError answers health checks and nothing else.
#                           Ended, it is started again.
#   UseCompactObjectHeaders Four bytes less per object; an open stream is a few hundred objects.
#   EXIT_ON_INIT_FAILURE    Port taken, server.xml wrong: end, rather than run without a connector.
#   stdout/stderr.encoding  What bypasses the log (a thread's last stack trace) is UTF-8 too.
#   java.awt.headless       Nothing here may look for a display.
#
# --enable-native-access=ALL-UNNAMED (SQLite is native code) and the --add-opens that keep JDK 25 quiet at the stop are
# already given by this Tomcat's catalina.sh.
#
# A connection is an open file. 500 files are for everything else, even a class that is needed for the first time: one that could not
# be read is missing until the next start. So with fewer files than server.xml and WELLSPRING_MOST_STREAMS count on there are fewer
# connections, and fewer streams, so that a connection is left to say no. The hard limit counts: the JVM raises the soft one to it.
# shellcheck disable=SC3045 # not in POSIX, and in every shell that is called sh
files=$(ulimit -Hn)
if [ "$files" != unlimited ] && [ "$files" -lt 20500 ]; then
    connections=$((files > 1000 ? files - 500 : files / 2))
    CATALINA_OPTS="-Dtomcat.connections=$connections${CATALINA_OPTS:+ $CATALINA_OPTS}"
    : "${WELLSPRING_MOST_STREAMS:=$((connections * 9 / 10))}"
    export WELLSPRING_MOST_STREAMS
fi

CATALINA_OPTS="-XX:MaxRAMPercentage=75.0 -XX:+ExitOnOutOfMemoryError -XX:+UseCompactObjectHeaders\
 -Dorg.apache.catalina.startup.EXIT_ON_INIT_FAILURE=true\
 -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -Djava.awt.headless=true\
${CATALINA_OPTS:+ $CATALINA_OPTS}"
