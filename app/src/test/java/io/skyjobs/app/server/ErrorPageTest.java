package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.GeneratedPage;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.optimizer.PlanProblem;
import io.skyjobs.core.optimizer.RejectionCode;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Makes {@code docs/errors.md} from the codes themselves and objects when the page in the tree is
 * another; {@code -Ddocs.fix=true} writes it (P-46).
 */
class ErrorPageTest {
    @Test
    void thePageListsEveryCode() throws IOException {
        new GeneratedPage("errors.md").mustBe(page());
    }

    /** Every code that the server's classes name, and no other, is on the page. */
    @Test
    void thePageHasExactlyTheCodesThatTheServerAnswersWith() throws Exception {
        TreeSet<String> thrown = new TreeSet<>();
        for (ClassModel type : serverClasses()) {
            for (PoolEntry entry : type.constantPool()) {
                if (entry instanceof FieldRefEntry field && isOf(ProblemCode.class, field)) {
                    thrown.add(field.name().stringValue());
                }
            }
        }
        String page = page();
        assertThat(thrown).allSatisfy(code -> assertThat(page).contains("| `" + code + "` |"));
        assertThat(thrown)
                .as("codes that the server answers with, against codes that exist")
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ProblemCode.values()).map(Enum::name).toList());
    }

    /** A reply made of free text could carry a code that the page does not know. */
    @Test
    void codesAreNeverFreeText() throws Exception {
        assertThat(makers(List.of(parsed(fileOf(ProblemReply.class)))))
                .as("what is looked for is found where it is")
                .containsExactly("ProblemReply");
        assertThat(makers(serverClasses())).isEmpty();
    }

    /** Names of the classes that make the wire record from its parts. */
    private static Set<String> makers(List<ClassModel> types) {
        TreeSet<String> makers = new TreeSet<>();
        for (ClassModel type : types) {
            for (PoolEntry entry : type.constantPool()) {
                if (entry instanceof MethodRefEntry method
                        && method.name().equalsString("<init>")
                        && method.owner().asInternalName().equals(internal(ProblemReply.class))) {
                    makers.add(type.thisClass().asInternalName().replaceFirst(".*/", ""));
                }
            }
        }
        return makers;
    }

    private static List<ClassModel> serverClasses() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.walk(fileOf(ApiServer.class).resolveSibling(""))) {
            List<ClassModel> types =
                    files.filter(file -> file.toString().endsWith(".class"))
                            .map(ErrorPageTest::parsed)
                            .toList();
            assertThat(types).hasSizeGreaterThan(20);
            return types;
        }
    }

    private static Path fileOf(Class<?> type) throws URISyntaxException {
        URL file = Objects.requireNonNull(type.getResource(type.getSimpleName() + ".class"));
        return Path.of(file.toURI());
    }

    private static ClassModel parsed(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    private static boolean isOf(Class<?> owner, FieldRefEntry field) {
        return field.owner().asInternalName().equals(internal(owner))
                && Arrays.stream(ProblemCode.values())
                        .anyMatch(code -> field.name().equalsString(code.name()));
    }

    private static String internal(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    private static String page() {
        StringBuilder text = new StringBuilder();
        text.append("# Codes\n\nMade from the code by `ErrorPageTest`; do not edit.\n");
        text.append("Codes are stable; sentences are not. Who must act: ");
        text.append("the user changes the job or the command, the administrator changes the ");
        text.append("configuration, an account or the machine, a developer mends Skyjobs.\n");
        problems(text);
        reasons(text);
        planProblems(text);
        rejections(text);
        return text.toString();
    }

    private static void problems(StringBuilder text) {
        head(
                text,
                "Answers of the API",
                "The field `code` of `application/problem+json`; the field `type` is"
                        + " `urn:skyjobs:problem:` and the code. The command line shows the title"
                        + " before the sentence.",
                "code | title");
        for (ProblemCode code : ProblemCode.values()) {
            row(text, code.name() + "` | `" + code.title(), code.sentence(), WhoActs.on(code));
        }
    }

    private static void reasons(StringBuilder text) {
        head(
                text,
                "Reasons of a job",
                "Why a job waits or ended as it did: in `sky jobs explain` and the job's events.",
                "code");
        for (ReasonCode code : ReasonCode.values()) {
            row(text, code.name(), code.sentence(), WhoActs.on(code));
        }
    }

    private static void planProblems(StringBuilder text) {
        head(
                text,
                "Problems of a plan",
                "Why no place can be chosen: in the plan that comes before a launch.",
                "code");
        for (PlanProblem.Code code : PlanProblem.Code.values()) {
            row(text, code.name(), code.sentence(), WhoActs.on(code));
        }
    }

    private static void rejections(StringBuilder text) {
        head(
                text,
                "Why an offer was not taken",
                "In the order in which they are checked. Nobody must act unless no offer is left.",
                "code");
        for (RejectionCode code : RejectionCode.values()) {
            row(text, code.name(), code.sentence(), WhoActs.on(code));
        }
    }

    private static void head(StringBuilder text, String title, String lead, String codes) {
        text.append("\n## %s\n\n%s\n\n".formatted(title, lead));
        text.append("| %s | meaning | who must act |\n".formatted(codes));
        text.append("|---".repeat(codes.contains("|") ? 4 : 3)).append("|\n");
    }

    private static void row(StringBuilder text, String code, String meaning, String who) {
        text.append("| `%s` | %s | %s |\n".formatted(code, GeneratedPage.cell(meaning), who));
    }
}
