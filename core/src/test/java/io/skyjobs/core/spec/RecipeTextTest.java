package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

/** What people see of a task file has no value of a secret in it (P-56). */
class RecipeTextTest {
    static Stream<Arguments> recipes() {
        return Stream.of(
                arguments(
                        "secrets:\n  A: hunter2 # mine\n  B: 'x: y'\nrun: x\n",
                        "secrets:\n  A: <redacted> # mine\n  B: <redacted>\nrun: x\n"),
                arguments(
                        "secrets: {A: hunter2, B: \"q\\\"q\"}",
                        "secrets: {A: <redacted>, B: <redacted>}"),
                arguments(
                        "secrets:\n  A: |\n    one\n    two\n\nrun: x",
                        "secrets:\n  A: <redacted>\n\nrun: x"),
                arguments(
                        "secrets:\n  A: >-\n    one\n    two\n  B:\nrun: x",
                        "secrets:\n  A: <redacted>\n  B:\nrun: x"),
                arguments(
                        "secrets:\n  A: plain\n    over lines\nrun: x",
                        "secrets:\n  A: <redacted>\nrun: x"),
                arguments(
                        "secrets:\n  A: &a hunter2\n  B: *a\nrun: x",
                        "secrets:\n  A: &a <redacted>\n  B: *a\nrun: x"),
                arguments(
                        "secrets:\n  A: !!str 12\nrun: x",
                        "secrets:\n  A: !!str <redacted>\nrun: x"),
                arguments(
                        "envs: &e {A: hunter2}\nsecrets: {<<: *e}\nrun: x",
                        "envs: &e {A: <redacted>}\nsecrets: {<<: *e}\nrun: x"),
                arguments("secrets: {A: [deep, {b: er}]}", "secrets: {A: [deep, {b: er}]}"),
                arguments("secrets: ['secrets:A']\nrun: x", "secrets: ['secrets:A']\nrun: x"),
                arguments(
                        "name: 😀\nsecrets: {A: 😀x}\nrun: 😀",
                        "name: 😀\nsecrets: {A: <redacted>}\nrun: 😀"),
                arguments(
                        "secrets:\r\n  A: hunter2\r\nrun: x\r\n",
                        "secrets:\r\n  A: <redacted>\r\nrun: x\r\n"),
                arguments(
                        "secrets: {A: 1}\n---\nsecrets: {B: 2}\n",
                        "secrets: {A: <redacted>}\n---\nsecrets: {B: <redacted>}\n"),
                arguments("run: x", "run: x"),
                arguments("", ""));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void valuesOfSecretsAreReplaced(String text, String shown) {
        assertThat(RecipeText.secretsRedacted(text)).contains(shown);
    }

    @Test
    void whatCannotBeReadIsNotShown() {
        assertThat(RecipeText.secretsRedacted("secrets: {A: hunter2")).isEmpty();
    }

    @Test
    void theRecipeStillReads() {
        String yaml = "name: a\nsecrets:\n  A: |\n    one\n    two\n  B: x\nrun: echo\n";
        JobSpec job = TaskFiles.job(yaml);

        assertThat(TaskFiles.job(job.recipe().orElseThrow()).tasks()).isEqualTo(job.tasks());
    }
}
