# Wellspring on Tomcat, as an image: what bin/run runs, arranged for a read-only root file system and an ordinary user.
#
#   docker build -t wellspring .
#   docker run --rm --read-only --tmpfs /tmp -v wellspring-data:/var/lib/wellspring -p 127.0.0.1:8080:8080 wellspring

FROM maven:3.9.16-eclipse-temurin-25 AS build
WORKDIR /build

# Dependencies first: this layer is rebuilt only when pom.xml changes. What it misses, the next one fetches.
COPY pom.xml ./
RUN mvn -q -B dependency:go-offline

COPY src src
COPY webapp webapp
RUN mvn -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true package

# Tomcat as Maven unpacked it: the very version that was compiled against and tested. Of it, what runs: not the sample
# applications, not the manager, not its configuration.
#
# The application is unpacked here rather than at the start. Tomcat then writes only to work/ and temp/, which are /tmp, and
# would make conf/Catalina/localhost, which is there already.
COPY tomcat tomcat
RUN mkdir -p image/tomcat image/base/bin image/base/conf/Catalina/localhost image/base/webapps/ROOT \
 && cp -R target/tomcat/apache-tomcat-*/bin target/tomcat/apache-tomcat-*/lib image/tomcat/ \
 && rm -f image/tomcat/bin/*.bat image/tomcat/bin/*.tar.gz image/tomcat/bin/*.zip \
 && cp target/tomcat/apache-tomcat-*/LICENSE target/tomcat/apache-tomcat-*/NOTICE image/tomcat/ \
 && cp tomcat/setenv.sh tomcat/healthcheck.sh image/base/bin/ \
 && cp target/tomcat/apache-tomcat-*/conf/web.xml tomcat/*.xml tomcat/logging.properties image/base/conf/ \
 && (cd image/base/webapps/ROOT && jar --extract --file /build/target/ROOT.war) \
 && ln -s /tmp image/base/work \
 && chmod -R a+rX,go-w image


FROM eclipse-temurin:25.0.3_9-jre-noble

# A number, so that an orchestrator can tell that it is not root. Owns its data and nothing else. A new named volume takes its
# owner from this directory.
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin wellspring \
 && install -d -o 10001 -g 10001 -m 0750 /var/lib/wellspring
COPY --from=build /build/image/tomcat /opt/tomcat
COPY --from=build /build/image/base /opt/wellspring
USER 10001:10001

ENV CATALINA_HOME=/opt/tomcat \
    CATALINA_BASE=/opt/wellspring \
    CATALINA_TMPDIR=/tmp \
    LANG=C.UTF-8 \
    WELLSPRING_DATA=/var/lib/wellspring

EXPOSE 8080
VOLUME /var/lib/wellspring

HEALTHCHECK --interval=5s --timeout=6s --start-period=60s --retries=3 CMD ["/opt/wellspring/bin/healthcheck.sh"]

# catalina.sh replaces itself by the JVM, so SIGTERM reaches the JVM, which ends its streams.
ENTRYPOINT ["/opt/tomcat/bin/catalina.sh", "run"]
