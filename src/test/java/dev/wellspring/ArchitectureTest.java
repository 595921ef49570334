package dev.wellspring;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rooms of the code keep to themselves: docs/ARCHITECTURE.md, held by a test. */
class ArchitectureTest {

    private static final String ROOT = "dev.wellspring";

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** What each technology's packages are, and the rooms that may know them. */
    private static final Map<String, List<String>> TECHNOLOGIES = Map.ofEntries(
            Map.entry("java.sql..", List.of("history")),
            Map.entry("org.sqlite..", List.of("history")),
            Map.entry("redis.clients..", List.of("cluster")),
            Map.entry("com.nimbusds..", List.of("auth")),
            Map.entry("io.micrometer..", List.of("ops")),
            Map.entry("com.google.re2j..", List.of("topic")),
            Map.entry("com.github.benmanes.caffeine..", List.of("topic", "auth")),
            Map.entry("io.smallrye..", List.of("app")),
            Map.entry("org.glassfish.concurro..", List.of("app")),
            Map.entry("org.apache..", List.of("stream", "app")),
            Map.entry("jakarta.servlet..", List.of("stream", "web", "mercure", "ops", "app")));

    /** A room of the code with all its chambers. */
    private static String room(String name) {
        return ROOT + "." + name + "..";
    }

    private static String[] rooms(Collection<String> names) {
        return names.stream().map(ArchitectureTest::room).toArray(String[]::new);
    }

    @Test
    void thereIsCodeToCheck() {
        assertThat(CODE).hasSizeGreaterThan(20);
    }

    @Test
    void roomsDoNotKnowEachOtherInCircles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void nobodyKnowsTheApplicationOrTheTutorialButTheApplication() {
        noClasses()
                .that()
                .resideOutsideOfPackages(room("app"), room("tutorial"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(room("app"), room("tutorial"))
                .check(CODE);
        noClasses()
                .that()
                .resideInAPackage(room("tutorial"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(room("app"))
                .check(CODE);
    }

    @Test
    void onlyTheApplicationKnowsTheRoomsThatAreChosenAtStart() {
        for (String name : List.of("history", "cluster", "ops")) {
            noClasses()
                    .that()
                    .resideOutsideOfPackages(room("app"), room(name))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(room(name))
                    .allowEmptyShould(true)
                    .check(CODE);
        }
    }

    @Test
    void onlyTheLogsAndTheApplicationKnowTheJournal() {
        noClasses()
                .that()
                .resideOutsideOfPackages(room("app"), room("history"), room("cluster"), room("journal"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(room("journal"))
                .check(CODE);
    }

    @Test
    void theTutorialUsesNothingOfOursAsALearnerWould() {
        noClasses()
                .that()
                .resideInAPackage(room("tutorial"))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(ROOT + "..").and(DescribedPredicate.not(resideInAPackage(room("tutorial")))))
                .check(CODE);
    }

    @Test
    void theCoreKnowsNoTechnology() {
        noClasses()
                .that()
                .resideInAnyPackage(rooms(List.of("event", "topic", "hub", "journal")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta..",
                        "java.sql..",
                        "javax.sql..",
                        "java.net.http..",
                        "redis.clients..",
                        "com.nimbusds..",
                        "io.micrometer..",
                        "org.glassfish..",
                        "org.apache..",
                        "io.smallrye..")
                .check(CODE);
    }

    @Test
    void theEventKnowsNothingButTheJdk() {
        classes()
                .that()
                .resideInAPackage(room("event"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(room("event"), "java..", "org.jspecify.."))
                .check(CODE);
    }

    @Test
    void eachTechnologyHasItsRoom() {
        TECHNOLOGIES.forEach((technology, allowed) -> noClasses()
                .that()
                .resideOutsideOfPackages(rooms(allowed))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(technology)
                .allowEmptyShould(true)
                .because("only " + allowed + " may know " + technology)
                .check(CODE));
    }

    @Test
    void everythingIsSaidThroughTheLogFacade() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CODE);
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CODE);
        noClasses().should().callMethod(Throwable.class, "printStackTrace").check(CODE);
    }

    @Test
    void thereIsNoStaticStateThatChanges() {
        fields().that().areStatic().should().beFinal().check(CODE);
        noFields()
                .that()
                .areStatic()
                .should(holdWhatChanges())
                .because("two applications in one container share nothing")
                .check(CODE);
    }

    private static ArchCondition<JavaField> holdWhatChanges() {
        return new ArchCondition<>("be of a type made for changing") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                JavaClass type = field.getRawType();
                boolean changes = isConcurrencyTool(type)
                        || type.isAssignableTo(StringBuilder.class)
                        || type.isAssignableTo(ThreadLocal.class)
                        || isConcreteCollection(type);
                if (changes) {
                    events.add(SimpleConditionEvent.satisfied(
                            field, field.getDescription() + " is of a type made for changing"));
                }
            }
        };
    }

    private static boolean isConcurrencyTool(JavaClass type) {
        return type.getPackageName().startsWith("java.util.concurrent") && !type.isAssignableTo(TimeUnit.class);
    }

    /** List.of, Map.of and Set.of are declared by their interface; whoever names the class means to write to it. */
    private static boolean isConcreteCollection(JavaClass type) {
        boolean collection = type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class);
        return collection && !type.isInterface() && !type.isAssignableTo(Enum.class);
    }

    @Test
    void theValuesOfStaticCollectionsCannotBeChanged() throws ReflectiveOperationException {
        for (JavaClass owner : CODE) {
            for (JavaField field : owner.getFields()) {
                boolean collection = field.getRawType().isAssignableTo(Collection.class)
                        || field.getRawType().isAssignableTo(Map.class);
                if (field.getModifiers().contains(STATIC) && collection) {
                    var reflected = field.reflect();
                    reflected.setAccessible(true);
                    Object value = reflected.get(null);
                    assertThat(value.getClass().getName())
                            .as(field.getFullName())
                            .matches("java\\.util\\.(ImmutableCollections|Collections)\\$.*");
                }
            }
        }
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : CODE) {
            JavaPackage home = type.getPackage();
            if (!home.isAnnotatedWith(NullMarked.class)) {
                unmarked.add(home.getName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @Test
    void classesAreFinalUnlessTheyAreMadeForMore() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .doNotHaveModifier(ABSTRACT)
                .and()
                .areNotAnonymousClasses()
                .and(DescribedPredicate.describe(
                        "are not sealed", type -> !type.reflect().isSealed()))
                .should()
                .haveModifier(FINAL)
                .check(CODE);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .check(CODE);
    }
}
