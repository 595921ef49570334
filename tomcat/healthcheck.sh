#!/usr/bin/env bash
# Is Wellspring ready? Exit status 0: yes; 2: Tomcat runs without it, and will not get it any more; else: not yet, or it does not work now. The one place that knows the URL, for the image, docker-compose and bin/run.
# Bash itself speaks the three lines of HTTP: the image has no curl, and a JVM per check would cost more than the check.
#
#   healthcheck.sh [PORT [ADDRESS]]
set -eu
port=${1:-8080}
address=${2:-127.0.0.1}

exec 3<>"/dev/tcp/$address/$port"
printf 'HEAD /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
IFS=' ' read -r -t 5 _ status _ <&3
[ "$status" != 404 ] || exit 2
[ "$status" = 200 ]
