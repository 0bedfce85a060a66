package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotAnimations;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes the pictures of {@code docs/dashboard}, of jobs that really ran: with {@code
 * -Dpictures.fix=true}, by whoever changed how a page looks.
 */
@Tag("peer")
@EnabledIfEnvironmentVariable(named = "SKY_TEST_BROWSER", matches = ".+")
@EnabledIfSystemProperty(named = "pictures.fix", matches = "true")
class DashboardPicturesTest {
    private static final Path PICTURES = Path.of("..", "docs", "dashboard");

    private static final String TRAINING =
            """
            name: bert-qa
            resources: {use_spot: true}
            setup: sleep 1; echo "installed transformers"
            run: |
              for epoch in $(seq 60); do
                printf '\\033[36mepoch %d\\033[0m loss=0.%d \\033[32msaved checkpoint\\033[0m\\n' $epoch $((99 - epoch))
              done
              until [ -e $HERE/gate ]; do sleep 0.05; done
            """;

    private static final String PIPELINE =
            """
            name: nightly-evaluation
            ---
            name: prepare
            resources: {infra: local}
            run: echo prepared
            ---
            name: evaluate
            resources: {infra: local}
            run: "until [ -e $HERE/gate ]; do sleep 0.05; done"
            """;

    /** Shows the names of anybody's machine and home instead of those of this one. */
    private static final String ANYBODYS =
            "home => { const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);"
                    + " while (texts.nextNode()) { texts.currentNode.data = texts.currentNode.data"
                    + ".replaceAll(home, '~').replace(/^ · \\w+@\\S+$/, ' · ann@laptop'); } }";

    @TempDir Path directory;

    @Test
    void everyPageLightAndDarkWideAndNarrow() throws IOException {
        Files.createDirectories(PICTURES);
        try (World world = World.given(Clouds.two(), directory);
                Browsing browsing = new Browsing()) {
            Job job = world.launch(TRAINING).until("RUNNING").untilLogShows("epoch 60").preempt();
            job.until("RECOVERING").until("RUNNING").untilLogShows("epoch 60");
            world.launch(PIPELINE).untilTask(1, "RUNNING");
            world.launch("name: broken-eval\nrun: exit 3\nresources: {infra: local}\n")
                    .endsAs("FAILED");
            for (String name : List.of("hello", "tokenize", "convert")) {
                world.launch("name: " + name + "\nrun: echo hi\nresources: {infra: local}\n")
                        .endsAs("SUCCEEDED");
            }
            String root = browsing.signIn(world);
            for (String theme : List.of("light", "dark")) {
                browsing.prefers(theme, "en");
                for (String name : List.of("overview", "jobs", "job", "clusters", "infra")) {
                    String path = name.equals("job") ? "jobs/" + job.id() : name;
                    takePictures(browsing.page(), root + "/" + path, name + "-" + theme);
                }
            }
            browsing.withoutComplaints();
            world.file("gate", "");
        }
        try (var files = Files.list(PICTURES)) {
            assertThat(files).hasSize(20);
        }
    }

    private void takePictures(Page page, String url, String name) {
        for (int width : new int[] {1280, 390}) {
            page.setViewportSize(width, width == 390 ? 844 : 900);
            page.navigate(url);
            page.locator("table, .line, .charts, .cards").first().waitFor();
            page.evaluate(ANYBODYS, directory.toString());
            page.screenshot(
                    new Page.ScreenshotOptions()
                            .setAnimations(ScreenshotAnimations.DISABLED)
                            .setPath(PICTURES.resolve(name + "-" + width + ".png")));
        }
    }
}
