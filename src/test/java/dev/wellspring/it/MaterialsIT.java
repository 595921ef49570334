package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The list of materials in the WAR (CycloneDX) says what is in it, and every part comes under a licence that goes with ours.
 *
 * @see <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6</a>
 */
class MaterialsIT {

    /** SPDX names. Where a part has several, one of them is enough: the user chooses. */
    private static final Set<String> GOOD = Set.of(
            "Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "EPL-2.0", "Go License", "Public Domain");

    private static FileSystem war;
    private static List<JsonObject> parts;

    @BeforeAll
    static void read() throws IOException {
        war = FileSystems.newFileSystem(Checkout.war());
        try (JsonReader reader =
                Json.createReader(Files.newInputStream(war.getPath("META-INF/sbom/application.cdx.json")))) {
            parts = reader.readObject().getJsonArray("components").getValuesAs(JsonObject.class);
        }
    }

    @AfterAll
    static void close() throws IOException {
        war.close();
    }

    @Test
    void everyLibraryIsListedAndNothingElse() throws IOException {
        Set<String> listed = parts.stream()
                .map(part -> part.getString("name") + "-" + part.getString("version") + ".jar")
                .collect(Collectors.toSet());
        try (Stream<Path> libraries = Files.list(war.getPath("WEB-INF/lib"))) {
            assertThat(libraries.map(library -> library.getFileName().toString()))
                    .hasSizeGreaterThan(20)
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
    }

    @Test
    void everyLicenceIsOneOfThoseThatGoWithOurs() {
        assertThat(parts)
                .allSatisfy(part -> assertThat(licences(part))
                        .as("licences of %s", part.getString("purl"))
                        .anyMatch(GOOD::contains));
    }

    private static List<String> licences(JsonObject part) {
        return part
                .getOrDefault("licenses", JsonValue.EMPTY_JSON_ARRAY)
                .asJsonArray()
                .getValuesAs(JsonObject.class)
                .stream()
                .flatMap(MaterialsIT::names)
                .toList();
    }

    /** An expression ("A OR B") has several; one with AND is none that we know. */
    private static Stream<String> names(JsonObject entry) {
        if (entry.containsKey("expression")) {
            return Stream.of(entry.getString("expression").split(" OR ", -1)).map(name -> name.replaceAll("[()]", ""));
        }
        JsonObject licence = entry.getJsonObject("license");
        return Stream.of(licence.getString("id", licence.getString("name", "")));
    }
}
